/**
 * A decision on record as a question that can be asked again, of any set. What follows from the policy is
 * judged anew; what no policy decides (how the certificate was, the quota, the message, the link) is taken
 * from the record.
 */
import type { Code } from '../errors.ts'
import { isCode } from '../errors.ts'
import { isSignIn, soortenOp } from '../identity/identity.ts'
import type { CertificateSoort, Issuer, Soort } from '../identity/identity.ts'
import { dutchToday } from '../base/today.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decide.ts'
import { imagine, revocationOf } from '../decision/imagined.ts'
import type { PolicySet, Toestand } from '../decision/policy-set.ts'
import type { MessageStep, Presented, Question } from '../decision/question.ts'
import { readMarks } from '../decision/step-marks.ts'
import type { StepMarks } from '../decision/step-marks.ts'
import { steps } from '../decision/steps.ts'
import type { StepName } from '../decision/steps.ts'

/** What is read of a row of the audit (gateway/audit/event.ts). */
export interface RecordedDecision {
  /** ISO 8601 in UTC. */
  readonly tijd: string
  readonly gebeurtenis: string
  readonly code: string | null
  /** The check steps, as any version wrote them (step-marks). */
  readonly controles: string
  /** The codes of the steps that failed, in their order. */
  readonly mislukt: readonly string[]
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

/** Whether a row that was read back is whole: one that was clipped may not be. */
export const isRecordedDecision = (
  row: Readonly<Record<string, unknown>>,
): row is Readonly<Record<string, unknown>> & RecordedDecision =>
  ['tijd', 'gebeurtenis', 'controles', 'luisteraar'].every(
    (name) => typeof row[name] === 'string',
  ) &&
  Array.isArray(row['mislukt']) &&
  ['gebruiker', 'certificaat'].every((name) => typeof row[name] === 'object')

/** A decision that names its certificate holder and that a policy has a say in. */
export interface Asker {
  readonly row: RecordedDecision
  readonly gebruiker: NonNullable<RecordedDecision['gebruiker']> & {
    readonly soort: CertificateSoort
  }
  readonly certificaat: NonNullable<RecordedDecision['certificaat']>
  readonly marks: StepMarks
  /** Milliseconds since the epoch, and its date in the Netherlands. */
  readonly at: number
  readonly today: string
}

const isBeheer = ({ gebeurtenis }: RecordedDecision): boolean => gebeurtenis.startsWith('beheer-')

/** Whether the row is of a question that a policy answers. */
const isJudged = (row: RecordedDecision): boolean =>
  row.luisteraar !== 'cli' &&
  row.gebeurtenis !== 'doorsturen-mislukt' &&
  (row.dienst !== null || isBeheer(row))

/** Who asked, or undefined when the row is of no such question or names nobody. */
export function askerOf(row: RecordedDecision): Asker | undefined {
  const { gebruiker, certificaat } = row
  if (gebruiker === null || certificaat === null || !isJudged(row)) return undefined
  const { soort } = gebruiker
  if (isSignIn(soort)) return undefined
  const at = Date.parse(row.tijd)
  return {
    row,
    gebruiker: { ...gebruiker, soort },
    certificaat,
    marks: recordedMarks(row),
    at,
    today: dutchToday(at),
  }
}

const none: StepMarks = new Map()

/** The steps that were judged; none where the row cannot be read. */
export const recordedMarks = ({ controles }: RecordedDecision): StepMarks =>
  readMarks(controles) ?? none

/** The code a decision on record would have had under a set; null: allowed. */
export function codeUnder(set: PolicySet, asker: Asker): Code | null {
  return decideAgain(set, asker).code
}

/** The decision under a set, with all its steps. What went wrong after the decision goes wrong again. */
export function decideAgain(set: PolicySet, asker: Asker): Decision {
  const decision = decide(questionOf(set, asker), set.policy)
  const { code } = asker.row
  if (!decision.allowed || code === null || !isCode(code) || isStepCode(asker.row)) return decision
  return { ...decision, allowed: false, code }
}

/** Whether the recorded code is that of a step. */
const isStepCode = ({ code, mislukt }: RecordedDecision): boolean =>
  code !== null && mislukt.includes(code)

function questionOf(set: PolicySet, asker: Asker): Question {
  const { row, marks, at, today, gebruiker, certificaat } = asker
  const failed = failedSteps(asker)
  const toestand = toestandOf(failed, marks)
  const barred = barredOf(row.code)
  return {
    at,
    today,
    presented: presentedOf(set, { ...gebruiker, certificaat, toestand }),
    revocation: revocationOf(toestand),
    middel: 'certificaat',
    soorten: soortenOf(row),
    address: row.adres ?? undefined,
    asked: askedOf(row),
    quotaUsedUp: marks.has('quotum') ? failed.has('quotum') : undefined,
    message: messageOf(marks, failed),
    ...(barred === undefined ? referenceOf(marks, failed) : { barred }),
  }
}

const soortenOf = ({ luisteraar }: RecordedDecision): Question['soorten'] =>
  luisteraar === 'instroom' ? soortenOp.instroom : soortenOp.portaal

const askedOf = (row: RecordedDecision): Question['asked'] =>
  row.dienst === null
    ? { dienst: undefined, autorisatie: undefined, contactpersoon: true }
    : {
        dienst: row.dienst,
        autorisatie: row.autorisatie ?? undefined,
        ...(row.gebeurtenis.startsWith('servicedesk-') && { servicedesk: true as const }),
      }

/** The steps that failed, with the code of each: the row has both in one order. */
function failedSteps({ row, marks }: Asker): ReadonlyMap<string, Code> {
  const failed = [...marks].filter(([, mark]) => mark === 'm')
  return new Map(
    failed.flatMap(([stap], index) =>
      row.mislukt
        .slice(index, index + 1)
        .filter(isCode)
        .map((code) => [stap, code] as const),
    ),
  )
}

const states: Partial<Record<Code, Toestand>> = {
  SL103: 'verlopen',
  SL104: 'nog-niet-geldig',
  SL105: 'ingetrokken',
  SL106: 'intrekking-onbekend',
  SL107: 'geen-profiel',
}

/**
 * How the certificate was. That it passed without its revocation being judged means that nobody could tell and that
 * the policy was soft.
 */
function toestandOf(failed: ReadonlyMap<string, Code>, marks: StepMarks): Toestand {
  const state = [...failed.values()].map((code) => states[code]).find((one) => one !== undefined)
  if (state !== undefined) return state
  return marks.has('profiel') && !marks.has('niet-ingetrokken') ? 'intrekking-onbekend' : 'goed'
}

function messageOf(
  marks: StepMarks,
  failed: ReadonlyMap<string, Code>,
): NonNullable<Question['message']> {
  const judged = messageSteps.filter((stap) => marks.has(stap))
  return Object.fromEntries(judged.map((stap) => [stap, failed.get(stap) ?? null]))
}

const messageSteps = steps
  .map(({ stap }) => stap)
  .filter((stap): stap is MessageStep & StepName => stap.startsWith('bericht-'))

const referenceOf = (
  marks: StepMarks,
  failed: ReadonlyMap<string, Code>,
): Pick<Question, 'reference'> =>
  marks.has('referentie') ? { reference: failed.get('referentie') ?? null } : {}

/** Refusals that come before anything about the practice is judged. */
const barring = ['SL401', 'SL403', 'SL511', 'SL512', 'SL513', 'SL514', 'SL515'] as const

const barredOf = (code: string | null): Code | undefined => barring.find((one) => one === code)

/**
 * The certificate as the record has it. Under a set that does not list its CA it is a stranger's; under one
 * that lists the CA for the other kind only it fits no profile.
 */
function presentedOf(
  set: PolicySet,
  {
    certificaat,
    toestand,
    ...gebruiker
  }: Asker['gebruiker'] & Pick<Asker, 'certificaat'> & { readonly toestand: Toestand },
): Presented | undefined {
  const issuer = set.trust.issuers.find(({ fingerprint }) => fingerprint === certificaat.uitgever)
  const publicKeySha256 = certificaat.publiekeSleutel
  const certificate = { ...gebruiker, publicKeySha256, toestand }
  if (issuer === undefined)
    return imagine({ ...certificate, toestand: 'niet-vertrouwd' }, set.profiles)
  const fits = issuer.profielen.some(({ soort }) => soort === gebruiker.soort)
  const presented = imagine(
    fits || toestand !== 'goed' ? certificate : { ...certificate, toestand: 'geen-profiel' },
    set.profiles,
  )
  return presented && withIntrekking(presented, intrekkingOf(set, issuer.keyId))
}

/** As hard as the hardest profile that lists a certificate of this CA. */
const intrekkingOf = ({ trust }: PolicySet, keyId: string): Issuer['intrekking'] =>
  trust.issuers.some(
    (one) => one.keyId === keyId && one.profielen.some(({ intrekking }) => intrekking === 'hard'),
  )
    ? 'hard'
    : 'zacht'

const withIntrekking = (
  { leaf, ...rest }: Presented,
  intrekking: Issuer['intrekking'],
): Presented => ({
  ...rest,
  leaf: { ...leaf, issuer: leaf.issuer && { ...leaf.issuer, intrekking } },
})
