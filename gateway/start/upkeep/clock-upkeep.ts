/** The clock while the gateway runs: its highest time is kept, and a jump is told once. */
import { logTexts } from '../../base/log-texts.ts'
import type { Clock, ClockStatus } from '../../operations/clock.ts'
import type { Log } from '../../operations/log.ts'
import type { ClockStore } from '../../store/clock-store.ts'

interface ClockParts {
  readonly clock: Clock
  readonly store: ClockStore
  readonly log: Pick<Log, 'warn' | 'info'>
}

/** What is done now and then. */
export interface ClockUpkeep {
  /** Looks whether it jumped; cheap. */
  look(): void
  /** Keeps the highest time, unless it was reset meanwhile. Never rejects: what is not kept now is kept the next time. */
  keep(): Promise<void>
}

/** Takes over the highest time of an earlier run, and keeps this one's: a run may be short. */
export async function startClockUpkeep({ clock, store, log }: ClockParts): Promise<ClockUpkeep> {
  let kept = await store.highest()
  clock.raise(kept)
  const keep = async (): Promise<void> => {
    const stored = await store.highest()
    // Lower than it was: somebody reset it, and says that the machine's clock is right.
    if (stored < kept) clock.forget()
    const at = clock.now()
    await store.keep(at)
    kept = Math.max(stored, Math.floor(at))
  }
  await keep()
  return {
    look: lookOver({ clock, log }),
    keep: () =>
      keep().catch((fout: unknown) => {
        log.warn({ fout }, logTexts.clockNotKept)
      }),
  }
}

/** Tells each change once. */
function lookOver({ clock, log }: Pick<ClockParts, 'clock' | 'log'>): () => void {
  let said: ClockStatus['staat'] = 'goed'
  return () => {
    const { staat, melding } = clock.status()
    if (staat === said) return
    said = staat
    if (melding === undefined) log.info({}, logTexts.clockRight)
    else log.warn({ klok: staat }, melding)
  }
}

/** The same for a gateway that runs by the machine's clock; undefined for one that does not (tests). */
export const clockUpkeepOf = (
  { clock, log }: { readonly clock?: Clock; readonly log: ClockParts['log'] },
  store: ClockStore,
): Promise<ClockUpkeep | undefined> =>
  clock === undefined ? Promise.resolve(undefined) : startClockUpkeep({ clock, store, log })
