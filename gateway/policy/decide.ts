/**
 * The decision: one pure function from a question and a policy to an outcome with every check step. The
 * server, `policy explain`, `policy test`, `policy diff` and the pages all call this one.
 */
import type { Code } from '../errors.ts'
import { zorgsoortOf } from '../identity/agb-code.ts'
import type { Identity, Issuer, Leaf } from '../identity/identity.ts'
import { contactpersonenOf, findHouder, grantedFor } from './policy.ts'
import type { Dienst, Houder, Instantie, Policy } from './policy.ts'
import type { Presented, Question, RevocationState } from './question.ts'
import { steps } from './steps.ts'
import type { Control, MessageStep, StepName } from './steps.ts'

/** What was decided, and every step it rests on. `code` is null exactly when it is allowed. */
export interface Decision {
  readonly allowed: boolean
  /** The first step that failed, in the order of the steps. */
  readonly code: Code | null
  readonly controls: readonly Control[]
  /** Version of the policy it was made under. */
  readonly policy: string
}

/** A failed step's code; null: passed; undefined: not judged. */
type Verdict = Code | null | undefined

/** One for each step, at its place. */
type Verdicts = Verdict[]

/** What is known of the asker once the certificate steps have passed. */
interface Known {
  readonly question: Question
  readonly policy: Policy
  readonly identity: Identity
  readonly instantie: Instantie | undefined
  readonly houder: Houder | undefined
  readonly dienst: Dienst | undefined
}

/** The first certificate step that failed. */
interface Failed {
  readonly stap: StepName
  readonly code: Code
}

const failedAt = (stap: StepName, code: Code): Failed => ({ stap, code })

const never = (fails: boolean, code: Code): Verdict => (fails ? code : null)

/** Steps about the identity. All are judged and listed, so that everything wrong is mended at once. */
const identityJudges: Partial<Record<StepName, (known: Known) => Verdict>> = {
  adres: judgeAddress,
  instantie: ({ instantie }) => (instantie === undefined ? 'SL201' : null),
  overeenkomst: ({ instantie, question }) => never(!inForce(instantie, question.today), 'SL202'),
  dienst: judgeDienst,
  'agb-soort': judgeKind,
  zorgsoort: judgeZorgsoort,
  autorisatie: judgeAuthorisation,
  quotum: ({ question }) =>
    question.quotaUsedUp === undefined ? undefined : never(question.quotaUsedUp, 'SL208'),
}

/** The steps, each with how it comes out when it does not fail: the same objects for all decisions. */
const plan = steps.map(({ stap, titel }) => ({
  stap,
  titel,
  passed: Object.freeze<Control>({ stap, titel, uitkomst: 'geslaagd', code: null }),
  skipped: Object.freeze<Control>({ stap, titel, uitkomst: 'niet-uitgevoerd', code: null }),
}))

/** Where each step stands. */
const placeOf = Object.fromEntries(plan.map(({ stap }, place) => [stap, place])) as Readonly<
  Record<StepName, number>
>

/** The steps about the identity with their places: found once, as every request is judged by them. */
const identitySteps = plan.flatMap(({ stap }, place) => {
  const judge = identityJudges[stap]
  return judge === undefined ? [] : [{ place, judge }]
})

/** Decides. Never throws; whatever is unknown fails its step. */
export function decide(question: Question, policy: Policy): Decision {
  const verdicts: Verdicts = new Array<Verdict>(plan.length)
  const identity = judgeCertificate(question, policy, verdicts)
  if (identity !== undefined && question.barred === undefined) {
    if (question.asked !== undefined) judgeIdentity(gather(question, policy, identity), verdicts)
    if (firstFailed(verdicts) === undefined) judgeMessage(question, verdicts)
  }
  const controls = plan.map((planned, place) => toControl(planned, verdicts[place]))
  const failed = firstFailed(verdicts)
  const code = failed ?? question.barred ?? null
  return {
    allowed: code === null,
    code,
    controls: barredAtReference(controls, question, failed === undefined),
    policy: policy.version,
  }
}

/**
 * The steps about the certificate. The first failure ends it: a stranger learns nothing of a practice. Gives
 * the identity when all pass.
 */
function judgeCertificate(
  question: Question,
  policy: Policy,
  verdicts: Verdicts,
): Identity | undefined {
  const found = findIdentity(question, policy)
  const failed = 'stap' in found ? found : undefined
  const last = placeOf[failed?.stap ?? lastCertificateStep]
  for (let place = 0; place <= last; place++) verdicts[place] = null
  if (failed !== undefined) verdicts[last] = failed.code
  return 'stap' in found ? undefined : found
}

const lastCertificateStep: StepName = 'blokkade'

/** The certificate steps in their order; each rests on what those before it showed. */
function findIdentity(question: Question, policy: Policy): Identity | Failed {
  const { presented, soort } = question
  if (presented === undefined) return failedAt('certificaat-aanwezig', 'SL101')
  const { leaf } = presented
  const distrusted = judgeIssuer(question, presented)
  if (distrusted !== undefined) return distrusted
  if (leaf.identity === undefined) return failedAt('profiel', 'SL107')
  if (soort !== undefined && leaf.identity.soort !== soort) return failedAt('soort', 'SL108')
  return isBlocked(leaf, leaf.identity, policy) ? failedAt('blokkade', 'SL109') : leaf.identity
}

/**
 * Whether the issuer stands for the certificate: trust, validity and revocation. A chain that OpenSSL refused
 * never passes. Its true reason may be told (expired, revoked, profile) only when a configured issuer's key
 * verifies the leaf and one of those steps does fail by itself: OpenSSL reports no more than its last error,
 * so its reason alone proves nothing.
 */
function judgeIssuer(question: Question, presented: Presented): Failed | undefined {
  const { chainAccepted, leaf } = presented
  const { issuer } = leaf
  if (issuer === undefined) return failedAt('vertrouwd', 'SL102')
  const outOfDate =
    question.datesApart === true ? undefined : judgeValidity(question.at, leaf, issuer)
  const failed = outOfDate ?? judgeRevocation(question.revocation, issuer)
  if (chainAccepted === false && failed === undefined && leaf.identity !== undefined)
    return failedAt('vertrouwd', 'SL102')
  return failed
}

function judgeValidity(at: number, leaf: Leaf, issuer: Issuer): Failed | undefined {
  if (!(at < leaf.validTo && at < issuer.validTo)) return failedAt('geldig', 'SL103')
  return at >= leaf.validFrom && at >= issuer.validFrom ? undefined : failedAt('geldig', 'SL104')
}

function judgeRevocation(state: RevocationState, { intrekking }: Issuer): Failed | undefined {
  if (state === 'ingetrokken') return failedAt('niet-ingetrokken', 'SL105')
  return state === 'goed' || intrekking === 'zacht'
    ? undefined
    : failedAt('niet-ingetrokken', 'SL106')
}

function isBlocked(leaf: Leaf, identity: Identity, policy: Policy): boolean {
  const { blokkades } = policy
  const { gebruikersnummer, agbCode } = identity
  const instantie = policy.instanties.get(agbCode)
  return (
    blokkades.publiekeSleutels.has(leaf.publicKeySha256) ||
    blokkades.gebruikersnummers.has(gebruikersnummer) ||
    blokkades.agbCodes.has(agbCode) ||
    (instantie !== undefined && findHouder(policy, instantie, identity)?.geblokkeerd === true)
  )
}

function judgeIdentity(known: Known, verdicts: Verdicts): void {
  for (const { place, judge } of identitySteps) verdicts[place] = judge(known)
}

function gather(question: Question, policy: Policy, identity: Identity): Known {
  const instantie = policy.instanties.get(identity.agbCode)
  const houder = instantie === undefined ? undefined : findHouder(policy, instantie, identity)
  const dienst = policy.diensten.get(question.asked?.dienst ?? '')
  return { question, policy, identity, instantie, houder, dienst }
}

function judgeMessage({ message, reference }: Question, verdicts: Verdicts): void {
  for (const [stap, code] of Object.entries(message ?? {}))
    verdicts[placeOf[stap as MessageStep]] = code
  if (firstFailed(verdicts) === undefined) verdicts[placeOf.referentie] = reference
}

/** Judged only of a certificate that is registered for the practice, and only where addresses are. */
function judgeAddress({ question, identity, houder }: Known): Verdict {
  if (houder === undefined || question.address === undefined) return undefined
  if (identity.soort === 'persoonlijk') return undefined
  const { address } = question
  return never(!houder.ipAdressen.some((range) => range.contains(address)), 'SL110')
}

const inForce = (instantie: Instantie | undefined, today: string): boolean =>
  instantie !== undefined &&
  instantie.overeenkomst.van <= today &&
  (instantie.overeenkomst.tot === undefined || today <= instantie.overeenkomst.tot)

function judgeDienst({ question, instantie, dienst }: Known): Verdict {
  if (question.asked?.dienst === undefined) return undefined
  return never(dienst === undefined || instantie?.diensten.has(dienst.naam) !== true, 'SL203')
}

function judgeKind({ question, instantie, dienst }: Known): Verdict {
  if (question.asked?.dienst === undefined) return undefined
  return never(instantie === undefined || dienst?.soorten.has(instantie.soort) !== true, 'SL206')
}

function judgeZorgsoort({ question, identity, dienst }: Known): Verdict {
  if (question.asked?.dienst === undefined) return undefined
  if (dienst === undefined) return 'SL207'
  return never(dienst.zorgsoorten?.has(zorgsoortOf(identity.agbCode)) === false, 'SL207')
}

function judgeAuthorisation({
  question,
  policy,
  identity,
  instantie,
  houder,
  dienst,
}: Known): Verdict {
  if (question.asked?.contactpersoon === true) {
    const persons = instantie === undefined ? [] : contactpersonenOf(policy, instantie)
    const may = identity.soort === 'persoonlijk' && persons.includes(identity.gebruikersnummer)
    return never(!may, 'SL209')
  }
  const needed = question.asked?.autorisatie
  if (needed === undefined) return undefined
  if (houder === undefined || dienst === undefined) return 'SL204'
  const granted = grantedFor(houder, dienst)
  return granted.size === 0 ? 'SL204' : never(!granted.has(needed), 'SL205')
}

/** The code of the first step that failed. */
function firstFailed(verdicts: readonly Verdict[]): Code | undefined {
  for (const verdict of verdicts) if (typeof verdict === 'string') return verdict
  return undefined
}

function toControl(planned: (typeof plan)[number], verdict: Verdict): Control {
  const { stap, titel, passed, skipped } = planned
  if (verdict === undefined) return skipped
  return verdict === null ? passed : { stap, titel, uitkomst: 'mislukt', code: verdict }
}

/** A link that is unknown or of another practice is the last step's failure, though it is judged first. */
function barredAtReference(
  controls: readonly Control[],
  { barred }: Question,
  certificatePassed: boolean,
): readonly Control[] {
  if (!certificatePassed || (barred !== 'SL401' && barred !== 'SL403')) return controls
  return controls.map((control) =>
    control.stap === 'referentie' ? { ...control, uitkomst: 'mislukt', code: barred } : control,
  )
}
