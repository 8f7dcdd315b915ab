/** What the Vektis AGB API v2 answers about a code, as an entry of the register. */
import type { AgbCode } from '../identity/agb-code.ts'
import { dutchToday } from '../base/today.ts'
import type { RegisterDetails, RegisterEntry } from '../store/store.ts'
import { organisationDetails } from './vektis-details.ts'

/**
 * The kinds the API knows, each with its path. Which onderneming or vestiging is a praktijk and which an
 * instelling is documented nowhere: that neither is a zorgverlener matters (SL307), and that a vestiging does not
 * register itself (SL322).
 */
export const kinds = [
  { path: 'zorgverleners', soort: 'zorgverlener', entiteit: undefined },
  { path: 'ondernemingen', soort: 'instelling', entiteit: 'onderneming' },
  { path: 'vestigingen', soort: 'praktijk', entiteit: 'vestiging' },
] as const

export type Kind = (typeof kinds)[number]

/** What is known of a code. */
export interface VektisKnown {
  readonly entry: RegisterEntry
  /** Of an organisation. */
  readonly details: RegisterDetails | undefined
}

/** What an answer of 200 says; throws an Error when it is not about this code, or has no begin date. */
export function readVektisAnswer(
  text: string,
  agbCode: AgbCode,
  { soort, entiteit }: Kind,
): VektisKnown {
  const answer = JSON.parse(text) as unknown
  if (typeof answer !== 'object' || answer === null)
    throw new Error('het antwoord van de AGB-API is geen object')
  const fields = answer as Readonly<Record<string, unknown>>
  if (fields['agbCode'] !== agbCode)
    throw new Error('het antwoord van de AGB-API gaat over een andere code')
  const aanvang = readDate(fields['aanvang'])
  const einde = fields['einde'] ?? null
  return {
    entry: {
      agbCode,
      soort,
      naam: soort === 'zorgverlener' ? personOf(fields) : nameOf(fields),
      aanvang,
      einde: einde === null ? null : readDate(einde),
    },
    details: entiteit === undefined ? undefined : organisationDetails(entiteit, fields),
  }
}

/** A dateTime (ISO 8601). Without a zone it is Dutch time, so its date is the date; with one it is converted. */
function readDate(value: unknown): string {
  const text = String(value)
  const at = Date.parse(text)
  if (!/^\d{4}-\d{2}-\d{2}(T|$)/.test(text) || Number.isNaN(at))
    throw new Error('een datum in het antwoord van de AGB-API is er geen')
  return /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? dutchToday(at) : text.slice(0, 10)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

const personOf = (fields: Readonly<Record<string, unknown>>): string =>
  [fields['voorletters'], fields['tussenvoegsel'], fields['achternaam']]
    .map(textOf)
    .filter((part) => part !== '')
    .join(' ')

const nameOf = ({ handelsnaam, naam }: Readonly<Record<string, unknown>>): string =>
  textOf(handelsnaam) || textOf(naam)
