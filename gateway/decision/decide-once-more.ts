/** A decision need not be made twice: what allowed a question allows it again while all it rests on is the same. */
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import type { Policy } from './policy.ts'
import type { Presented, Question } from './question.ts'

/** A question that was allowed. */
interface Allowed {
  readonly question: Question
  /** A set that changed, by its files, a contact person or a block, is another object. */
  readonly policy: Policy
  readonly decision: Decision
}

/** Of what was shown on a connection, what was last allowed; it goes with the connection. */
const lastAllowed = new WeakMap<Presented, Allowed>()

/** As {@link decide}: the same decision, in nearly all requests of a connection without judging a step. */
export function decideOnceMore(question: Question, policy: Policy): Decision {
  const { presented } = question
  if (presented === undefined) return decide(question, policy)
  const last = lastAllowed.get(presented)
  if (last !== undefined && last.policy === policy && isSame(question, last.question))
    return last.decision
  const decision = decide(question, policy)
  if (decision.allowed) lastAllowed.set(presented, { question, policy, decision })
  return decision
}

/** Compared with what was allowed: time may only have passed within the dates and the day. */
const isSame = (question: Question, known: Question): boolean =>
  isSameAsk(question, known) &&
  question.revocation === known.revocation &&
  question.quotaUsedUp === known.quotaUsedUp &&
  question.today === known.today &&
  isWithinDates(question) &&
  isPlain(question) &&
  isPlain(known)

const isSameAsk = (question: Question, known: Question): boolean =>
  question.asked === known.asked &&
  question.address === known.address &&
  question.soorten === known.soorten &&
  question.middel === 'certificaat' &&
  known.middel === 'certificaat'

function isWithinDates({ at, presented }: Question): boolean {
  const leaf = presented?.leaf
  return leaf?.issuer !== undefined && isWithin(at, leaf) && isWithin(at, leaf.issuer)
}

const isWithin = (
  at: number,
  { validFrom, validTo }: { readonly validFrom: number; readonly validTo: number },
): boolean => at >= validFrom && at < validTo

/** Without what belongs to one request alone. */
const isPlain = ({ barred, message, reference, datesApart }: Question): boolean =>
  barred === undefined &&
  message === undefined &&
  reference === undefined &&
  datesApart === undefined
