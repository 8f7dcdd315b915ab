/**
 * Which CA a source's list turned out to be of, remembered across restarts: until an address answers
 * again, it is known whose list is missing.
 */
import { sha256Hex } from '../base/hash.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './copies.ts'

export interface Bindings {
  /** The key id of the CA, or undefined when it is not known. */
  recall(source: string): Promise<string | undefined>
  /** Writes down what is new of it, one after the other. Never fails: what is not remembered is found again. */
  remember(source: string, keyId: string): void
  /** When all that is to be remembered is written. */
  settled(): Promise<void>
}

/** Bindings in a folder; undefined: nothing is remembered. */
export function createBindings(cacheDir: string | undefined): Bindings {
  if (cacheDir === undefined)
    return {
      recall: () => Promise.resolve(undefined),
      remember: () => undefined,
      settled: () => Promise.resolve(),
    }
  const known = new Map<string, string>()
  let writing: Promise<void> = Promise.resolve()
  const fileOf = (source: string): string => join(cacheDir, `${sha256Hex(source)}.bron`)
  return {
    recall: async (source) => {
      const text = await readFile(fileOf(source), 'utf8').catch(() => '')
      return /^[0-9a-f]{64}$/.test(text) ? text : undefined
    },
    remember: (source, keyId) => {
      if (known.get(source) === keyId) return
      known.set(source, keyId)
      writing = writing
        .then(() => writeWhole(fileOf(source), Buffer.from(keyId)))
        // Without it a restart knows less, and refuses more.
        .catch(() => void known.delete(source))
    },
    settled: () => writing,
  }
}
