/**
 * The lists in use, one per CA key, and a copy of each on disk. A list is only ever replaced by a newer
 * one, also across restarts: the copy on disk is offered first, and judged like any other.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './error-code.ts'
import type { RevocationList } from './parse-crl.ts'
import { hasAllOf } from './serial-set.ts'

/** Clocks may differ this much (milliseconds) before a list counts as coming from the future. */
export const clockSkewMs = 5 * 60_000

/** How an offered list was received. */
export type Offer =
  | { readonly outcome: 'taken' | 'same' }
  | {
      readonly outcome: 'refused'
      /** One Dutch clause. */
      readonly problem: string
      /** The moment from which the same list may be good. */
      readonly retryAt?: number
      /** It is an older list than the one in use. */
      readonly older?: true
    }

export interface Lists {
  get(keyId: string): RevocationList | undefined
  /** Puts a list in use unless it is older or from the future. `der` goes to the disk. */
  offer(list: RevocationList, der: Uint8Array): Offer
  /** Puts a copy from disk in use, if nothing is yet; it was in use before, so its age does not matter. */
  restore(list: RevocationList): void
  /** The copy on disk that an earlier run left for this key. */
  copy(keyId: string): Promise<Uint8Array | undefined>
  /** Forgets lists of other keys; their copies stay. */
  keepOnly(keyIds: ReadonlySet<string>): void
  /** When everything taken so far is on disk. */
  settled(): Promise<void>
}

export interface ListsOptions {
  /** Undefined: nothing is kept on disk. */
  readonly cacheDir: string | undefined
  readonly now: () => number
  /** Told when a copy cannot be written or read; the list stays in use. */
  readonly onCopyFailed: (path: string, error: unknown) => void
}

/** An empty set of lists. */
export function createLists({ cacheDir, now, onCopyFailed }: ListsOptions): Lists {
  const inUse = new Map<string, RevocationList>()
  let writing: Promise<void> = Promise.resolve()

  const keepCopy = (keyId: string, der: Uint8Array): void => {
    if (cacheDir === undefined) return
    const path = join(cacheDir, `${keyId}.crl`)
    writing = writing
      .then(() => writeWhole(cacheDir, path, der))
      .catch((error: unknown) => {
        onCopyFailed(path, error)
      })
  }

  return {
    get: (keyId) => inUse.get(keyId),
    offer: (list, der) => {
      const offer = compare(list, inUse.get(list.keyId), now())
      if (offer.outcome === 'taken') {
        inUse.set(list.keyId, list)
        keepCopy(list.keyId, der)
      }
      return offer
    },
    restore: (list) => {
      if (!inUse.has(list.keyId)) inUse.set(list.keyId, list)
    },
    copy: async (keyId) => {
      if (cacheDir === undefined) return undefined
      const path = join(cacheDir, `${keyId}.crl`)
      return readCopy(path).catch((error: unknown) => {
        onCopyFailed(path, error)
        return undefined
      })
    },
    keepOnly: (keyIds) => {
      for (const keyId of inUse.keys()) if (!keyIds.has(keyId)) inUse.delete(keyId)
    },
    settled: () => writing,
  }
}

/** Whether a list says, at a moment, everything that is revoked then. */
export const isCurrent = (list: RevocationList, at: number): boolean =>
  list.thisUpdate - clockSkewMs <= at && at < list.nextUpdate

function compare(list: RevocationList, held: RevocationList | undefined, now: number): Offer {
  if (list.sha256 === held?.sha256) return { outcome: 'same' }
  if (list.thisUpdate > now + clockSkewMs) {
    const problem = 'de lijst begint in de toekomst; klopt de klok van deze machine?'
    return { outcome: 'refused', problem, retryAt: list.thisUpdate - clockSkewMs }
  }
  if (held === undefined) return { outcome: 'taken' }
  const order = orderOf(list, held)
  if (order < 0)
    return refusedAsOlder('de lijst is ouder dan de lijst die al in gebruik is', list, held)
  if (order === 0 && !hasAllOf(list.serials, held.serials))
    return refusedAsOlder('een andere lijst van hetzelfde moment is al in gebruik', list, held)
  return { outcome: 'taken' }
}

/**
 * Above 0 when `list` is the newer one, below when it is the older one. Neither the number nor the date may go
 * back; 0 when they do not tell, and then only a list that revokes no less is taken (traps T10).
 */
function orderOf(list: RevocationList, held: RevocationList): number {
  const dates = list.thisUpdate - held.thisUpdate
  if (list.number === undefined || held.number === undefined || list.number === held.number)
    return dates
  return list.number < held.number || dates < 0 ? -1 : 1
}

const refusedAsOlder = (why: string, list: RevocationList, held: RevocationList): Offer => ({
  outcome: 'refused',
  problem: `${why} (${named(list)} tegen ${named(held)})`,
  older: true,
})

const named = ({ number, thisUpdate }: RevocationList): string =>
  `nummer ${number?.toString() ?? '(geen)'} van ${new Date(thisUpdate).toISOString()}`

/** Whole or not at all: a reader never sees half a copy, also when the machine stops. */
async function writeWhole(dir: string, path: string, der: Uint8Array): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(der)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function readCopy(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
