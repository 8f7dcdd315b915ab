/** What is gathered while a set is loaded: its files with their hashes, and what is wrong with them. */
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { KeyRules } from '../../certificate/key-access.ts'
import type { Problem } from '../../decision/problem.ts'
import { isAbsent, openFile, unreadable } from './find-files.ts'
import { policyFile } from './policy-file.ts'
import type { PolicyFile, Whole } from './policy-file.ts'
import type { Breathe } from '../yaml/decode.ts'

/** What is gathered while a set is loaded. */
export interface Loading {
  readonly dir: string
  /** Moment of loading, ms since the epoch. */
  readonly at: number
  readonly problems: Problem[]
  readonly warnings: Problem[]
  /** As {@link PolicySet.idle}; warnings too. */
  readonly idle: Problem[]
  /** SHA-256 of every file that was read, by name. */
  readonly hashes: Map<string, string>
  readonly breathe: Breathe
  /** Who may read the keys that a set names. */
  readonly keyRules: KeyRules
  /** Host names of Sluis itself, with the setting that gives each. */
  readonly ownHosts: ReadonlyMap<string, string>
  /** What is in force blocks somebody: a list of blocks that is gone was not taken away on purpose. */
  readonly blocksInForce: boolean
}

/** Opens a file of the folder and notes its hash, or notes why that cannot be. */
export async function openPolicyFile(
  loading: Loading,
  name: string,
): Promise<PolicyFile | undefined> {
  const file = await openFile(loading.dir, name)
  if ('problems' in file) {
    loading.problems.push(...file.problems)
    return undefined
  }
  loading.hashes.set(name, file.hash)
  return file
}

/** A file that was read, or notes why it could not be. */
export function readWholeFile<T>(
  loading: Loading,
  result: Whole<T> | { readonly problems: readonly Problem[] },
): Whole<T> | undefined {
  if (!('problems' in result)) {
    loading.warnings.push(...result.warnings)
    return result
  }
  loading.problems.push(...result.problems)
  return undefined
}

/** A file of a CA, key or logo is part of the set: its hash is noted under its path from the policy folder. */
export async function openNamed(loading: Loading, path: string): Promise<Buffer | undefined> {
  const name = relative(loading.dir, path)
  try {
    const file = await policyFile(path, name, await readFile(path))
    loading.hashes.set(name, file.hash)
    return file.bytes
  } catch (error) {
    loading.hashes.set(name, 'ontbreekt')
    if (!isAbsent(error)) loading.problems.push(unreadable(path, error, 'het bestand'))
    return undefined
  }
}
