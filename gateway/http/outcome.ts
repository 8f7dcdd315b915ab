/** What a handler comes to. The engine records it first, and answers then: no handler writes its own row. */
import type { Code } from '../errors.ts'
import type { AuditOf, InstroomRow, Take } from '../store/store.ts'
import type { Barred } from './judge/allow.ts'
import type { Answer } from './answer/answer.ts'
import type { Remarks, Told } from './exchange/exchange.ts'

/** What is answered once it is recorded: an answer, or what gives it (nothing: it has answered by itself). */
export interface Answered {
  readonly answer: Answer | (() => Promise<Answer | undefined>)
  readonly told?: Told
}

/** How a change came out, for its row. A code refuses it by its reference. */
export interface Came {
  readonly reference?: Code | undefined
  readonly told?: Remarks
  /** As it is after it, for what a refusal says of it. */
  readonly instroom?: InstroomRow
}

/** A change, with its audit row in the same transaction: what came of it is known only there. */
export interface Change<R> {
  readonly told?: Told
  readonly make: (audit: AuditOf<R>, take: Take | undefined) => Promise<R>
  readonly outcomeOf: (result: R) => Came
  /** Whether it is answered also when it was refused: the answer says how it came out. */
  readonly answersRefused?: true
  /** `transact`: for a change that is tried again, on what holds by then. */
  readonly answerOf: (result: R, transact: Transact) => Answer | Promise<Answer>
}

/** Makes a change and records it; throws its refusal. */
export type Transact = <R>(change: Change<R>) => Promise<R>

export interface Changed {
  readonly settle: (transact: Transact) => Promise<Answer>
}

export type Outcome = Answered | Changed | Barred

/** A change as an outcome. */
export const changing = <R>(change: Change<R>): Changed => ({
  settle: async (transact) => change.answerOf(await transact(change), transact),
})
