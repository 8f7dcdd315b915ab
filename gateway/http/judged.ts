import type { Decision } from '../policy/decide.ts'
import type { PolicySet } from '../policy/policy-set.ts'
import type { Question } from '../policy/question.ts'

/** A decision with all it rests on. */
export interface Judged {
  readonly set: PolicySet
  readonly question: Question
  readonly decision: Decision
}
