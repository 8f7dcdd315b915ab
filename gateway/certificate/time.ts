import type { DerNode } from './der.ts'
import { MalformedCertificate } from './malformed.ts'

const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18

/** The moment of a UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 writes it: to the second, in `Z`. */
export function readTime(node: DerNode): number {
  const text = node.content.toString('latin1')
  const digits = fourDigitYear(node.tag, text)
  const iso = digits?.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z')
  const at = Date.parse(iso ?? '')
  // Written back, because Date.parse takes 30 February for 1 March.
  if (Number.isNaN(at) || new Date(at).toISOString() !== iso)
    throw new MalformedCertificate('a date is not a date')
  return at
}

function fourDigitYear(tag: number, text: string): string | undefined {
  if (tag === GENERALIZED_TIME && /^[0-9]{14}Z$/.test(text)) return text
  if (tag !== UTC_TIME || !/^[0-9]{12}Z$/.test(text)) return undefined
  return `${text < '50' ? '20' : '19'}${text}`
}
