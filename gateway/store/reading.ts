import { Refusal } from '../errors.ts'
import { isBroken, isBusy, isUnavailable, withoutValues } from './database-faults.ts'

/** A server that restarts breaks every connection of a pool at once, and each shows by being asked. */
const mostBroken = 10

/**
 * What a question to the database gives, asked once more when it did not answer, and over again as long as what it
 * was asked over turns out to be broken. When it does not answer it is SL505, without the values asked for. The
 * question may run more than once.
 */
export async function answering<T>(question: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await question()
    } catch (error) {
      if (!mayAskAgain(error, tries)) throw new Refusal('SL505', { cause: withoutValues(error) })
    }
}

const mayAskAgain = (error: unknown, tries: number): boolean =>
  isUnavailable(error) && !isBusy(error) && tries < (isBroken(error) ? mostBroken : 1)
