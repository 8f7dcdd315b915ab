/** Dates and times as a Dutch reader writes them, always in Dutch local time. */

const zone = 'Europe/Amsterdam'
const date = new Intl.DateTimeFormat('nl-NL', {
  timeZone: zone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const time = new Intl.DateTimeFormat('nl-NL', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const sortable = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })

/** `21 november 2026`, of a moment in milliseconds since the epoch. */
export const dutchDate = (at: number): string => date.format(at)

/** `22:15 uur`, of a moment in milliseconds since the epoch. */
export const dutchTime = (at: number): string => `${time.format(at)} uur`

/** `21 november 2026, 22:15 uur`, of a moment in milliseconds since the epoch. */
export const dutchMoment = (at: number): string => `${dutchDate(at)}, ${dutchTime(at)}`

/** `31 januari 1980`, of an ISO date; anything that is no ISO date comes back as it is. */
export const dutchIsoDate = (iso: string): string => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T12:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? iso : date.format(at)
}

/** `31-1-2030`, as a Dutch reader types an ISO date; anything else comes back as it is. */
export const typedDay = (iso: string): string => {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso) ?? []
  return year === '' ? iso : `${Number(day)}-${Number(month)}-${year}`
}

/** Dutch calendar days from one moment to another: 0 on the same day, negative when it is past. */
export const daysBetween = (from: number, to: number): number =>
  (Date.parse(sortable.format(to)) - Date.parse(sortable.format(from))) / 86_400_000
