/**
 * Recorded decisions judged again under two sets. Only what follows from the policy is judged: what the
 * certificate, the quota, the message and the reference came to is taken from the record.
 */
import type { Code } from '../errors.ts'
import { isCode } from '../errors.ts'
import type { Soort } from '../identity/identity.ts'
import { dutchDate } from '../identity/today.ts'
import { decide } from './decide.ts'
import { imagine } from './imagined.ts'
import type { PolicySet } from './policy-set.ts'
import type { Presented, Question } from './question.ts'
import { steps } from './steps.ts'

/** What is read of a row of the audit (gateway/audit/event.ts). */
export interface RecordedDecision {
  /** ISO 8601 in UTC. */
  readonly tijd: string
  readonly gebeurtenis: string
  readonly code: string | null
  /** The check steps in order: `g` passed, `m` failed, `-` not judged. */
  readonly controles: string
  readonly gebruiker: {
    readonly soort: Soort
    readonly gebruikersnummer: string
    readonly agbCode: string
  } | null
  readonly certificaat: {
    readonly vingerafdruk: string
    readonly publiekeSleutel: string
    /** SHA-256 of the issuing CA's certificate. */
    readonly uitgever: string
    readonly profiel: string | null
  } | null
  readonly adres: string | null
  readonly luisteraar: string
  readonly dienst: string | null
  readonly autorisatie: string | null
  readonly aantal?: number
}

/** One (AGB-code, certificate, autorisatie) whose outcome changes. */
export interface Flip {
  readonly agbCode: string
  readonly soort: Soort
  readonly gebruikersnummer: string
  /** SHA-256 of the certificate. */
  readonly certificaat: string
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

export interface ReplayResult {
  readonly flips: readonly Flip[]
  /** Recorded decisions that were judged again. */
  readonly beoordeeld: number
  /** Those that do not depend on the policy, or name no certificate holder. */
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
    const asker = askerOf(row)
    const count = row.aantal ?? 1
    if (asker === undefined) overgeslagen += count
    else {
      beoordeeld += count
      const { van, naar } = verdictsOf(judged, asker, { before, after })
      if (van !== naar) note(flips, asker, { van, naar, tijd: row.tijd, count })
    }
  }
  return { flips: sorted(flips), beoordeeld, overgeslagen }
}

interface Verdicts {
  readonly van: Code | null
  readonly naar: Code | null
}

/** A row as far as its outcome under any policy goes. */
interface Asker {
  readonly row: RecordedDecision
  readonly gebruiker: NonNullable<RecordedDecision['gebruiker']>
  readonly at: number
  readonly today: string
  /** The code of a failure that no policy changes; it counts only when the policy's own steps pass. */
  readonly later: Code | null
  /** Equal for rows that every policy treats alike. */
  readonly key: string
}

const certificateSteps = 5
const lastPolicyStep = steps.findIndex(({ stap }) => stap === 'autorisatie')

/** Whether the row is of a question that a policy answers. */
const isJudged = (row: RecordedDecision): boolean =>
  row.luisteraar !== 'cli' &&
  row.gebeurtenis !== 'doorsturen-mislukt' &&
  (row.dienst !== null || isBeheer(row))

function askerOf(row: RecordedDecision): Asker | undefined {
  const { gebruiker, certificaat, controles } = row
  const failedEarly = controles.slice(0, certificateSteps).includes('m')
  if (gebruiker === null || certificaat === null || failedEarly || !isJudged(row)) return undefined
  const at = Date.parse(row.tijd)
  const today = dutchDate(at)
  const later = laterCode(row)
  const key = JSON.stringify([
    gebruiker.agbCode,
    gebruiker.soort,
    gebruiker.gebruikersnummer,
    certificaat.vingerafdruk,
    certificaat.uitgever,
    row.adres,
    row.luisteraar,
    row.dienst,
    row.autorisatie,
    isBeheer(row),
    later,
    today,
  ])
  return { row, gebruiker, at, today, later, key }
}

/** A refusal by something else than the policy: quota, message, reference, path. */
function laterCode({ code, controles }: RecordedDecision): Code | null {
  if (code === null || !isCode(code)) return null
  const failed = controles.indexOf('m')
  return failed === -1 || failed > lastPolicyStep ? code : null
}

const isBeheer = ({ gebeurtenis }: RecordedDecision): boolean => gebeurtenis.startsWith('beheer-')

function verdictsOf(
  judged: Map<string, Verdicts>,
  asker: Asker,
  { before, after }: { readonly before: PolicySet; readonly after: PolicySet },
): Verdicts {
  const known = judged.get(asker.key)
  if (known !== undefined) return known
  const verdicts = { van: codeUnder(before, asker), naar: codeUnder(after, asker) }
  judged.set(asker.key, verdicts)
  return verdicts
}

function codeUnder(set: PolicySet, asker: Asker): Code | null {
  const { code } = decide(questionOf(set, asker), set.policy)
  return code ?? asker.later
}

function questionOf(set: PolicySet, { row, at, today, gebruiker, later }: Asker): Question {
  return {
    at,
    today,
    presented: presentedOf(set, row, gebruiker),
    revocation: 'goed',
    soort: row.luisteraar === 'instroom' ? 'systeem' : 'persoonlijk',
    address: row.adres ?? undefined,
    asked: askedOf(row),
    quotaUsedUp: undefined,
    ...(later !== null && barring.has(later) && { barred: later }),
  }
}

/** Refusals that come before anything about the practice is judged. */
const barring: ReadonlySet<Code> = new Set([
  'SL401',
  'SL403',
  'SL511',
  'SL512',
  'SL513',
  'SL514',
  'SL515',
])

function askedOf(row: RecordedDecision): Question['asked'] {
  if (isBeheer(row)) return { dienst: undefined, autorisatie: undefined, contactpersoon: true }
  const dienst = row.dienst ?? undefined
  return { dienst, autorisatie: row.autorisatie ?? undefined }
}

/**
 * The certificate as the record has it. Under a set that does not list its CA it is a stranger's; under one
 * that lists the CA for the other kind only it fits no profile.
 */
function presentedOf(
  set: PolicySet,
  { certificaat }: RecordedDecision,
  gebruiker: Asker['gebruiker'],
): Presented | undefined {
  const issuer = set.trust.issuers.find(({ fingerprint }) => fingerprint === certificaat?.uitgever)
  const fits = issuer?.profielen.some(({ soort }) => soort === gebruiker.soort) === true
  const toestand = issuer === undefined ? 'niet-vertrouwd' : fits ? 'goed' : 'geen-profiel'
  const publicKeySha256 = certificaat?.publiekeSleutel
  return imagine({ ...gebruiker, publicKeySha256, toestand }, set.profiles)
}

function note(
  flips: Map<string, Flip>,
  { gebruiker, row }: Asker,
  { van, naar, tijd, count }: Verdicts & { readonly tijd: string; readonly count: number },
): void {
  const { agbCode, soort, gebruikersnummer } = gebruiker
  const certificaat = row.certificaat?.vingerafdruk ?? ''
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

const sorted = (flips: ReadonlyMap<string, Flip>): readonly Flip[] =>
  [...flips.values()].sort((a, b) => sortKey(a).localeCompare(sortKey(b)))

const sortKey = ({ agbCode, soort, gebruikersnummer, dienst, autorisatie }: Flip): string =>
  [agbCode, soort, gebruikersnummer, dienst, autorisatie].join(' ')
