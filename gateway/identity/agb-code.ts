/**
 * Eight ASCII digits: two of the zorgsoort and six more, without a check digit. Kept as text: a leading
 * zero counts. Only {@link parseAgbCode} makes one.
 */
export type AgbCode = string & { readonly __brand: 'AgbCode' }

/** The AGB-code that `text` is, or undefined. All zeros means "none" in a UZI certificate and is none here. */
export const parseAgbCode = (text: string): AgbCode | undefined =>
  /^[0-9]{8}$/.test(text) && text !== '00000000' ? (text as AgbCode) : undefined

/** The zorgsoort of an AGB-code: its first two digits (Vektis AGB015, AGB016). */
export const zorgsoortOf = (agbCode: AgbCode): string => agbCode.slice(0, 2)
