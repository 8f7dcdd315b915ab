/**
 * Who a responder said is revoked, and when. As with lists only news lifts that, also after a restart and in another
 * process of this machine: each is a file in the cache folder, which only ever makes somebody refused.
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './copies.ts'
import { errorCode } from '../base/thrown.ts'

export interface RevokedAnswers {
  /** thisUpdate of the answer that said so; undefined: none did. */
  since(keyId: string, serial: string): number | undefined
  /** Kept before anything else happens by it; a file that cannot be written is told of. */
  add(keyId: string, serial: string, thisUpdate: number): void
  /** A newer answer says otherwise. */
  lift(keyId: string, serial: string): void
  /** Takes over what an earlier run, or another process, keeps. */
  load(): Promise<void>
  /** When everything is on disk. */
  settled(): Promise<void>
}

export interface RevokedAnswersOptions {
  /** Undefined: nothing is kept on disk. */
  readonly cacheDir: string | undefined
  /** Told when a file cannot be written, read or removed. */
  readonly onFailed: (path: string, error: unknown) => void
}

export function createRevokedAnswers(options: RevokedAnswersOptions): RevokedAnswers {
  const known = new Map<string, number>()
  const files = filesIn(options)
  return {
    since: (keyId, serial) => known.get(`${keyId}-${serial}`),
    add: (keyId, serial, thisUpdate) => {
      const key = `${keyId}-${serial}`
      if (known.get(key) === thisUpdate) return
      known.set(key, thisUpdate)
      files.write(key, thisUpdate)
    },
    lift: (keyId, serial) => {
      const key = `${keyId}-${serial}`
      if (known.delete(key)) files.remove(key)
    },
    load: async () => {
      for (const [key, thisUpdate] of await files.besides(known))
        known.set(key, Math.max(thisUpdate, known.get(key) ?? 0))
    },
    settled: files.settled,
  }
}

/** One file for each, written one after the other. */
function filesIn({ cacheDir, onFailed }: RevokedAnswersOptions) {
  const folder = join(cacheDir ?? '', 'ocsp-ingetrokken')
  let working: Promise<void> = Promise.resolve()
  let isTold = false
  /** For want of descriptors it is read again; a folder that may not be read is told of once, as copies of lists are. */
  const namesIn = (path: string): Promise<readonly string[]> =>
    readNames(path).catch((error: unknown) => {
      if (['EMFILE', 'ENFILE'].includes(errorCode(error) ?? '')) throw error
      if (!isTold) onFailed(path, error)
      isTold = true
      return []
    })
  const then = (path: string, work: () => Promise<void>): void => {
    if (cacheDir === undefined) return
    working = working.then(work).catch((error: unknown) => {
      onFailed(path, error)
    })
  }
  return {
    write: (key: string, thisUpdate: number): void => {
      const path = join(folder, key)
      then(path, () => writeWhole(path, Buffer.from(String(thisUpdate))))
    },
    remove: (key: string): void => {
      const path = join(folder, key)
      then(path, () => rm(path, { force: true }))
    },
    /** Those not known yet: it is looked for several times a second. */
    besides: async (
      known: ReadonlyMap<string, number>,
    ): Promise<readonly (readonly [key: string, thisUpdate: number])[]> => {
      if (cacheDir === undefined) return []
      await working
      const all = await namesIn(folder)
      const names = all.filter((name) => !name.endsWith('.tmp') && !known.has(name))
      return Promise.all(names.map(async (name) => [name, await readMoment(join(folder, name))]))
    },
    settled: () => working,
  }
}

async function readNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/** What cannot be read says that somebody was revoked, and no more: only an answer of now may lift it. */
async function readMoment(path: string): Promise<number> {
  const moment = Number(await readFile(path, 'utf8').catch(() => ''))
  return Number.isSafeInteger(moment) && moment > 0 ? moment : 1
}
