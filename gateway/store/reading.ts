import { Refusal } from '../errors.ts'
import { withoutValues } from './database.ts'

/** What a question to the database gives; when it does not answer, SL505 without the values asked for. */
export async function answering<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    throw new Refusal('SL505', { cause: withoutValues(error) })
  }
}
