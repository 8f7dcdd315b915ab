import { randomBytes } from 'node:crypto'
import type { Profile } from '../identity/profile.ts'
import type { Notice } from './freshness.ts'

/** How revocation is kept up to date. Times are milliseconds. */
export interface RevocationOptions {
  readonly profiles: readonly Profile[]
  /** Folder for the last good lists; undefined: a restart begins with nothing. */
  readonly cacheDir: string | undefined
  readonly now?: () => number
  /** Milliseconds that only go up, for lives and pauses. */
  readonly clock?: () => number
  /** 0 to 1, to spread what is fetched. */
  readonly random?: () => number
  /** 32 octets that nobody can guess. */
  readonly nonce?: () => Buffer
  /** Told of lists that come in, are refused, and are about to end. */
  readonly onNotice?: (notice: Notice) => void
  /** How often files are looked at. */
  readonly pollMs?: number
  /** How often an address is asked at least. */
  readonly refreshMs?: number
  readonly retryMs?: number
  readonly maxRetryMs?: number
  /** Time for one list, body included, and for one OCSP question. */
  readonly fetchTimeoutMs?: number
  readonly ocspTimeoutMs?: number
  /** How long `ready` waits for addresses. */
  readonly readyTimeoutMs?: number
  readonly maxFetchBytes?: number
  readonly maxFileBytes?: number
  readonly ocspMaxCacheMs?: number
  readonly ocspMaxAgeMs?: number
  /** The HTTP proxy that addresses and responders are asked through; undefined: none. */
  readonly proxy?: string | undefined
  /** False: addresses are not asked (policy check). */
  readonly online?: boolean
  /** The compiled reader of large lists; see list-parser. */
  readonly workerFile?: string | undefined
}

/** The options with everything filled in. */
export type RevocationSettings = Required<Omit<RevocationOptions, 'profiles'>>

const mebibyte = 1024 * 1024
const minute = 60_000

/** The defaults. A file is seen within 300 ms, an address asked every hour. */
export const withDefaults = (options: RevocationOptions): RevocationSettings => ({
  // eslint-disable-next-line no-restricted-properties -- the default of a real run; tests give theirs
  now: Date.now,
  clock: () => performance.now(),
  // eslint-disable-next-line no-restricted-properties -- spreads what is asked; nothing is secret by it
  random: Math.random,
  nonce: () => randomBytes(32),
  onNotice: () => undefined,
  pollMs: 300,
  refreshMs: 60 * minute,
  retryMs: 5000,
  maxRetryMs: 5 * minute,
  fetchTimeoutMs: 30_000,
  ocspTimeoutMs: 3000,
  readyTimeoutMs: 5000,
  maxFetchBytes: 64 * mebibyte,
  maxFileBytes: 256 * mebibyte,
  ocspMaxCacheMs: 60 * minute,
  // PKIoverheid and the UZI-register let a revocation take effect within four hours
  ocspMaxAgeMs: 240 * minute,
  proxy: undefined,
  online: true,
  workerFile: undefined,
  ...options,
})
