/**
 * Eight ASCII digits: two of the zorgsoort and six more, without a check digit. Kept as text: a leading
 * zero counts. Only {@link parseAgbCode} makes one.
 */
export type AgbCode = string & { readonly __brand: 'AgbCode' }

/** For whom somebody acts; empty: for no organisation. */
export type AgbCodeOrNone = AgbCode | ''

const none = '00000000'

/** The AGB-code that `text` is, or undefined. All zeros means "none" in a UZI certificate and is none here. */
export const parseAgbCode = (text: string): AgbCode | undefined =>
  /^[0-9]{8}$/.test(text) && text !== none ? (text as AgbCode) : undefined

/** A code that our own code writes out, as in an example: anything else is a fault of ours, and thrown. */
export function agb(text: string): AgbCode {
  const code = parseAgbCode(text)
  if (code === undefined) throw new Error(`${text} is no AGB-code`)
  return code
}

/** Of an identity that nobody is behind: no instantie is ever found by it, and no text parses to it. */
export const noOrganisation = none as AgbCode

/** The zorgsoort of an AGB-code: its first two digits (Vektis AGB015, AGB016). */
export const zorgsoortOf = (agbCode: AgbCode): string => agbCode.slice(0, 2)
