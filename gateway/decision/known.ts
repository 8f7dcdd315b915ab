/** What the check steps look at: the question, the policy, and what the policy knows of who asks. */
import type { Code } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import { findInstantie, findHouder } from './policy.ts'
import type { Dienst } from './dienst.ts'
import type { Houder, Instantie } from './instantie.ts'
import type { Policy } from './policy.ts'
import { identityIn } from './question.ts'
import type { Question } from './question.ts'

/** How a step came out: a code, it failed; null, it passed; undefined, it was not judged. */
export type Verdict = Code | null | undefined

export interface Known {
  readonly question: Question
  readonly policy: Policy
  /** As it was presented. It is established only when every step of the means passed. */
  readonly identity: Identity | undefined
  readonly instantie: Instantie | undefined
  readonly houder: Houder | undefined
  readonly dienst: Dienst | undefined
}

/** Looks up once what all steps need. */
export function gather(question: Question, policy: Policy): Known {
  const identity = identityIn(question)
  const instantie = identity && findInstantie(policy, identity.agbCode)
  const houder = identity && instantie && findHouder(policy, instantie, identity)
  const asked = question.asked?.dienst
  const dienst = asked === undefined ? undefined : policy.diensten.get(asked)
  return { question, policy, identity, instantie, houder, dienst }
}
