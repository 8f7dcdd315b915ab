/** The instanties of all files, as one map. Files that did not change since the last time are not read again. */
import { join } from 'node:path'
import type { AgbCode } from '../../identity/agb-code.ts'
import { openPolicyFile } from '../files/loading.ts'
import type { Loading } from '../files/loading.ts'
import { openFile } from '../files/find-files.ts'
import { readItems } from '../files/read-items.ts'
import type { TakeItem } from '../files/read-items.ts'
import { placeInList } from '../files/item-places.ts'
import type { PolicyFile } from '../files/policy-file.ts'
import type { Instantie } from '../../decision/instantie.ts'
import type { Problem } from '../../decision/problem.ts'
import { readInstantie } from './read-instantie.ts'
import { newShared } from './shared-values.ts'
import type { InstantieContext, RawInstantie } from './raw-instantie.ts'
import { fileClock, markOf, mayHaveChanged } from '../files/watch.ts'

/** What one file came to. */
interface FileResult {
  readonly hash: string
  /** Mark of the file when it was read; undefined when it may have changed unseen since. */
  readonly mark: string | undefined
  /** What it was read against. */
  readonly context: string
  /** By index in the list; undefined where the item had a problem. */
  readonly instanties: readonly (Instantie | undefined)[]
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Results by file name, kept from one loading to the next. */
export type InstantieCache = Map<string, FileResult>

interface Options {
  readonly cache: InstantieCache
  readonly context: Omit<InstantieContext, 'shared'>
  /** Names everything of the set that an instantie is read against. */
  readonly contextKey: string
}

export async function loadInstanties(
  loading: Loading,
  names: readonly string[],
  options: Options,
): Promise<ReadonlyMap<AgbCode, Instantie>> {
  const results = new Map<string, FileResult>()
  for (const name of names) {
    const result = await resultOf(loading, name, options)
    if (result === undefined) continue
    results.set(name, result)
    for (const problem of result.problems) loading.problems.push(problem)
    for (const warning of result.warnings) loading.warnings.push(warning)
  }
  options.cache.clear()
  for (const [name, result] of results) options.cache.set(name, result)
  return merge(loading, results)
}

async function resultOf(
  loading: Loading,
  name: string,
  options: Options,
): Promise<FileResult | undefined> {
  const known = options.cache.get(name)
  const mark = await markOf(join(loading.dir, name))
  if (known?.mark === mark && known.context === options.contextKey) {
    loading.hashes.set(name, known.hash)
    return known
  }
  const readAt = fileClock()
  const file = await openPolicyFile(loading, name)
  if (file === undefined) return undefined
  const result = await readResult(loading, file, options)
  return { ...result, mark: mayHaveChanged(mark, readAt) ? undefined : mark }
}

async function readResult(
  loading: Loading,
  file: PolicyFile,
  { cache, context, contextKey }: Options,
): Promise<Omit<FileResult, 'mark'>> {
  const known = cache.get(file.name)
  if (known?.hash === file.hash && known.context === contextKey) return known
  const instanties: (Instantie | undefined)[] = []
  const start = (): TakeItem<RawInstantie> => {
    const reading = { ...context, shared: newShared() }
    instanties.length = 0
    return (raw, index, { again }) => {
      const { instantie, faults, warnings } = readInstantie(raw, reading, again)
      if (instantie !== undefined) instanties[index] = instantie
      return { faults, warnings }
    }
  }
  const read = await readItems(file, 'instantie', { start, breathe: loading.breathe })
  return { ...read, hash: file.hash, context: contextKey, instanties }
}

async function merge(
  loading: Loading,
  results: ReadonlyMap<string, FileResult>,
): Promise<ReadonlyMap<AgbCode, Instantie>> {
  const merged = new Map<AgbCode, Instantie>()
  for (const [name, { instanties }] of results) {
    for (let index = 0; index < instanties.length; index += 1) {
      const instantie = instanties[index]
      if (instantie === undefined) continue
      const { agbCode } = instantie
      if (merged.has(agbCode))
        loading.problems.push(await tellDouble(loading, results, { name, index, agbCode }))
      else merged.set(agbCode, instantie)
    }
    await loading.breathe()
  }
  return merged
}

interface Double {
  readonly name: string
  readonly index: number
  readonly agbCode: AgbCode
}

async function tellDouble(
  loading: Loading,
  results: ReadonlyMap<string, FileResult>,
  { name, index, agbCode }: Double,
): Promise<Problem> {
  const first = await placeOf(loading, findFirst(results, agbCode))
  const here = await placeOf(loading, { name, index })
  const melding = `AGB-code ${agbCode} staat er twee keer, ook op ${first.file}:${first.line}`
  return { ...here, melding }
}

function findFirst(
  results: ReadonlyMap<string, FileResult>,
  agbCode: AgbCode,
): { readonly name: string; readonly index: number } {
  for (const [name, { instanties }] of results) {
    const index = instanties.findIndex((instantie) => instantie?.agbCode === agbCode)
    if (index >= 0) return { name, index }
  }
  return { name: '', index: 0 }
}

async function placeOf(
  { dir, breathe }: Loading,
  { name, index }: { readonly name: string; readonly index: number },
): Promise<Pick<Problem, 'file' | 'line' | 'column'>> {
  const file = await openFile(dir, name)
  return 'problems' in file
    ? { file: name, line: 1, column: 1 }
    : { file: file.file, ...(await placeInList(file, { index, path: ['agbCode'], breathe })) }
}
