/** What who is told to come back does. */
import { setTimeout as delay } from 'node:timers/promises'

/** How long a gateway that is too busy (SL503) tells to wait. */
const retryAfterMs = 1_000

/**
 * Asks again while the answer is that nothing was taken (503): of many requests at once a gateway sheds what it would
 * keep waiting for longer than a second, and on a machine that is busy with other tests too that may be any of them.
 */
export async function untilTaken<A extends { readonly status: number }>(
  ask: () => Promise<A>,
): Promise<A> {
  for (;;) {
    const answer = await ask()
    if (answer.status !== 503) return answer
    await delay(retryAfterMs)
  }
}
