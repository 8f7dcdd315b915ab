/** What a crash run is made of, whatever is killed in it. */
import type { OutsideCheckpoint } from '../../gateway/audit/checkpoint.ts'
import type { CrashLife } from './acts.ts'
import type { Clients } from './client.ts'
import type { Ground, GroundOptions } from './ground.ts'
import { problemCodeOf } from './ledger.ts'
import type { AnsweredPost, Ledger } from './ledger.ts'
import type { Random } from './random.ts'
import { meldingPath } from './upstream.ts'
import type { CrashReceived, CrashUpstream } from './upstream.ts'

export interface CrashOptions {
  readonly rounds: number
  readonly seed: number
  /** A PostgreSQL server (URL without a database) instead of SQLite. */
  readonly postgres?: string | undefined
  /** Asked before each round: no more of them, the end of the run at once. */
  readonly enough?: () => boolean
  /** Told after each round. */
  readonly onRound?: (done: number, ledger: Ledger) => void
  /** Leaves the folder where it is, to look into. */
  readonly keep?: boolean
  /** As for the ground. */
  readonly pki?: GroundOptions['pki']
}

export interface CrashReport {
  /** How many rounds it came to. */
  readonly rounds: number
  readonly findings: readonly string[]
  readonly tally: ReadonlyMap<string, number>
  /** How often a request was lost, by why. */
  readonly lost: ReadonlyMap<string, number>
  readonly instromen: number
  readonly meldingen: number
  readonly answers: number
  /** Requests that the upstream received, and how many of them were deliveries. */
  readonly received: number
  readonly deliveries: number
  /** Deliveries that were made again under the same key, because how the first one ended was lost. */
  readonly repeated: number
  /** Meldingen that the upstream took and never answered. */
  readonly unanswered: number
  /** Openings that were answered SL502 though the upstream did not keep them waiting: a claim did. */
  readonly claimed: number
  /** Deliveries that were seen to have their row at the very moment they came in. */
  readonly witnessed: number
  /** Rows and checkpoints of the audit that were verified at the end. */
  readonly rows: number
  readonly checkpoints: number
  /** What was measured in each round, in milliseconds, by name. */
  readonly times: ReadonlyMap<string, readonly number[]>
  /** How often each thing that is not a time happened, by name: what was killed, for instance. */
  readonly counts: ReadonlyMap<string, number>
  /** What was broken on purpose, and found. */
  readonly planted: readonly string[]
  readonly dir: string
}

export interface Run {
  readonly ground: Ground
  readonly upstream: CrashUpstream
  readonly ledger: Ledger
  readonly random: Random
  readonly times: Map<string, number[]>
  readonly counts: Map<string, number>
  readonly planted: string[]
  rounds: number
  number: number
  witnessed: number
  rows: number
  checkpoints: number
  /** What was kept of the audit outside the database, at the end of the round before. */
  outside: OutsideCheckpoint | undefined
}

export const newRun = (parts: Pick<Run, 'ground' | 'upstream' | 'ledger' | 'random'>): Run => ({
  ...parts,
  times: new Map(),
  counts: new Map(),
  planted: [],
  rounds: 0,
  number: 0,
  witnessed: 0,
  rows: 0,
  checkpoints: 0,
  outside: undefined,
})

export function crashReportOf({ ledger, upstream, ground, ...run }: Run): CrashReport {
  const keys = upstream.received.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])
  return {
    findings: [...new Set(ledger.findings)],
    tally: ledger.tally,
    lost: ledger.lost,
    rounds: run.rounds,
    instromen: ledger.instromen.length,
    meldingen: ledger.meldingen.length,
    answers: ledger.answered.length,
    received: upstream.received.length,
    deliveries: keys.length,
    repeated: keys.length - new Set(keys).size,
    unanswered: upstream.received.filter(isTakenUnanswered).length,
    claimed: ledger.answered.filter((answer) => waitedForClaim(answer, upstream.received)).length,
    witnessed: run.witnessed,
    rows: run.rows,
    checkpoints: run.checkpoints,
    times: run.times,
    counts: run.counts,
    planted: run.planted,
    dir: ground.dir,
  }
}

const isTakenUnanswered = ({ path, accepted, behaviour }: CrashReceived): boolean =>
  path === meldingPath && accepted && behaviour === 'hang'

function waitedForClaim(
  { act, seen, known }: AnsweredPost,
  received: readonly CrashReceived[],
): boolean {
  if (act !== 'open' || problemCodeOf(seen) !== 'SL502') return false
  return !received.some(
    ({ idempotencyKey, behaviour, at }) =>
      idempotencyKey === known?.id &&
      behaviour === 'hang' &&
      at > seen.sentAt - hangMs &&
      at < seen.endedAt,
  )
}

/** How long the gateway lets the upstream keep it waiting, with some room. */
const hangMs = 2_500

/** Where a round began, in what was seen and in time. */
export interface Since {
  readonly at: number
  readonly answered: number
  readonly received: number
  readonly instromen: number
}

export const goesOn = ({ rounds, enough }: CrashOptions, round: number): boolean =>
  round <= rounds && enough?.() !== true

/** Now, with room for the row of a request that was under way: by `earlierMs`. */
export const sinceNow = ({ ledger, upstream }: Run, earlierMs = 1_000): Since => ({
  at: Date.now() - earlierMs,
  answered: ledger.answered.length,
  received: upstream.received.length,
  instromen: ledger.instromen.length,
})

/** Clients at work in a round; `retries` as in {@link CrashLife}. */
export const lifeOf = (run: Run, round: number, clients: Clients, retries = 0): CrashLife => ({
  round,
  clients,
  retries,
  ledger: run.ledger,
  random: run.random,
  nextNumber: () => ++run.number,
})

/** Until the load is under way, for two seconds at most: handshakes alone are no load. */
export async function answerSeen({ ledger }: Run, since: Since): Promise<void> {
  const until = Date.now() + 2_000
  while (ledger.answered.length === since.answered && Date.now() < until) await delay(5)
}

export const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms))
