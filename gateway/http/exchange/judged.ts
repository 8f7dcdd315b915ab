import type { Decision } from '../../decision/decide.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import type { Question } from '../../decision/question.ts'

/** A decision with all it rests on. */
export interface Judged {
  readonly set: PolicySet
  readonly question: Question
  readonly decision: Decision
}
