/** Recorded decisions judged again under two sets: what flips. */
import type { AgbCode } from '../identity/agb-code.ts'
import { findInstantie } from '../decision/policy.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import { countFlip, sortedFlips } from './flips.ts'
import type { Flip, Verdicts } from './flips.ts'
import { askerOf, recordedMarks } from './recorded-row.ts'
import { codeUnder } from './recorded.ts'
import type { Asker, RecordedDecision } from './recorded-row.ts'
import { askedWhenSignedIn } from './recorded-sign-in.ts'
import { steps } from '../decision/steps.ts'
import type { StepName } from '../decision/steps.ts'

export interface ReplayResult {
  readonly flips: readonly Flip[]
  /** Recorded decisions that were judged again. */
  readonly beoordeeld: number
  /** Those that do not depend on the policy, or name nobody. */
  readonly overgeslagen: number
}

/** Judges the rows under both sets. Memory is bounded by the number of different askers, not of rows. */
export async function replay(
  rows: AsyncIterable<RecordedDecision> | Iterable<RecordedDecision>,
  before: PolicySet,
  after: PolicySet,
): Promise<ReplayResult> {
  const flips = new Map<string, Flip>()
  const judged = new Map<string, Verdicts>()
  let beoordeeld = 0
  let overgeslagen = 0
  for await (const row of rows) {
    const asker = failedEarly(row) ? undefined : askerOf(row)
    const count = row.aantal ?? 1
    if (asker === undefined) overgeslagen += count
    else {
      beoordeeld += count
      const { van, naar } = verdictsOf(judged, asker, { before, after })
      if (van !== naar) countFlip(flips, asker, { van, naar, tijd: row.tijd, count })
    }
  }
  return { flips: sortedFlips(flips), beoordeeld, overgeslagen }
}

interface Sets {
  readonly before: PolicySet
  readonly after: PolicySet
}

/** The steps of a certificate, or of a sign-in, by itself. */
const meansSteps = [
  'certificaat-aanwezig',
  'vertrouwd',
  'geldig',
  'niet-ingetrokken',
  'profiel',
  'aangemeld',
  'account',
] as const satisfies readonly StepName[]

/** What is taken from the record, as no policy decides it. */
const takenSteps: readonly string[] = steps
  .filter(({ stap, fase }) => stap === 'quotum' || fase === 'bericht' || fase === 'verwijzing')
  .map(({ stap }) => stap)
  .concat('niet-ingetrokken', 'beveiligde-sessie')

/**
 * Of a certificate or sign-in that failed by itself no policy changes the outcome; that its revocation could not be
 * established (SL106) is a failure only where the policy is hard.
 */
function failedEarly(row: RecordedDecision): boolean {
  const marks = recordedMarks(row)
  return row.code !== 'SL106' && meansSteps.some((stap) => marks.get(stap) === 'm')
}

/** Equal for rows that both sets treat alike. Of the day only matters whether the agreement is in force. */
function keyOf(asker: Asker, { before, after }: Sets): string {
  const { row, gebruiker, marks, today } = asker
  return [
    gebruiker.agbCode,
    gebruiker.soort,
    gebruiker.gebruikersnummer,
    ...meansKey(asker, { before, after }),
    row.adres,
    row.luisteraar,
    row.dienst,
    row.autorisatie,
    takenSteps.map((stap) => marks.get(stap) ?? '-').join(''),
    row.mislukt.join(),
    row.code,
    periodOf(before, gebruiker.agbCode, today),
    periodOf(after, gebruiker.agbCode, today),
  ].join('\n')
}

/** What a certificate shows; of a sign-in what the request asks under either set, as routes differ. */
const meansKey = (asker: Asker, { before, after }: Sets): readonly string[] =>
  asker.middel === 'certificaat'
    ? [asker.certificaat.vingerafdruk, asker.certificaat.uitgever]
    : [before, after].map((set) => JSON.stringify(askedWhenSignedIn(set, asker)))

function periodOf({ policy }: PolicySet, agbCode: AgbCode, today: string): string {
  const instantie = findInstantie(policy, agbCode)
  if (instantie === undefined) return ''
  const { van, tot } = instantie.overeenkomst
  return `${today < van ? 'voor' : ''}${tot !== undefined && tot < today ? 'na' : ''}`
}

function verdictsOf(
  judged: Map<string, Verdicts>,
  asker: Asker,
  { before, after }: Sets,
): Verdicts {
  const key = keyOf(asker, { before, after })
  const known = judged.get(key)
  if (known !== undefined) return known
  const verdicts = { van: codeUnder(before, asker), naar: codeUnder(after, asker) }
  judged.set(key, verdicts)
  return verdicts
}
