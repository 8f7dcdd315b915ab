import { setTimeout as sleep } from 'node:timers/promises'

/** When an address is asked again. Times are milliseconds. */
export interface RefreshOptions {
  /** A list that is current is asked for again after at most this long. */
  readonly refreshMs: number
  /** First pause after a failure; each next one doubles it. */
  readonly retryMs: number
  readonly maxRetryMs: number
}

/** How the last attempt left things. */
export interface FetchAttempt {
  /** Failures in a row; a list that is out of date counts as one. */
  readonly failures: number
  /** How long the list in use still lasts. */
  readonly leftMs: number
}

/**
 * The pause until the next attempt. While all is well: halfway to the end of the list, or sooner. After
 * failures: doubling. `random` (0 to 1) spreads it, so that many gateways do not ask at once.
 */
export function pauseMs(
  { failures, leftMs }: FetchAttempt,
  { refreshMs, retryMs, maxRetryMs }: RefreshOptions,
  random: number,
): number {
  if (failures > 0)
    return Math.min(maxRetryMs, retryMs * 2 ** Math.min(failures - 1, 30)) * (0.5 + random / 2)
  return Math.max(retryMs, Math.min(refreshMs, leftMs / 2) * (0.9 + random / 10))
}

/** Waits, or returns at once when the signal is given. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // what is longer than 31 bits would fire at once
  await sleep(Math.min(ms, 0x7fffffff), undefined, { signal }).catch(() => undefined)
}
