import { isBusy } from './database-faults.ts'

/** What a transaction gives, tried again while another process holds SQLite's lock, for `patienceMs`. */
export async function whenFree<T>(
  transaction: () => Promise<T>,
  patienceMs: number,
  clock: () => number = () => performance.now(),
): Promise<T> {
  const until = clock() + patienceMs
  for (;;) {
    try {
      return await transaction()
    } catch (error) {
      if (!isBusy(error) || clock() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
