/** One attempt at delivering to an upstream without a person: the same bytes under the same key each time. */
import { classify, UpstreamFault } from '../forward/fault.ts'
import type { Upstream } from '../forward/upstream.ts'
import { attemptOf, readRetryAfter } from './schedule.ts'
import type { Attempt } from './schedule.ts'

export interface Posting {
  readonly pool: Upstream
  readonly path: string
  /** Idempotency-Key. */
  readonly id: string
  /** JSON. */
  readonly body: Buffer
  /** Which attempt it is, from 1. */
  readonly attempts: number
  /** Epoch milliseconds, for a Retry-After that is a date. */
  readonly at: number
}

/** Most of an answer that is read; it is thrown away. */
const maxAnswer = 64 * 1024

/** Posts it. Never rejects. No redirect is followed and no Location is looked at. */
export async function postMelding({
  pool,
  path,
  id,
  body,
  attempts,
  at,
}: Posting): Promise<Attempt> {
  const signal = AbortSignal.timeout(pool.termijnMs)
  try {
    const answer = await pool.pool.request({
      path,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': id,
      },
      body,
      signal,
    })
    await answer.body.dump({ limit: maxAnswer, signal })
    const header = answer.headers['retry-after']
    const wait = readRetryAfter(typeof header === 'string' ? header : undefined, at)
    return attemptOf(answer.statusCode, {
      attempts,
      ...(wait !== undefined && { retryAfterMs: wait }),
    })
  } catch (error) {
    return { kind: 'later', code: signal.aborted || isLate(error) ? 'SL502' : 'SL501' }
  }
}

const isLate = (error: unknown): boolean =>
  error instanceof UpstreamFault ? error.fault === 'te-laat' : classify(error, true) === 'te-laat'
