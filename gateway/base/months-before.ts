/** The same date and time, some months earlier; the last day where that month is shorter, so that nothing is over early. */
export function monthsBefore(at: number, months: number): number {
  const then = new Date(at)
  const day = then.getUTCDate()
  then.setUTCMonth(then.getUTCMonth() - months)
  if (then.getUTCDate() !== day) then.setUTCDate(0)
  return then.getTime()
}
