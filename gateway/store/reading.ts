import { Refusal } from '../errors.ts'
import { isBusy, isUnavailable, withoutValues } from './database-faults.ts'

/**
 * What a question to the database gives, asked once more when its connection turned out to be broken: a
 * server that restarts breaks every connection of the pool. When it does not answer it is SL505, without
 * the values asked for. The question may run twice.
 */
export async function answering<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question().catch((error: unknown) => {
      if (isBusy(error) || !isUnavailable(error)) throw error
      return question()
    })
  } catch (error) {
    throw new Refusal('SL505', { cause: withoutValues(error) })
  }
}
