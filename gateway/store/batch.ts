/** One transaction of the commit queue: the changes, their audit rows, and the head of the chain. */
import type { Knex } from 'knex'
import type { Head } from '../audit/chain.ts'
import type { AuditEvent } from '../audit/event.ts'
import { Refusal } from '../errors.ts'
import { appendEvents, lockHead } from './audit-append.ts'
import type { Database } from './database.ts'
import type { Session } from './rows.ts'
import { takeQuota } from './quota.ts'
import type { KnownQuota, Taken } from './quota.ts'
import type { Take } from './store.ts'
import type { AuditOf } from './store.ts'

/**
 * A change to the database for all its inputs in a batch at once: one outcome for each, in the same order.
 * An outcome that is a Refusal rejects that input alone and writes no audit row; what it throws fails the
 * batch. It does nothing but statements on `db`: after a failure it runs again.
 */
export type BatchChange<I, O> = (
  db: Knex,
  inputs: readonly I[],
) => Promise<readonly (O | Refusal)[]>

/** A change that waits. Its type of input and outcome is known to who queued it only. */
export interface Entry {
  readonly change: BatchChange<unknown, unknown>
  readonly input: unknown
  readonly audit: AuditOf<unknown> | undefined
  /** What it counts against; when that is used up it is refused and nothing of it is done. */
  readonly take: Take | undefined
  readonly resolve: (outcome: unknown) => void
  readonly reject: (error: Refusal) => void
}

export interface Batch {
  readonly database: Database
  readonly writer: string
  /** Told of the windows that a committed batch counted in. */
  readonly quota: KnownQuota
  readonly entries: readonly Entry[]
  /** Takes what each entry is told once the batch is on disk. */
  readonly tell: (told: () => void) => void
}

/** The changes that need no more than statements: a batch of those alone is written without knex. */
const direct = new WeakSet<BatchChange<never, unknown>>()

/** A change that takes any {@link Session}. */
export function directly<I, O>(
  change: (session: Session, inputs: readonly I[]) => Promise<readonly (O | Refusal)[]>,
): BatchChange<I, O> {
  direct.add(change)
  return change
}

type DirectChange = (session: Session, inputs: readonly unknown[]) => Promise<readonly unknown[]>

/** A change of one input, run for each in turn. */
export const each =
  <I, O>(change: (db: Knex, input: I) => Promise<O | Refusal>): BatchChange<I, O> =>
  async (db, inputs) => {
    const outcomes: (O | Refusal)[] = []
    for (const input of inputs) outcomes.push(await change(db, input))
    return outcomes
  }

/** What a batch made before its commit was asked for. */
interface Made {
  readonly windows: Taken['windows']
  readonly outcomes: readonly unknown[]
  readonly before: Head
  readonly head: Head
}

/** A batch that failed. With `made` its COMMIT was asked for, and may have happened without an answer. */
export interface Failure {
  readonly error: unknown
  readonly made: Made | undefined
}

/**
 * Writes a batch and says what its entries are to be told, or gives why not. After an earlier try that may have been
 * committed all the same, that one counts when the chain has its head.
 */
export async function writeBatch(batch: Batch, earlier?: Made): Promise<Failure | undefined> {
  let made: Made | undefined
  try {
    if (batch.entries.every(({ change }) => direct.has(change)))
      await batch.database.direct(async (session) => {
        made = await makeBatch(session, batch, earlier, (change, inputs) =>
          (change as DirectChange)(session, inputs),
        )
      })
    else
      await batch.database.writer.transaction(async (trx) => {
        made = await makeBatch(trx, batch, earlier, (change, inputs) => change(trx, inputs))
      })
  } catch (error) {
    await mend(batch.database)
    return { error, made }
  }
  if (made === undefined) return undefined
  batch.quota.learn(made.windows)
  answer(batch, made.outcomes)
  return undefined
}

/** Runs a change in the transaction. */
type Run = (change: Entry['change'], inputs: readonly unknown[]) => Promise<readonly unknown[]>

async function makeBatch(
  trx: Session,
  { writer, entries }: Batch,
  earlier: Made | undefined,
  run: Run,
): Promise<Made> {
  const before = await lockHead(trx, writer)
  if (earlier !== undefined && earlier.head.nr > earlier.before.nr)
    if (before.hash === earlier.head.hash) return earlier
  const takes = entries.map(({ take }) => take)
  const { refusals, windows } = await takeQuota(trx, takes)
  const outcomes = await runChanges(entries, refusals, run)
  const events = entries.flatMap(({ audit }, index) => auditOf(audit, outcomes[index]))
  if (events.length === 0) return { windows, outcomes, before, head: before }
  return { windows, outcomes, before, head: await appendEvents(trx, writer, before, events) }
}

/** Runs the changes, all inputs of one kind together, in the order in which the kinds came. */
async function runChanges(
  entries: readonly Entry[],
  refusals: Taken['refusals'],
  run: Run,
): Promise<readonly unknown[]> {
  const places = new Map<Entry['change'], number[]>()
  const outcomes: unknown[] = [...refusals]
  for (const [index, { change }] of entries.entries())
    if (refusals[index] === undefined) {
      const known = places.get(change)
      if (known === undefined) places.set(change, [index])
      else known.push(index)
    }
  for (const [change, indexes] of places) {
    const inputs = indexes.map((index) => entries[index]?.input)
    const made = await run(change, inputs)
    if (made.length !== indexes.length) throw new Error('a change gives one outcome for each input')
    for (const [place, index] of indexes.entries()) outcomes[index] = made[place]
  }
  return outcomes
}

function auditOf(audit: Entry['audit'], outcome: unknown): readonly AuditEvent[] {
  if (audit === undefined || outcome instanceof Refusal) return []
  const made = audit(outcome)
  return 'tijd' in made ? [made] : made
}

function answer({ entries, tell }: Batch, outcomes: readonly unknown[]): void {
  for (const [index, { resolve, reject }] of entries.entries()) {
    const outcome = outcomes[index]
    tell(() => {
      if (outcome instanceof Refusal) reject(outcome)
      else resolve(outcome)
    })
  }
}

/** After a failure SQLite's connection may still be in its transaction: a new one begins clean. */
async function mend({ engine, writer }: Database): Promise<void> {
  if (engine !== 'sqlite') return
  await writer.destroy().catch(() => undefined)
  writer.initialize()
}
