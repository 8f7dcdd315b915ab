/**
 * The path of a request through its route, top to bottom: who asks, whether they may, what is read, whether they
 * still may, what is done, recorded and answered. Handlers fill in its steps and cannot change their order.
 */
import type { AuditEvent } from '../audit/event.ts'
import { allow, allowAtOnce, bar } from './judge/allow.ts'
import type { AllowedAny, Asking, Barred, Findings } from './judge/allow.ts'
import type { Answer } from './answer/answer.ts'
import { tell } from './exchange/exchange.ts'
import type { Exchange, Told, Visit } from './exchange/exchange.ts'
import type { Gateway } from './exchange/gateway.ts'
import { countRequest, takeOf } from './judge/quota.ts'
import { refusalOf, withReference } from './judge/judge.ts'
import type { Judged } from './exchange/judged.ts'
import type { Came, Change, Outcome } from './outcome.ts'
import { eventOf } from './record/record.ts'

/** Nothing was waited for: what was decided stands. */
export interface Kept<B extends AllowedAny, I> {
  readonly allowed: B
  readonly input: I
}

/** Time has passed, or something was found: it is decided again. */
export interface Again<B extends AllowedAny, I> {
  readonly asking: Asking<B>
  readonly found?: Findings
  readonly told?: Told
  readonly input: I
}

/** What was read cannot be used: its findings refuse it. */
export interface Unfit {
  readonly asking: Asking<AllowedAny>
  readonly found: Findings
  readonly told?: Told
}

/** What reading came to. */
export type Reading<B extends AllowedAny, I> = Kept<B, I> | Again<B, I> | Unfit | Barred

/** What a route asks, reads and does. */
export interface Work<A extends AllowedAny, B extends AllowedAny, I> {
  readonly event: readonly [gebeurtenis: AuditEvent['gebeurtenis'], actie: AuditEvent['actie']]
  /** Whether it counts in the quota of its dienst. */
  readonly counts?: true
  readonly asks: (gateway: Gateway, visit: Visit) => Asking<A> | Barred
  readonly reads: (
    gateway: Gateway,
    visit: Visit,
    asker: A,
  ) => Reading<B, I> | Promise<Reading<B, I>>
  readonly run: (gateway: Gateway, visit: Visit, allowed: B, input: I) => Outcome | Promise<Outcome>
}

export async function perform<A extends AllowedAny, B extends AllowedAny, I>(
  gateway: Gateway,
  exchange: Exchange,
  { event, counts, asks, reads, run }: Work<A, B, I>,
): Promise<Answer | undefined> {
  const { trail } = exchange
  trail.gebeurtenis = event[0]
  trail.actie = event[1]
  // What is there at once is not waited for: each wait costs a turn, and nearly all are without need.
  const entered = enter(gateway, exchange, asks(gateway, exchange))
  const asker = entered instanceof Promise ? await entered : entered
  if (counts) countRequest(exchange, asker.judged)
  const reading = reads(gateway, exchange, asker)
  const read = reading instanceof Promise ? await reading : reading
  if (!('input' in read)) return refuse(gateway, exchange, read)
  const allowed =
    'allowed' in read ? read.allowed : await enter(gateway, exchange, read, read.found)
  if (counts) countRequest(exchange, allowed.judged)
  const running = run(gateway, exchange, allowed, read.input)
  const outcome = running instanceof Promise ? await running : running
  // Awaited: a promise that takes over another's outcome needs three turns for it.
  return await settle(gateway, exchange, allowed.judged, outcome)
}

function enter<A extends AllowedAny>(
  gateway: Gateway,
  exchange: Exchange,
  ask: Asking<A> | Again<A, unknown> | Barred,
  found?: Findings,
): A | Promise<A> {
  if (ask.told !== undefined) tell(exchange.trail, ask.told)
  if ('barred' in ask) return bar(gateway, exchange, ask)
  return allowAtOnce(gateway, exchange, 'asking' in ask ? ask.asking : ask, found)
}

/** What cannot be used is refused by its findings. Were it allowed, there would be nothing to go on with. */
async function refuse(gateway: Gateway, exchange: Exchange, read: Unfit | Barred): Promise<never> {
  if (read.told !== undefined) tell(exchange.trail, read.told)
  if ('barred' in read) return bar(gateway, exchange, read)
  await allow(gateway, exchange, read.asking, read.found)
  throw new Error('allowed what could not be read')
}

/** Records what was done, and only then gives the answer. */
async function settle(
  gateway: Gateway,
  exchange: Exchange,
  judged: Judged,
  outcome: Outcome,
): Promise<Answer | undefined> {
  if ('settle' in outcome)
    return outcome.settle((change) =>
      transact(gateway, exchange, exchange.trail.judged ?? judged, change),
    )
  if (outcome.told !== undefined) tell(exchange.trail, outcome.told)
  if ('barred' in outcome) return bar(gateway, exchange, outcome)
  await gateway.store.audit.write(eventOf(exchange, judged), takeOf(exchange))
  exchange.trail.recorded = true
  return typeof outcome.answer === 'function' ? await outcome.answer() : outcome.answer
}

/** Makes a change. Its row says how it came out, as only the transaction can tell. */
async function transact<R>(
  gateway: Gateway,
  exchange: Exchange,
  judged: Judged,
  { told, make, outcomeOf, answersRefused }: Change<R>,
): Promise<R> {
  const { trail } = exchange
  if (told !== undefined) tell(trail, told)
  const result = await make(
    (after) => eventAfter(exchange, judged, outcomeOf(after)),
    takeOf(exchange),
  )
  trail.recorded = true
  if (answersRefused) return result
  const came = outcomeOf(result)
  if (came.instroom !== undefined) trail.instroom = came.instroom
  trail.judged = judgedAfter(judged, came)
  const refusal = refusalOf(gateway, exchange, trail.judged)
  if (refusal !== undefined) throw refusal
  return result
}

const judgedAfter = (judged: Judged, { reference }: Came): Judged =>
  reference === undefined ? judged : withReference(judged, reference)

const eventAfter = (exchange: Exchange, judged: Judged, came: Came): AuditEvent => {
  const event = eventOf(exchange, judgedAfter(judged, came))
  return came.told === undefined ? event : { ...event, ...came.told }
}
