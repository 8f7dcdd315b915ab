/**
 * The number of a person or a system at an organisation, of an account or of a meldcode: 1 to 20 ASCII digits and no
 * further rule, kept as text: a leading zero counts. Only {@link parseGebruikersnummer} makes one.
 */
export type Gebruikersnummer = string & { readonly __brand: 'Gebruikersnummer' }

/** The gebruikersnummer that `text` is, or undefined. As in the schemas of the policy. */
export const parseGebruikersnummer = (text: string): Gebruikersnummer | undefined =>
  /^[0-9]{1,20}$/.test(text) ? (text as Gebruikersnummer) : undefined

/**
 * What a row names somebody by: a number; or a word in its place, or what a version of before noted of a certificate
 * without reading it as a number. That one is shown and kept as it is, and nobody is found by it.
 */
export type NotedNumber = Gebruikersnummer | NoNumber

/** Only {@link notedNumber} makes one. */
export type NoNumber = string & { readonly __brand: 'NoNumber' }

/** What a row names somebody by: any text is one, so that an old row is always told. */
export const notedNumber = (text: string): NotedNumber =>
  parseGebruikersnummer(text) ?? (text as NoNumber)

/** Those of a list that are one: who is none is nobody, and can do nothing. */
export const gebruikersnummersIn = (list: readonly string[]): readonly Gebruikersnummer[] =>
  list.flatMap((text) => parseGebruikersnummer(text) ?? [])

/** A number that our own code writes out, as in an example: anything else is a fault of ours, and thrown. */
export function gebruikersnr(text: string): Gebruikersnummer {
  const nummer = parseGebruikersnummer(text)
  if (nummer === undefined) throw new Error(`${text} is no gebruikersnummer`)
  return nummer
}

/** Of an identity that nobody is behind: no holder has it, and no text parses to it. */
export const nobodysNumber = '' as Gebruikersnummer
