/** UTCTime and GeneralizedTime as RFC 5280 4.1.2.5 and 5.1.2.4 write them: to the second, in `Z`. */
import { DerError, content, openTlv, tags } from './der.ts'
import type { Cursor } from './der.ts'

/** Whether a Time comes next. */
export const isTimeNext = ({ bytes, at }: Cursor, limit: number): boolean =>
  at < limit && (bytes[at] === tags.utcTime || bytes[at] === tags.generalizedTime)

/** A Time as milliseconds since the epoch; moves past it. */
export function takeTime(cursor: Cursor, limit: number): number {
  openTlv(cursor, limit)
  const { tag } = cursor
  cursor.at = cursor.to
  return timeOf(tag, content(cursor))
}

/** The moment that the content of a Time says, in milliseconds since the epoch. */
export function timeOf(tag: number, octets: Uint8Array): number {
  const digits = fourDigitYear(tag, Buffer.from(octets).toString('latin1'))
  const iso = digits?.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z')
  if (iso === undefined) throw new DerError('een tijdstip dat geen DER is')
  const at = Date.parse(iso)
  // Written back, because Date.parse takes 30 February for 1 March.
  if (Number.isNaN(at) || new Date(at).toISOString() !== iso)
    throw new DerError('een tijdstip dat niet bestaat')
  return at
}

function fourDigitYear(tag: number, text: string): string | undefined {
  if (tag === tags.generalizedTime && /^[0-9]{14}Z$/.test(text)) return text
  if (tag !== tags.utcTime || !/^[0-9]{12}Z$/.test(text)) return undefined
  return `${text < '50' ? '20' : '19'}${text}`
}
