/** Says once of every list that it will soon be out of date, and once that it is. */
import type { RevocationList } from './parse-crl.ts'

const hour = 3600_000

/** A list in use, by the source it came from. */
export interface Watched {
  readonly source: string
  readonly list: RevocationList
}

/** Something an operator should know. Texts are Dutch. */
export interface Notice {
  readonly level: 'info' | 'warn'
  readonly source: string
  readonly text: string
  /** Age of the list in use (since thisUpdate), in milliseconds; undefined when there is none. */
  readonly ageMs: number | undefined
}

/**
 * A check to call every now and then. It warns when a tenth of the life of a list is left, or an hour
 * (a quarter, where the whole life is only a few hours).
 */
export function createFreshnessCheck(
  now: () => number,
  notify: (notice: Notice) => void,
): (watched: readonly Watched[]) => void {
  let said = new Set<string>()
  return (watched) => {
    const stillTrue = new Set<string>()
    for (const { source, list } of watched) {
      const state = stateOf(list, now())
      if (state === 'current') continue
      const key = `${source} ${list.sha256} ${state}`
      stillTrue.add(key)
      const ageMs = now() - list.thisUpdate
      if (!said.has(key)) notify({ level: 'warn', source, text: textOf(list, state), ageMs })
    }
    said = stillTrue
  }
}

function stateOf({ thisUpdate, nextUpdate }: RevocationList, now: number) {
  const life = nextUpdate - thisUpdate
  if (now >= nextUpdate) return 'stale'
  return nextUpdate - now < Math.max(life / 10, Math.min(hour, life / 4)) ? 'ending' : 'current'
}

function textOf({ nextUpdate }: RevocationList, state: 'stale' | 'ending'): string {
  const moment = new Date(nextUpdate).toISOString()
  return state === 'stale'
    ? `de intrekkingslijst is verlopen sinds ${moment}`
    : `de intrekkingslijst verloopt op ${moment} en er is nog geen nieuwe`
}
