/**
 * The lists in use, one per CA key, and a copy of each on disk. A list is only ever replaced by a newer
 * one, also across restarts: the copy on disk is offered first, and judged like any other.
 */
import { join } from 'node:path'
import { readCopy, writeWhole } from './copies.ts'
import type { RevocationList } from './parse-crl.ts'
import { hasAllOf, hasSerial } from './serial-set.ts'

/** Clocks may differ this much (milliseconds) before a list counts as coming from the future. */
export const clockSkewMs = 5 * 60_000

/** How an offered list was received. */
export type Offer =
  | { readonly outcome: 'taken' | 'same' }
  | {
      readonly outcome: 'refused'
      /** One Dutch clause. */
      readonly problem: string
      /** Whether the same list may be good now. */
      readonly mayBeGood?: () => boolean
      /** It is a good list of its CA all the same, though not the one to use. */
      readonly good?: true
    }

export interface Lists {
  get(keyId: string): RevocationList | undefined
  /** Whether any list of this CA has the serial, be it one that was not taken into use. */
  revokes(keyId: string, serial: string): boolean
  /** Notes what addresses (crlDistributionPoints) a certificate of this CA has: who must be covered. */
  saw(keyId: string, crlUrls: readonly string[]): void
  /** Whether a certificate with this address was seen. */
  hasSeen(keyId: string, url: string): boolean
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

const isOn = (list: RevocationList | undefined, serial: string): boolean =>
  list !== undefined && hasSerial(list.serials, serial)

/** An empty set of lists. */
export function createLists(options: ListsOptions): Lists {
  const { now } = options
  const inUse = new Map<string, RevocationList>()
  /** Refused because they cover nobody that was seen; who is on them is revoked all the same. */
  const aside = new Map<string, RevocationList>()
  const { saw, hasSeen, forgetSeen } = createSeen()
  const copies = createCopies(options)

  return {
    get: (keyId) => inUse.get(keyId),
    revokes: (keyId, serial) => isOn(inUse.get(keyId), serial) || isOn(aside.get(keyId), serial),
    saw,
    hasSeen,
    offer: (list, der) => {
      const covers = ({ scope }: RevocationList): boolean =>
        scope?.some((url) => hasSeen(list.keyId, url)) ?? true
      const offer = compare(list, inUse.get(list.keyId), { now, covers })
      if (offer.outcome === 'refused' && offer.mayBeGood !== undefined && !covers(list))
        aside.set(list.keyId, list)
      if (offer.outcome === 'taken') {
        aside.delete(list.keyId)
        inUse.set(list.keyId, list)
        copies.keep(list.keyId, der)
      }
      return offer
    },
    restore: (list) => {
      if (!inUse.has(list.keyId)) inUse.set(list.keyId, list)
    },
    copy: copies.read,
    keepOnly: (keyIds) => {
      for (const keyId of [...inUse.keys(), ...aside.keys()]) {
        if (keyIds.has(keyId)) continue
        inUse.delete(keyId)
        aside.delete(keyId)
        forgetSeen(keyId)
      }
    },
    settled: copies.settled,
  }
}

/** The copies on disk, written one after the other. */
function createCopies({ cacheDir, onCopyFailed }: ListsOptions) {
  let writing: Promise<void> = Promise.resolve()
  return {
    keep: (keyId: string, der: Uint8Array): void => {
      if (cacheDir === undefined) return
      const path = join(cacheDir, `${keyId}.crl`)
      writing = writing
        .then(() => writeWhole(path, der))
        .catch((error: unknown) => {
          onCopyFailed(path, error)
        })
    },
    read: async (keyId: string): Promise<Uint8Array | undefined> => {
      if (cacheDir === undefined) return undefined
      const path = join(cacheDir, `${keyId}.crl`)
      return readCopy(path).catch((error: unknown) => {
        onCopyFailed(path, error)
        return undefined
      })
    },
    settled: () => writing,
  }
}

/** Whether a list says, at a moment, everything that is revoked then. */
export const isCurrent = (list: RevocationList, at: number): boolean =>
  list.thisUpdate - clockSkewMs <= at && at < list.nextUpdate

/** More addresses than any CA has; each is one that a CA signed. */
const mostUrls = 1000

/** The addresses of the certificates that were seen, per CA. */
function createSeen() {
  const seen = new Map<string, Set<string>>()
  const hasSeen = (keyId: string, url: string): boolean => seen.get(keyId)?.has(url) === true
  return {
    hasSeen,
    saw: (keyId: string, crlUrls: readonly string[]): void => {
      for (const url of crlUrls) {
        if (hasSeen(keyId, url)) continue
        const urls = seen.get(keyId) ?? new Set()
        if (urls.size < mostUrls) seen.set(keyId, urls.add(url))
      }
    },
    forgetSeen: (keyId: string): void => void seen.delete(keyId),
  }
}

interface Judging {
  readonly now: () => number
  /** Whether a list says something of a certificate that was seen. */
  readonly covers: (list: RevocationList) => boolean
}

function compare(
  list: RevocationList,
  held: RevocationList | undefined,
  { now, covers }: Judging,
): Offer {
  if (list.sha256 === held?.sha256) return { outcome: 'same' }
  if (list.thisUpdate > now() + clockSkewMs) {
    const problem = 'de lijst begint in de toekomst; klopt de klok van deze machine?'
    return { outcome: 'refused', problem, mayBeGood: () => now() >= list.thisUpdate - clockSkewMs }
  }
  if (held === undefined) return { outcome: 'taken' }
  const order = orderOf(list, held)
  if (order < 0)
    return refusedAsOlder('de lijst is ouder dan de lijst die al in gebruik is', list, held)
  if (order === 0 && !hasAllOf(list.serials, held.serials))
    return refusedAsOlder('een andere lijst van hetzelfde moment is al in gebruik', list, held)
  if (!covers(list) && covers(held)) return refusedAsElsewhere(list, () => covers(list))
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
  good: true,
})

/** A list for an address that nobody has would leave everybody unknown: what covers them stays. */
const refusedAsElsewhere = ({ scope = [] }: RevocationList, mayBeGood: () => boolean): Offer => ({
  outcome: 'refused',
  problem: `de lijst geldt alleen voor ${scope.join(', ')}, en dat adres staat in geen certificaat dat is gezien; de vorige lijst blijft in gebruik`,
  mayBeGood,
  good: true,
})

const named = ({ number, thisUpdate }: RevocationList): string =>
  `nummer ${number?.toString() ?? '(geen)'} van ${new Date(thisUpdate).toISOString()}`
