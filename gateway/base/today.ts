const MINUTE_MS = 60_000

const dutchCalendar = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Europe/Amsterdam',
  calendar: 'gregory',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

let last = { minute: Number.NaN, date: '' }

/**
 * The date in the Netherlands at a moment (milliseconds since the epoch), `2026-01-31`, whatever time zone
 * and language the machine has. Formatting costs microseconds, so the answer is kept for its minute.
 */
export function dutchToday(at: number): string {
  const minute = Math.floor(at / MINUTE_MS)
  if (minute !== last.minute) last = { minute, date: formatDate(minute * MINUTE_MS) }
  return last.date
}

function formatDate(at: number): string {
  const parts = new Map(dutchCalendar.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${String(parts.get('year'))}-${String(parts.get('month'))}-${String(parts.get('day'))}`
}
