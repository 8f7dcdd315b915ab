/**
 * Group commit. Changes that arrive together share one durable transaction with their audit rows, and a
 * promise resolves only after that is on disk. There is no timer: a change that comes alone is committed at
 * once, and what comes while that goes on is the next batch.
 */
import { Refusal } from '../errors.ts'
import { isBusy, isUnavailable, withoutValues } from './database-faults.ts'
import type { Database } from './database.ts'
import { writeBatch } from './batch.ts'
import type { Batch, BatchChange, Entry, Failure } from './batch.ts'
import { knownQuota } from './quota.ts'
import type { KnownQuota } from './quota.ts'
import type { Quota, Take } from './store.ts'
import type { AuditOf } from './store.ts'

/** What a batch came to, for metrics. */
export interface BatchReport {
  readonly size: number
  readonly ms: number
  readonly failed: number
}

export interface CommitQueue {
  /**
   * Makes a change durably, with the audit row that `audit` makes of its outcome. Rejects with SL505 when
   * it could not be recorded, with SL503 when it would have to wait longer than a second, and with SL208
   * when what it `take`s of a quota is not left.
   */
  commit<I, O>(change: BatchChange<I, O>, input: I, audit?: AuditOf<O>, take?: Take): Promise<O>
  /** What the commits of this queue told of quota. */
  readonly quota: Quota
  /** How many changes wait, and how long the next one would, in milliseconds. */
  load(): { readonly waiting: number; readonly estimatedMs: number }
  /** Finishes what waits; later changes reject with SL505. */
  close(): Promise<void>
}

export interface CommitOptions {
  readonly database: Database
  /** The audit writer that the rows are chained under. */
  readonly writer: string
  /** Monotonic milliseconds. */
  readonly clock?: () => number
  /** Waits a moment: {@link companyMs}. */
  readonly pause?: () => Promise<void>
  readonly onBatch?: (report: BatchReport) => void
}

const maxBatch = 256
const maxWaitMs = 1_000
/** How long a batch grows at most. */
const gatherMs = 2
/** How long a small batch waits for company, where that is expected. */
const companyMs = 1
/** How long a batch tries for the lock that another process holds. */
const lockPatienceMs = 2_000

/** What waits, and the batch that runs. */
interface State {
  readonly waiting: Entry[]
  readonly quota: KnownQuota
  running: Promise<void> | undefined
  startedAt: number
  /** Moving average of what a batch takes. */
  batchMs: number
  /** When the last change came, and the moving average of the time between two. */
  lastAt: number
  gapMs: number
  closed: boolean
}

/** Makes the one queue of a process. */
export function makeCommitQueue(options: CommitOptions): CommitQueue {
  const clock = options.clock ?? (() => performance.now())
  const state: State = {
    waiting: [],
    quota: knownQuota(),
    running: undefined,
    startedAt: 0,
    batchMs: 5,
    lastAt: -Infinity,
    gapMs: longGapMs,
    closed: false,
  }
  const estimate = (): number => estimatedMs(state, clock())
  return {
    load: () => ({ waiting: state.waiting.length, estimatedMs: estimate() }),
    quota: state.quota,
    commit: (change, input, audit, take) =>
      new Promise((resolve, reject) => {
        if (state.closed) reject(new Refusal('SL505', { cause: new Error('the store is closed') }))
        // While nothing runs nothing is waited for: or a database that was slow once would be slow for ever.
        else if (state.running !== undefined && estimate() > maxWaitMs)
          reject(new Refusal('SL503', { retryAfterSeconds: 1 }))
        else {
          // The queue holds changes of every kind; batch.ts gives each its own inputs and outcomes.
          state.waiting.push({ change, input, audit, take, resolve, reject } as unknown as Entry)
          noteArrival(state, clock())
          state.running ??= drain(state, options, clock)
        }
      }),
    close: async () => {
      state.closed = true
      await state.running
    },
  }
}

/** Longer gaps tell no more than this one: nobody else is there. */
const longGapMs = 20

function noteArrival(state: State, now: number): void {
  if (state.running === undefined) state.startedAt = now
  state.gapMs = 0.9 * state.gapMs + 0.1 * Math.min(now - state.lastAt, longGapMs)
  state.lastAt = now
}

/** What is left of the running batch (of one that is late: as much again), and the batches before the next. */
function estimatedMs({ running, startedAt, batchMs, waiting }: State, now: number): number {
  const rest = running === undefined ? 0 : Math.abs(batchMs - (now - startedAt))
  return rest + Math.ceil((waiting.length + 1) / maxBatch) * batchMs
}

async function drain(state: State, options: CommitOptions, clock: () => number): Promise<void> {
  let flushed = Promise.resolve()
  for (;;) {
    await flushed
    if (state.waiting.length === 0) break
    await gather(state, clock, options.pause)
    state.startedAt = clock()
    const written = await write(state, options)
    // The disk works while the next requests are read; their batch waits for it.
    flushed = finish(options, written).then((failed) => {
      const ms = clock() - state.startedAt
      state.batchMs = 0.8 * state.batchMs + 0.2 * ms
      // From here the next one may begin.
      state.startedAt = clock()
      options.onBatch?.({ size: written.entries.length, ms, failed })
      for (const answer of written.answers) answer()
    })
  }
  state.running = undefined
}

/**
 * What the sockets have ready in this turn of the event loop joins the batch, and what comes in the next turns
 * as long as each brings more: on a fast disk batches would else be of a few, at the price of many. A batch that a
 * moment more is expected to double waits for that moment; a change that comes alone waits for one turn.
 */
async function gather(
  state: State,
  clock: () => number,
  pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, companyMs)),
): Promise<void> {
  const { waiting } = state
  const until = clock() + gatherMs
  let before: number
  do {
    before = waiting.length
    await new Promise(setImmediate)
  } while (waiting.length > before && waiting.length < maxBatch && clock() < until)
  const isFull = waiting.length >= maxBatch
  if (!isFull && state.gapMs * waiting.length < companyMs) await pause()
}

/** A batch that was committed, as far as it could be, but is not known to be on disk. */
interface Written {
  readonly entries: readonly Entry[]
  readonly failed: number
  /** What its entries are told when it is. */
  readonly answers: (() => void)[]
}

async function write(state: State, { database, writer }: CommitOptions): Promise<Written> {
  const entries = state.waiting.splice(0, maxBatch)
  const answers: (() => void)[] = []
  const tell = (told: () => void): void => void answers.push(told)
  const failed = await settle({ database, writer, quota: state.quota, entries, tell })
  return { entries, failed, answers }
}

/** Waits until a batch is on disk; gives how many of it failed. Never throws. */
async function finish(
  { database }: CommitOptions,
  { entries, failed, answers }: Written,
): Promise<number> {
  try {
    await database.flush()
    return failed
  } catch (error) {
    // It may be on disk or not; to who asked it is not.
    answers.splice(0)
    return rejectAll({ entries, tell: (told) => void answers.push(told) }, error)
  }
}

/** Commits a batch or rejects its entries; gives how many were rejected. Never throws. */
async function settle(batch: Batch): Promise<number> {
  const first = await attempt(batch)
  if (first === undefined) return 0
  if (isBusy(first.error)) return rejectAll(batch, first.error)
  if (!isUnavailable(first.error)) return settleEach(batch)
  // A connection that broke is replaced by now; a disk that is full is not.
  const second = await attempt(batch, first)
  if (second === undefined) return 0
  return isUnavailable(second.error) ? rejectAll(batch, second.error) : settleEach(batch)
}

/** One of them spoilt the batch: each is tried once more, alone. */
async function settleEach(batch: Batch): Promise<number> {
  let failed = 0
  for (const [index, entry] of batch.entries.entries()) {
    const failure = await attempt({ ...batch, entries: [entry] })
    if (failure === undefined) continue
    if (isUnavailable(failure.error))
      return failed + rejectAll({ ...batch, entries: batch.entries.slice(index) }, failure.error)
    failed += rejectAll({ ...batch, entries: [entry] }, failure.error)
  }
  return failed
}

function rejectAll({ entries, tell }: Pick<Batch, 'entries' | 'tell'>, error: unknown): number {
  for (const { reject } of entries)
    tell(() => {
      reject(new Refusal('SL505', { cause: withoutValues(error) }))
    })
  return entries.length
}

/** Tries a batch, waiting for another process's lock; resolves its entries or gives why not. */
async function attempt(batch: Batch, earlier?: Failure): Promise<Failure | undefined> {
  const until = performance.now() + lockPatienceMs
  for (;;) {
    const failure = await writeBatch(batch, earlier?.made)
    if (failure === undefined || !isBusy(failure.error) || performance.now() > until) return failure
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
