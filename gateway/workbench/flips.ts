/** What comes out otherwise under another set, gathered per certificate or sign-in and autorisatie. */
import type { AgbCode } from '../identity/agb-code.ts'
import type { Code } from '../errors.ts'
import type { Soort } from '../identity/identity.ts'
import type { Asker } from './recorded-row.ts'

/** One (AGB-code, certificate or sign-in, autorisatie) whose outcome changes. */
export interface Flip {
  readonly agbCode: AgbCode
  readonly soort: Soort
  readonly gebruikersnummer: string
  /** SHA-256 of the certificate; null: somebody who signed in. */
  readonly certificaat: string | null
  readonly dienst: string | null
  /** Null for what needs none, such as Gebruikersbeheer. */
  readonly autorisatie: string | null
  /** Null: allowed. */
  readonly van: Code | null
  readonly naar: Code | null
  /** How many recorded decisions. */
  readonly aantal: number
  readonly eerste: string
  readonly laatste: string
}

/** Of one question under the set of before and of after; null: allowed. */
export interface Verdicts {
  readonly van: Code | null
  readonly naar: Code | null
}

/** Counts a row under the flip that it is one of. */
export function countFlip(
  flips: Map<string, Flip>,
  asker: Asker,
  { van, naar, tijd, count }: Verdicts & { readonly tijd: string; readonly count: number },
): void {
  const { gebruiker, row } = asker
  const certificaat = asker.middel === 'certificaat' ? asker.certificaat.vingerafdruk : null
  const { agbCode, soort, gebruikersnummer } = gebruiker
  const { dienst, autorisatie } = row
  const key = JSON.stringify([
    agbCode,
    certificaat,
    gebruikersnummer,
    dienst,
    autorisatie,
    van,
    naar,
  ])
  const known = flips.get(key)
  flips.set(key, {
    ...{ agbCode, soort, gebruikersnummer, certificaat, dienst, autorisatie, van, naar },
    aantal: (known?.aantal ?? 0) + count,
    eerste: known === undefined || tijd < known.eerste ? tijd : known.eerste,
    laatste: known === undefined || tijd > known.laatste ? tijd : known.laatste,
  })
}

/** By practice, holder and what was asked. */
export const sortedFlips = (flips: ReadonlyMap<string, Flip>): readonly Flip[] =>
  [...flips.values()].sort((a, b) => sortKey(a).localeCompare(sortKey(b)))

const sortKey = ({ agbCode, soort, gebruikersnummer, dienst, autorisatie }: Flip): string =>
  [agbCode, soort, gebruikersnummer, dienst, autorisatie].join(' ')
