/** Loads the files of a set as one state of them. */
import { setTimeout as delay } from 'node:timers/promises'
import type { InstantieCache } from './instanties/load-instanties.ts'
import { loadPolicy } from './load.ts'
import type { LoadOptions, LoadResult } from './load.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import { blocksSomebody } from './read-blokkades.ts'
import { fileClock, marksOf, mayHaveChanged, sameMarks } from './files/watch.ts'
import type { Marks } from './files/watch.ts'

export interface Loaded {
  readonly result: LoadResult
  readonly marks: Marks
  /** Whether a file may have changed unseen right after it was read: then it is read once more. */
  readonly unsure: boolean
}

const settleMs = 50
const mostSettles = 5
const mostTries = 3

/** Of which folder, and how each set of it is judged. */
type SteadyOptions = Omit<LoadOptions, 'cache' | 'blocksInForce'> & { readonly dir: string }

interface Known {
  readonly marks: Marks
  /** In force. */
  readonly set: PolicySet | undefined
}

/** At the start. */
export const nothingLoaded: Known = { marks: new Map(), set: undefined }

/**
 * Loads once the files are at rest, and again when they changed meanwhile: an editor writes in steps, and
 * a set must not be half of the old and half of the new.
 */
export async function loadSteadily(
  options: SteadyOptions,
  cache: InstantieCache,
  { marks: known, set }: Known,
): Promise<Loaded> {
  const blocksInForce = set !== undefined && blocksSomebody(set.policy.blokkades)
  for (let tries = 1; ; tries += 1) {
    const before = await settled(options.dir, known.keys())
    const readAt = fileClock()
    const result = await loadPolicy(options.dir, { ...options, cache, blocksInForce })
    const read = 'set' in result ? result.set.files : result.files
    const marks = await marksOf(options.dir, [...read.keys(), ...before.keys()])
    const steady = [...before].every(([name, mark]) => marks.get(name) === mark)
    const unsure = [...marks.values()].some((mark) => mayHaveChanged(mark, readAt))
    if (steady || tries === mostTries) return { result, marks, unsure }
  }
}

/** The marks once they stay the same for a moment. */
async function settled(dir: string, others: Iterable<string>): Promise<Marks> {
  const names = [...others]
  let marks = await marksOf(dir, names)
  for (let tries = 0; tries < mostSettles; tries += 1) {
    await delay(settleMs)
    const again = await marksOf(dir, names)
    if (sameMarks(marks, again)) break
    marks = again
  }
  return marks
}
