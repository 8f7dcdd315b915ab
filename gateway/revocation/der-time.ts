import { content, DerError, open, tags } from './der.ts'
import type { Cursor } from './der.ts'

const shapes = {
  [tags.utcTime]: /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/,
  [tags.generalizedTime]: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/,
}

/** Whether a Time (RFC 5280 5.1.2.4) comes next. */
export const isTimeNext = ({ bytes, at }: Cursor, limit: number): boolean =>
  at < limit && (bytes[at] === tags.utcTime || bytes[at] === tags.generalizedTime)

/** A Time in whole seconds and Zulu (RFC 5280 4.1.2.5), as milliseconds since the epoch; moves past it. */
export function takeTime(cursor: Cursor, limit: number): number {
  open(cursor, limit)
  const { tag } = cursor
  const text = Buffer.from(content(cursor)).toString('latin1')
  const shape = tag === tags.utcTime || tag === tags.generalizedTime ? shapes[tag] : undefined
  const parts = shape?.exec(text)?.slice(1).map(Number)
  if (parts === undefined) throw new DerError('een tijdstip dat geen DER is')
  cursor.at = cursor.to
  const [year = 0, ...rest] = parts
  const short = tag === tags.utcTime
  return momentOf(short ? year + (year < 50 ? 2000 : 1900) : year, rest)
}

function momentOf(year: number, rest: readonly number[]): number {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest
  const moment = new Date(Date.UTC(2000, month - 1, day, hour, minute, second))
  moment.setUTCFullYear(year, month - 1, day)
  // Date rolls over what does not exist, such as 31 February or 24:00
  const isReal =
    moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && hour < 24 && minute < 60
  if (!isReal) throw new DerError('een tijdstip dat niet bestaat')
  return moment.getTime()
}
