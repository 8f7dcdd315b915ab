/**
 * Puts what contact persons change in Gebruikersbeheer in force: at the start, at once after a change of this
 * process, and after one of another as soon as the database tells it, within the poll at the latest.
 */
import { logTexts } from '../../base/log-texts.ts'
import { poll } from '../../base/poll.ts'
import type { Log } from '../../operations/log.ts'
import { toldOnce } from './told-once.ts'
import type { CurrentPolicy } from '../../policy/current.ts'
import { overlayOf } from '../../gebruikersbeheer/practice/overlay.ts'
import type { BeheerStore, Ears, StoredPractice } from '../../store/beheer.ts'
import { withoutValues } from '../../store/database-faults.ts'

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

/** With a database that tells, the poll is for what it could not tell; both are well within a second. */
const pollMs = { untold: 250, told: 500 }

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
  const { refresh, idle } = inTurn(look)
  await refresh()
  const stop = new AbortController()
  const refreshQuietly = toldOnce(refresh, (fout) => {
    log.error({ fout }, logTexts.beheerUnread)
  })
  const listening = store.listen(earsOf(refreshQuietly, log))
  const usualMs = listening === undefined ? pollMs.untold : pollMs.told
  const polling = poll(parts.pollMs ?? usualMs, stop.signal, refreshQuietly)
  return {
    refresh,
    stop: async () => {
      stop.abort()
      await listening?.stop()
      await polling
      await idle()
    },
  }
}

/**
 * Has readings come one after the other, so that an older one never comes over a newer one. A call gets the
 * reading that has yet to begin: it sees all that this call is about.
 */
function inTurn(look: () => Promise<void>): {
  readonly refresh: () => Promise<void>
  readonly idle: () => Promise<void>
} {
  let last: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | undefined
  const begin = (): Promise<void> => {
    waiting = undefined
    return look()
  }
  const refresh = (): Promise<void> => (waiting ??= last = last.then(begin, begin))
  return { refresh, idle: () => last.catch(() => undefined) }
}

/** A lost connection is told once, and once when it is back: meanwhile the poll does the work. */
function earsOf(refresh: () => Promise<void>, log: Log): Ears {
  let lost = false
  return {
    onNotice: () => void refresh(),
    onListening: () => {
      if (lost) log.info({}, logTexts.beheerToldAgain)
      lost = false
      void refresh()
    },
    onLost: (error) => {
      if (!lost) log.warn({ fout: withoutValues(error) }, logTexts.beheerUntold)
      lost = true
    },
  }
}
