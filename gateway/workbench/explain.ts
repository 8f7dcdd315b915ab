/** `sluis policy explain`: a decision with every step, by the very function that serves requests. */
import type { Code, FieldError } from '../errors.ts'
import { dutchToday } from '../base/today.ts'
import { mendingOf } from '../decision/mender.ts'
import type { Mending } from '../decision/mender.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decide.ts'
import { imagine, revocationOf } from '../decision/imagined.ts'
import type { ImaginedCertificate, PolicySet } from '../decision/policy-set.ts'
import { findInstantie } from '../decision/policy.ts'
import type { Instantie } from '../decision/instantie.ts'
import { identityIn } from '../decision/question.ts'
import type { Presented, Question, RevocationState } from '../decision/question.ts'
import { soortenOp } from '../identity/identity.ts'
import { areOfSignIn } from '../decision/steps.ts'
import type { Control } from '../decision/steps.ts'
import { decideAgain } from './recorded.ts'
import type { Asker } from './recorded-row.ts'

/** What is to be explained. */
export interface ExplainQuestion {
  readonly set: PolicySet
  readonly presented: Presented | undefined
  readonly revocation: RevocationState
  readonly dienst: string
  readonly autorisatie: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Where it comes from, where that is asked; undefined: not judged. */
  readonly address?: string | undefined
  /** What reading an instroom found, where one was given. */
  readonly message?: Question['message'] | undefined
}

/** The answer, as `--json` prints it; a refusal with who mends it and how, as the server tells it. */
export interface Explanation extends Partial<Mending> {
  readonly uitkomst: 'toegestaan' | 'geweigerd'
  readonly code: Code | null
  readonly controles: readonly Control[]
  /** Version of the policy. */
  readonly beleid: string
  /** Wrong fields of a message, where one was given and refused. */
  readonly fouten?: readonly FieldError[]
}

/** Decides. There is no listener here, so the kind is not judged by it; nor is the address, unless one is given. */
export function explain(asked: ExplainQuestion): Explanation {
  const { set, dienst, autorisatie, at, address, message } = asked
  return explained(set, {
    at,
    today: dutchToday(at),
    presented: asked.presented,
    revocation: asked.revocation,
    middel: 'certificaat',
    soorten: undefined,
    address,
    asked: { dienst, autorisatie },
    quotaUsedUp: undefined,
    ...(message !== undefined && { message }),
  })
}

/** The same of somebody who signed in, by what the toegang listener would ask; undefined: nobody. */
export function explainSignIn({
  set,
  at,
  aanmelding,
  asked,
}: Pick<ExplainQuestion, 'set' | 'at'> & Pick<Question, 'aanmelding' | 'asked'>): Explanation {
  return explained(set, {
    ...{ at, today: dutchToday(at), presented: undefined, revocation: 'onbekend' },
    ...{ middel: 'aanmelding', aanmelding, soorten: soortenOp.toegang, address: undefined },
    ...{ asked, quotaUsedUp: undefined },
  })
}

const explained = ({ policy }: PolicySet, question: Question): Explanation =>
  toExplanation(
    decide(question, policy),
    findInstantie(policy, identityIn(question)?.agbCode ?? ''),
  )

/** The question of a row on record, asked of this set. */
export const explainAgain = (set: PolicySet, asker: Asker): Explanation =>
  toExplanation(decideAgain(set, asker), findInstantie(set.policy, asker.gebruiker.agbCode))

/** A decision as it is told; whoever mends it may depend on the practice. */
const toExplanation = (
  { allowed, code, controls, policy }: Decision,
  instantie: Instantie | undefined,
): Explanation => ({
  uitkomst: allowed ? 'toegestaan' : 'geweigerd',
  code,
  controles: controls,
  beleid: policy,
  ...(code !== null && mendingOf(code, instantie, { zonderCertificaat: areOfSignIn(controls) })),
})

/** The same for a gebruikersnummer instead of a certificate: one that is in order and of this instantie. */
export function explainHolder(
  certificate: ImaginedCertificate,
  asked: Omit<ExplainQuestion, 'presented' | 'revocation'>,
): Explanation {
  const presented = imagine(certificate, asked.set.profiles)
  return explain({ ...asked, presented, revocation: revocationOf(certificate.toestand) })
}
