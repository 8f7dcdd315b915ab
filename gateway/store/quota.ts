/**
 * Quota in fixed windows, shared by all processes of a database. A request is counted in the transaction
 * that its answer waits for anyway, so it costs no round trip of its own, and no more than the limit get
 * through however many processes there are. What a process learned there lets it refuse by itself.
 */
import { BoundedMap } from '../base/bounded-map.ts'
import { Refusal } from '../errors.ts'
import { insertRows } from './rows.ts'
import type { Session, Stored } from './rows.ts'
import type { Limit, Quota, Take } from './store.ts'

/** A window as it is in the database. */
interface Window {
  readonly key: string
  readonly startedAt: number
  readonly used: number
}

/** What takes came to: for each a refusal (SL208), or undefined where there was room. */
export interface Taken {
  readonly refusals: readonly (Refusal | undefined)[]
  readonly windows: readonly Window[]
}

/** What is known of the windows, to be told after each commit. */
export interface KnownQuota extends Quota {
  learn(windows: readonly Window[]): void
}

/** Above this many, the windows seen longest ago are forgotten: then the database is asked. */
const maxKnown = 20_000

export function knownQuota(): KnownQuota {
  const known = new BoundedMap<string, Window>(maxKnown)
  return {
    waitMs: (key, limit, at) => {
      const window = known.get(key)
      return window === undefined || window.used < limit.aantal ? 0 : leftMs(window, limit, at)
    },
    learn: (windows) => {
      for (const window of windows) known.set(window.key, window)
    },
  }
}

/** Until the window ends; 0 when it is over, or begins so far ahead that a clock must have been set back. */
function leftMs({ startedAt }: Window, { perMs }: Limit, at: number): number {
  const left = startedAt + perMs - at
  return left > 2 * perMs ? 0 : Math.max(0, left)
}

/** Counts them, in the transaction `db`. Takes of one key are granted in their order. */
export async function takeQuota(db: Session, takes: readonly (Take | undefined)[]): Promise<Taken> {
  const demands = demandsOf(takes)
  if (demands.length === 0) return { refusals: [], windows: [] }
  const windows = (await insertRows(db, 'quota_window', demands.map(toRow), count)).map(toWindow)
  const byKey = new Map(windows.map((window) => [window.key, window]))
  const given = new Map(demands.map(({ key, count: asked }) => [key, -asked]))
  const refusals = takes.map((take) => {
    if (take === undefined) return undefined
    const window = byKey.get(take.key)
    if (window === undefined) throw new Error('a window was neither made nor there')
    const place = (given.get(window.key) ?? 0) + 1
    given.set(window.key, place)
    return refusalOf(take, window, window.used + place)
  })
  return { refusals, windows }
}

interface Demand {
  readonly key: string
  readonly limit: Limit
  readonly at: number
  readonly count: number
}

/** In one order everywhere, so that two processes with the same keys do not wait for each other. */
function demandsOf(takes: readonly (Take | undefined)[]): readonly Demand[] {
  const demands = new Map<string, Demand>()
  for (const take of takes) {
    if (take === undefined) continue
    const known = demands.get(take.key)
    const at = Math.max(take.at, known?.at ?? 0)
    demands.set(take.key, { key: take.key, limit: take.limit, at, count: (known?.count ?? 0) + 1 })
  }
  const all = [...demands.values()]
  return all.length < 2 ? all : all.sort((one, other) => (one.key < other.key ? -1 : 1))
}

const over = `quota_window.started_at + excluded.per_ms <= excluded.started_at
  or quota_window.started_at > excluded.started_at + excluded.per_ms`
const count = `on conflict (id) do update set
  per_ms = excluded.per_ms,
  used = case when ${over} then excluded.used else quota_window.used + excluded.used end,
  started_at = case when ${over} then excluded.started_at else quota_window.started_at end
  returning id, started_at, used`

const toRow = ({ key, limit, at, count: used }: Demand) => ({
  id: key,
  started_at: at,
  per_ms: limit.perMs,
  used,
})

const toWindow = (row: Stored): Window => ({
  key: String(row['id']),
  startedAt: Number(row['started_at']),
  used: Number(row['used']),
})

/** `nth` is which request of its window it is. */
function refusalOf(take: Take, window: Window, nth: number): Refusal | undefined {
  if (nth <= take.limit.aantal) return undefined
  const seconds = Math.ceil(leftMs(window, take.limit, take.at) / 1000)
  return new Refusal('SL208', { retryAfterSeconds: Math.max(1, seconds) })
}
