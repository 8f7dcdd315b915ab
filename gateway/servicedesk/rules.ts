/** What may be searched for, what a proposal is made of, and when it lapses. Pure. */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Reden } from '../store/servicedesk.ts'

const day = 24 * 60 * 60 * 1000

/** How long a proposal can be confirmed. */
export const voorstelGeldigMs = day
/** How far back refusals and requests are looked for. */
export const searchedMs = 31 * day

/** What was typed in the one search field. */
export type Search =
  | { readonly soort: 'verzoek'; readonly verzoek: string }
  | {
      readonly soort: 'tekst'
      readonly tekst: string
      /** The number that it is, when it is one. */
      readonly nummer: Gebruikersnummer | undefined
    }

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The request number in it, as a page or a problem document shows it; undefined: it is none. */
export function verzoekIn(text: string): string | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
  return uuid.test(bare) ? bare : undefined
}

const mostTyped = 150

/** Undefined: nothing that can be searched for. */
export function readSearch(typed: string): Search | undefined {
  const verzoek = verzoekIn(typed)
  if (verzoek !== undefined) return { soort: 'verzoek', verzoek }
  const tekst = typed.trim()
  if (tekst === '' || tekst.length > mostTyped) return undefined
  return { soort: 'tekst', tekst, nummer: parseGebruikersnummer(tekst) }
}

export const redenen: readonly Reden[] = ['vertrokken', 'certificaat', 'afwezig']

export const redenOf = (text: string): Reden | undefined => redenen.find((one) => one === text)

/** The number of a call: no place for names or a BSN, as it comes in the audit. */
export const isKenmerk = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9./-]{1,39}$/.test(text) && !/[0-9]{9}/.test(text)
