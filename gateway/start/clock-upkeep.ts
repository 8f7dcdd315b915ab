/** The clock while the gateway runs: its highest time is kept, and a jump is told once. */
import { logTexts } from '../base/log-texts.ts'
import type { Clock, ClockStatus } from '../operations/clock.ts'
import type { Log } from '../operations/log.ts'
import type { PartStatus } from '../operations/operators-server.ts'
import type { ClockStore } from '../store/clock-store.ts'

interface ClockParts {
  readonly clock: Clock
  readonly store: ClockStore
  readonly log: Pick<Log, 'warn' | 'info'>
}

/** What is done now and then. */
export interface ClockUpkeep {
  /** Looks whether it jumped; cheap. */
  look(): void
  /** Keeps the highest time, unless it was reset meanwhile. */
  keep(): Promise<void>
}

/** Takes over the highest time of an earlier run. */
export async function startClockUpkeep({ clock, store, log }: ClockParts): Promise<ClockUpkeep> {
  let kept = await store.highest()
  clock.raise(kept)
  let said: ClockStatus['staat'] = 'goed'
  return {
    look: () => {
      const { staat, melding } = clock.status()
      if (staat === said) return
      said = staat
      if (melding === undefined) log.info({}, logTexts.clockRight)
      else log.warn({ klok: staat }, melding)
    },
    keep: async () => {
      const stored = await store.highest()
      // Lower than it was: somebody reset it, and says that the machine's clock is right.
      if (stored < kept) clock.forget()
      const at = clock.keepable()
      await store.keep(at)
      kept = Math.max(stored, Math.floor(at))
    },
  }
}

/** The same for a gateway that runs by the machine's clock; undefined for one that does not (tests). */
export const clockUpkeepOf = (
  { clock, log }: { readonly clock?: Clock; readonly log: ClockParts['log'] },
  store: ClockStore,
): Promise<ClockUpkeep | undefined> =>
  clock === undefined ? Promise.resolve(undefined) : startClockUpkeep({ clock, store, log })

/** For /ready. */
export function clockPart(clock: Pick<Clock, 'status'>): PartStatus {
  const { staat, melding } = clock.status()
  return melding === undefined
    ? { onderdeel: 'klok', status: 'goed' }
    : { onderdeel: 'klok', status: 'waarschuwing', melding, details: { staat } }
}
