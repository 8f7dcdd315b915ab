/** Remembers what a slow source answered, and for how long that may be used when it does not answer. */
import { BoundedMap } from '../base/bounded-map.ts'

/** How long answers count, in milliseconds. */
export interface Ages {
  /** An answer of at most this age is used without asking. */
  readonly freshMs: number
  /** The same for "there is none", which may end any moment. */
  readonly freshNoneMs: number
  /** When asking fails, an answer of at most this age is used; "there is none" never is. */
  readonly staleMs: number
  /** After an outage nobody asks for this long. */
  readonly restMs: number
}

interface CacheParts<T, Key> {
  /** Asks the source; undefined: there is none. Rejects when it could not be asked. */
  readonly ask: (key: Key) => Promise<T | undefined>
  /** Whether a failure means that the source does not answer at all, whatever is asked. */
  readonly isOutage: (error: unknown) => boolean
  readonly ages: Ages
  /** Epoch ms. */
  readonly now: () => number
  /** Told of every failure, and whether an older answer took its place. */
  readonly onFailure: (error: unknown, ageMs: number | undefined) => void
}

interface Remembered<T> {
  readonly value: T | undefined
  readonly at: number
}

const maxRemembered = 20_000

/** A look-up in front of `ask`. Questions for one key at one time are asked once. */
export function makeLookup<T, Key extends string>(
  parts: CacheParts<T, Key>,
): (key: Key) => Promise<T | undefined> {
  const remembered = new BoundedMap<Key, Remembered<T>>(maxRemembered)
  const asking = new Map<Key, Promise<T | undefined>>()
  let outage: { readonly at: number; readonly error: unknown } = { at: -Infinity, error: undefined }

  const refresh = async (key: Key): Promise<T | undefined> => {
    const value = await parts.ask(key)
    remembered.set(key, { value, at: parts.now() })
    return value
  }

  const instead = (key: Key, error: unknown): T => {
    const known = remembered.get(key)
    const ageMs = known?.value === undefined ? undefined : ageOf(known, parts.now())
    const usable = ageMs !== undefined && ageMs <= parts.ages.staleMs
    parts.onFailure(error, usable ? ageMs : undefined)
    if (!usable || known?.value === undefined) throw error
    return known.value
  }

  const ask = async (key: Key): Promise<T | undefined> => {
    if (isWithin(parts.now() - outage.at, parts.ages.restMs)) return instead(key, outage.error)
    try {
      return await refresh(key)
    } catch (error) {
      if (parts.isOutage(error)) outage = { at: parts.now(), error }
      return instead(key, error)
    }
  }

  return (key) => {
    const known = remembered.get(key)
    if (known !== undefined && isFresh(known, parts)) return Promise.resolve(known.value)
    const question =
      asking.get(key) ??
      ask(key).finally(() => {
        asking.delete(key)
      })
    asking.set(key, question)
    return question
  }
}

const isFresh = <T>(
  known: Remembered<T>,
  { ages, now }: Pick<CacheParts<T, never>, 'ages' | 'now'>,
): boolean =>
  isWithin(now() - known.at, known.value === undefined ? ages.freshNoneMs : ages.freshMs)

/** A clock that went back makes nothing fresh, and nothing usable. */
const isWithin = (age: number, limit: number): boolean => age >= 0 && age <= limit

const ageOf = ({ at }: Remembered<unknown>, now: number): number =>
  now >= at ? now - at : Infinity
