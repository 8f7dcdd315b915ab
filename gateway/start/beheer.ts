/**
 * Puts what contact persons change in Gebruikersbeheer in force: at the start, at once after a change of this
 * process, and within the poll after one of another.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../operations/log.ts'
import type { CurrentPolicy } from '../policy/current.ts'
import { overlayOf } from '../store/beheer-overlay.ts'
import type { BeheerStore, StoredPractice } from '../store/beheer.ts'

export interface RunningBeheer {
  /** Puts in force what the store has at this moment; rejects when it cannot be read. */
  readonly refresh: () => Promise<void>
  stop(): Promise<void>
}

export interface BeheerParts {
  readonly store: BeheerStore
  readonly policies: CurrentPolicy
  readonly log: Log
  /** Called when the overlay changed. */
  readonly onApplied: () => void
  readonly pollMs?: number
}

const defaultPollMs = 250

/** Rejects when the store cannot be read: then it is not known who is blocked. */
export async function startBeheer(parts: BeheerParts): Promise<RunningBeheer> {
  const { store, policies, log, onApplied } = parts
  const practices = new Map<string, StoredPractice>()
  let counter = 0
  let over: unknown
  const apply = (): void => {
    const { instanties } = policies.current().policy
    over = instanties
    policies.setBeheer(overlayOf(practices.values(), instanties))
    onApplied()
  }
  const look = async (): Promise<void> => {
    const changed = await store.changes(counter)
    for (const practice of changed?.practices ?? []) practices.set(practice.agbCode, practice)
    counter = changed?.counter ?? counter
    // Another set may name other contact persons.
    if (changed !== undefined || over !== policies.current().policy.instanties) apply()
  }
  let last: Promise<void> = Promise.resolve()
  // One after the other, so that an older reading never comes over a newer one.
  const refresh = (): Promise<void> => (last = last.then(look, look))
  await refresh()
  const stop = new AbortController()
  const polling = poll(parts.pollMs ?? defaultPollMs, stop.signal, quietly(refresh, log))
  return {
    refresh,
    stop: async () => {
      stop.abort()
      await polling
      await last.catch(() => undefined)
    },
  }
}

async function poll(pollMs: number, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await delay(pollMs, undefined, { signal, ref: false })
    } catch {
      return
    }
    await act()
  }
}

/** What fails is tried again the next time; it is told once. */
function quietly(refresh: () => Promise<void>, log: Log): () => Promise<void> {
  let failing = false
  return async () => {
    try {
      await refresh()
      failing = false
    } catch (fout) {
      if (!failing) log.error({ fout }, 'changes of Gebruikersbeheer could not be read')
      failing = true
    }
  }
}
