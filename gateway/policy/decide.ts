/**
 * The decision: one pure function from a question and a policy to an outcome with every check step. The
 * server, `policy explain`, `policy test`, `policy diff` and the pages all call this one.
 */
import type { Code } from '../errors.ts'
import { zorgsoortOf } from '../identity/agb-code.ts'
import type { Identity } from '../identity/identity.ts'
import { contactpersonenOf, findHouder, grantedFor } from './policy.ts'
import type { Dienst, Houder, Instantie, Policy } from './policy.ts'
import type { Question } from './question.ts'
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

/** What is known of the asker once the certificate steps have passed. */
interface Known {
  readonly question: Question
  readonly policy: Policy
  readonly identity: Identity
  readonly instantie: Instantie | undefined
  readonly houder: Houder | undefined
  readonly dienst: Dienst | undefined
}

const never = (fails: boolean | undefined, code: Code): Verdict => (fails === false ? null : code)

/** Steps about the certificate. The first failure ends it: a stranger learns nothing of a practice. */
const certificateSteps: Partial<Record<StepName, (q: Question, p: Policy) => Verdict>> = {
  'certificaat-aanwezig': (q) => (q.presented === undefined ? 'SL101' : null),
  vertrouwd: judgeTrust,
  geldig: (q) => judgeValidity(q),
  'niet-ingetrokken': judgeRevocation,
  profiel: (q) => (q.presented?.leaf.identity === undefined ? 'SL107' : null),
  soort: (q) =>
    never(q.soort !== undefined && q.presented?.leaf.identity?.soort !== q.soort, 'SL108'),
  blokkade: (q, p) => never(isBlocked(q, p), 'SL109'),
}

/** Steps about the identity. All are judged and listed, so that everything wrong is mended at once. */
const identitySteps: Partial<Record<StepName, (known: Known) => Verdict>> = {
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

/** Decides. Never throws; whatever is unknown fails its step. */
export function decide(question: Question, policy: Policy): Decision {
  const verdicts = new Map<StepName, Verdict>()
  if (judgeCertificate(question, policy, verdicts) && question.barred === undefined) {
    judgeIdentity(question, policy, verdicts)
    if (!anyFailed(verdicts)) judgeMessage(question, verdicts)
  }
  const controls = steps.map(({ stap, titel }) => toControl(stap, titel, verdicts.get(stap)))
  const failed = controls.find((control) => control.code !== null)
  const code = failed?.code ?? question.barred ?? null
  return {
    allowed: code === null,
    code,
    controls: barredAtReference(controls, question, failed === undefined),
    policy: policy.version,
  }
}

function judgeCertificate(
  question: Question,
  policy: Policy,
  verdicts: Map<StepName, Verdict>,
): boolean {
  for (const { stap } of steps) {
    const judge = certificateSteps[stap]
    if (judge === undefined) break
    const verdict = judge(question, policy)
    verdicts.set(stap, verdict)
    if (verdict !== null) return false
  }
  return true
}

function judgeIdentity(question: Question, policy: Policy, verdicts: Map<StepName, Verdict>): void {
  const known = gather(question, policy)
  if (known === undefined || question.asked === undefined) return
  for (const { stap } of steps) {
    const judge = identitySteps[stap]
    if (judge !== undefined) verdicts.set(stap, judge(known))
  }
}

function judgeMessage(question: Question, verdicts: Map<StepName, Verdict>): void {
  for (const [stap, code] of Object.entries(question.message ?? {}))
    verdicts.set(stap as MessageStep, code)
  if (!anyFailed(verdicts)) verdicts.set('referentie', question.reference)
}

function gather(question: Question, policy: Policy): Known | undefined {
  const identity = question.presented?.leaf.identity
  if (identity === undefined) return undefined
  const instantie = policy.instanties.get(identity.agbCode)
  const houder = instantie === undefined ? undefined : findHouder(policy, instantie, identity)
  const dienst = policy.diensten.get(question.asked?.dienst ?? '')
  return { question, policy, identity, instantie, houder, dienst }
}

/**
 * A chain that OpenSSL refused never passes. Its true reason may be told (expired, revoked, profile) only
 * when a configured issuer's key verifies the leaf and one of those steps does fail by itself: OpenSSL
 * reports no more than its last error, so its reason alone proves nothing.
 */
function judgeTrust(q: Question): Verdict {
  if (q.presented?.leaf.issuer === undefined) return 'SL102'
  if (q.presented.chainAccepted !== false) return null
  const explained =
    judgeValidity(q) !== null ||
    judgeRevocation(q) !== null ||
    q.presented.leaf.identity === undefined
  return explained ? null : 'SL102'
}

function judgeValidity(q: Question): Verdict {
  const leaf = q.presented?.leaf
  if (leaf?.issuer === undefined) return 'SL102'
  if (!(q.at < leaf.validTo && q.at < leaf.issuer.validTo)) return 'SL103'
  return never(!(q.at >= leaf.validFrom && q.at >= leaf.issuer.validFrom), 'SL104')
}

function judgeRevocation(q: Question): Verdict {
  if (q.revocation === 'ingetrokken') return 'SL105'
  const soft = q.presented?.leaf.issuer?.intrekking === 'zacht'
  return never(q.revocation !== 'goed' && !soft, 'SL106')
}

function isBlocked(q: Question, policy: Policy): boolean | undefined {
  const leaf = q.presented?.leaf
  if (leaf?.identity === undefined) return undefined
  const { blokkades } = policy
  const { gebruikersnummer, agbCode } = leaf.identity
  const instantie = policy.instanties.get(agbCode)
  return (
    blokkades.publiekeSleutels.has(leaf.publicKeySha256) ||
    blokkades.gebruikersnummers.has(gebruikersnummer) ||
    blokkades.agbCodes.has(agbCode) ||
    (instantie !== undefined && findHouder(policy, instantie, leaf.identity)?.geblokkeerd === true)
  )
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

const anyFailed = (verdicts: ReadonlyMap<StepName, Verdict>): boolean =>
  [...verdicts.values()].some((verdict) => typeof verdict === 'string')

function toControl(stap: StepName, titel: string, verdict: Verdict): Control {
  if (verdict === undefined) return { stap, titel, uitkomst: 'niet-uitgevoerd', code: null }
  return { stap, titel, uitkomst: verdict === null ? 'geslaagd' : 'mislukt', code: verdict }
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
