/**
 * Which CA a source's list turned out to be of, remembered across restarts: until an address answers
 * again, it is known whose list is missing.
 */
import { sha256Hex } from '../base/hash.ts'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Bindings {
  /** The key id of the CA, or undefined when it is not known. */
  recall(source: string): Promise<string | undefined>
  /** Never throws: what is not remembered is found again. */
  remember(source: string, keyId: string): Promise<void>
}

/** Bindings in a folder; undefined: nothing is remembered. */
export function createBindings(cacheDir: string | undefined): Bindings {
  const fileOf = (dir: string, source: string): string => join(dir, `${sha256Hex(source)}.bron`)
  return {
    recall: async (source) => {
      if (cacheDir === undefined) return undefined
      const text = await readFile(fileOf(cacheDir, source), 'utf8').catch(() => '')
      return /^[0-9a-f]{64}$/.test(text) ? text : undefined
    },
    remember: async (source, keyId) => {
      if (cacheDir === undefined) return
      try {
        await mkdir(cacheDir, { recursive: true, mode: 0o700 })
        const draft = `${fileOf(cacheDir, source)}.${randomUUID()}.tmp`
        await writeFile(draft, keyId, { mode: 0o600 })
        await rename(draft, fileOf(cacheDir, source))
      } catch {
        // without it a restart knows less, and refuses more
      }
    },
  }
}
