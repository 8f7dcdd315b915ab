/**
 * When a delivery is tried again, and what an answer means for it (contract part two, 13). Pure: the moment and the
 * chance are arguments.
 */
import type { Settlement } from '../store/aflevering.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** How long after the first attempts that failed; after these it is every hour. */
const pauses = [5 * second, 15 * second, minute, 5 * minute, 15 * minute]

/** Each pause is made longer or shorter by at most a fifth, so that what failed together does not return together. */
const spread = 0.2

/** How long the pause after the nth attempt is. `chance` is at least 0 and below 1. */
export function pauseAfter(attempt: number, chance: number): number {
  const pause = pauses[attempt - 1] ?? hour
  return Math.round(pause * (1 + spread * (2 * chance - 1)))
}

/** What an attempt met: the delivery was taken; refused for good; or may succeed later. */
export type Attempt =
  | { readonly kind: 'afgeleverd' }
  | { readonly kind: 'geweigerd'; readonly code: string }
  | { readonly kind: 'later'; readonly code: string; readonly retryAfterMs?: number }

export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number
  readonly chance: number
}

/** What becomes of a delivery after an attempt. Its time is over when the next would come after `validUntil`. */
export function settlementOf(
  attempt: Attempt,
  { attempts, validUntil }: { readonly attempts: number; readonly validUntil: number },
  { at, chance }: Moment,
): Settlement {
  if (attempt.kind === 'afgeleverd') return { kind: 'afgeleverd' }
  if (attempt.kind === 'geweigerd') return { kind: 'dood', code: attempt.code }
  const asked = Math.min(attempt.retryAfterMs ?? 0, hour)
  const nextAt = at + Math.max(pauseAfter(attempts, chance), asked)
  if (at >= validUntil) return { kind: 'dood', code: attempt.code }
  // The last try is at the end of its time, not before it.
  return { kind: 'opnieuw', code: attempt.code, nextAt: Math.min(nextAt, validUntil) }
}

const delivered: ReadonlySet<number> = new Set([200, 201, 202, 204])
const temporary: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * What an answer means. 409 to a repeat says that the upstream received and kept this key earlier; to a first attempt
 * it is a refusal like every other 4xx.
 */
export function attemptOf(
  status: number,
  { attempts, retryAfterMs }: { readonly attempts: number; readonly retryAfterMs?: number },
): Attempt {
  if (delivered.has(status) || (status === 409 && attempts > 1)) return { kind: 'afgeleverd' }
  if (status >= 400 && status < 500 && !temporary.has(status))
    return { kind: 'geweigerd', code: 'SL506' }
  return { kind: 'later', code: 'SL501', ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

/** How long `Retry-After` asks to wait (RFC 9110 10.2.3: seconds or a date); undefined when it says nothing sound. */
export function readRetryAfter(text: string | undefined, at: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text) * second
  const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - at)
}
