/** How much waits and how much is dead, as of at most a second ago: asked by posts, metrics and /ready alike. */
import { mostCounted } from '../operations/delivery-gauges.ts'
import type { AfleveringCount } from '../store/aflevering.ts'
import type { AfleveringStore } from '../store/store.ts'

const freshMs = 1_000

export interface Counts {
  /** By soort and doel. */
  all(): Promise<readonly AfleveringCount[]>
  /** Whether so much waits that nothing new is accepted. */
  isFull(): Promise<boolean>
  /** One was accepted here since. */
  accepted(): void
}

/** `now`: epoch milliseconds. */
export function makeCounts(
  store: Pick<AfleveringStore, 'counts'>,
  now: () => number,
  most = mostCounted,
): Counts {
  let asked:
    { readonly at: number; readonly counts: Promise<readonly AfleveringCount[]> } | undefined
  let since = 0
  const all = (): Promise<readonly AfleveringCount[]> => {
    const at = now()
    if (asked !== undefined && Math.abs(at - asked.at) < freshMs) return asked.counts
    since = 0
    const counts = store.counts()
    const mine = { at, counts }
    asked = mine
    // What failed is asked again by the next.
    counts.catch(() => {
      if (asked === mine) asked = undefined
    })
    return counts
  }
  return {
    all,
    isFull: async () => {
      const counts = await all()
      return counts.reduce((sum, { waiting }) => sum + waiting, since) >= most
    },
    accepted: () => {
      since += 1
    },
  }
}
