import { setTimeout as delay } from 'node:timers/promises'

/** Does `act` every `everyMs` milliseconds, one after the other, until `signal` says stop. It keeps no process going. */
export async function poll(
  everyMs: number,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await delay(everyMs, undefined, { signal, ref: false })
    } catch {
      return
    }
    await act()
  }
}
