/**
 * A decision on record as a question that can be asked again, of any set. What follows from the policy is
 * judged anew; what no policy decides (how the certificate was, the quota, the message, the link) is taken
 * from the record.
 */
import type { Code } from '../errors.ts'
import { isCode } from '../errors.ts'
import { soortenOp } from '../identity/identity.ts'
import type { Issuer } from '../identity/identity.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decide.ts'
import { imagine, revocationOf } from '../decision/imagined.ts'
import type { PolicySet, Toestand } from '../decision/policy-set.ts'
import type { MessageStep, Presented, Question } from '../decision/question.ts'
import type { StepMarks } from '../decision/step-marks.ts'
import { steps } from '../decision/steps.ts'
import type { StepName } from '../decision/steps.ts'
import type { Asker, CertificateAsker, RecordedDecision, SignInAsker } from './recorded-row.ts'
import { aanmeldingIn, askedWhenSignedIn } from './recorded-sign-in.ts'

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

const questionOf = (set: PolicySet, asker: Asker): Question => ({
  ...(asker.middel === 'certificaat' ? byCertificate(set, asker) : bySignIn(set, asker)),
  at: asker.at,
  today: asker.today,
  address: asker.row.adres ?? undefined,
  ...takenFrom(asker),
})

type Found = 'quotaUsedUp' | 'message' | 'barred' | 'reference'

/** What no policy decides. */
function takenFrom({ row, marks, failed }: Asker): Pick<Question, Found> {
  const barred = barredOf(row.code)
  return {
    quotaUsedUp: marks.has('quotum') ? failed.has('quotum') : undefined,
    message: messageOf(marks, failed),
    ...(barred === undefined ? referenceOf(marks, failed) : { barred }),
  }
}

type Means = 'middel' | 'presented' | 'revocation' | 'aanmelding' | 'soorten' | 'asked'

function byCertificate(set: PolicySet, asker: CertificateAsker): Pick<Question, Means> {
  const { row, marks, failed, gebruiker, certificaat } = asker
  const toestand = toestandOf(failed, marks)
  return {
    middel: 'certificaat',
    presented: presentedOf(set, { ...gebruiker, certificaat, toestand }),
    revocation: revocationOf(toestand),
    soorten: soortenOf(row),
    asked: askedInRow(row),
  }
}

const bySignIn = (set: PolicySet, asker: SignInAsker): Pick<Question, Means> => ({
  middel: 'aanmelding',
  presented: undefined,
  revocation: 'onbekend',
  aanmelding: aanmeldingIn(set, asker),
  soorten: soortenOp.toegang,
  asked: askedWhenSignedIn(set, asker),
})

const soortenOf = ({ luisteraar }: RecordedDecision): Question['soorten'] =>
  luisteraar === 'instroom' ? soortenOp.instroom : soortenOp.portaal

const askedInRow = (row: RecordedDecision): Question['asked'] =>
  row.dienst === null
    ? { dienst: undefined, autorisatie: undefined, contactpersoon: true }
    : {
        dienst: row.dienst,
        autorisatie: row.autorisatie ?? undefined,
        ...(row.gebeurtenis.startsWith('servicedesk-') && { servicedesk: true as const }),
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
const barring = ['SL401', 'SL403', 'SL406', 'SL511', 'SL512', 'SL513', 'SL514', 'SL515'] as const

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
  }: CertificateAsker['gebruiker'] &
    Pick<CertificateAsker, 'certificaat'> & { readonly toestand: Toestand },
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
