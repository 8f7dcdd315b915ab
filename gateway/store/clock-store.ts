/** The highest time seen, kept across restarts. */
import type { Database } from './database.ts'
import { answering } from './reading.ts'
import { firstOf } from './rows.ts'

export interface ClockStore {
  /** Milliseconds since the epoch; 0 when none was kept. */
  highest(): Promise<number>
  /** Keeps a time, unless a higher one is kept. */
  keep(at: number): Promise<void>
  /** Forgets it (`sluis clock reset`): a gateway that runs sees that and takes its own clock as right. */
  reset(): Promise<void>
}

export function makeClockStore({ writer: db, flush }: Database): ClockStore {
  return {
    highest: () =>
      answering(async () => {
        const row = await firstOf(db('klok').where('id', 1).first())
        return Number(row?.['highest'] ?? 0)
      }),
    keep: async (at) => {
      const highest = Math.floor(at)
      await answering(() =>
        db('klok').where('id', 1).where('highest', '<', highest).update({ highest }),
      )
    },
    reset: async () => {
      await answering(() => db('klok').where('id', 1).update({ highest: 0 }))
      await flush()
    },
  }
}
