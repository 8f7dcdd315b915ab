/** Delivers an opened instroom to its upstream, server to server (contract 5.3). Sent once; never repeated here. */
import { siteLocation } from './location.ts'
import { classify, upstreamRefusal, UpstreamFault } from './fault.ts'
import type { Upstream } from './upstream.ts'

export interface Delivery {
  readonly pool: Upstream
  /** Path that deliveries are posted to. */
  readonly path: string
  /** Origin that the form will have in the browser: an upstream may name its form by it. */
  readonly own: string
  /** Sent as Idempotency-Key, so that the upstream knows a second attempt for what it is. */
  readonly instroomId: string
  /** JSON. */
  readonly body: Buffer
  /** Deadline over connecting, sending and the whole answer. */
  readonly termijnMs: number
  /** More headers, such as X-Request-Id. */
  readonly headers: Readonly<Record<string, string>>
}

/** Most of an answer that is read; it is thrown away, only the Location counts. */
const maxAnswer = 64 * 1024

/**
 * Posts it. Gives the path of the form; rejects with a Refusal: SL502 when the deadline passed, SL501 for
 * everything else, with an UpstreamFault as cause.
 */
export async function deliver(delivery: Delivery): Promise<{ readonly location: string }> {
  const { pool, path, body, instroomId, termijnMs } = delivery
  const signal = AbortSignal.timeout(termijnMs)
  try {
    const answer = await pool.pool.request({
      path,
      method: 'POST',
      headers: {
        ...delivery.headers,
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': instroomId,
      },
      body,
      signal,
    })
    await discard(answer.body)
    const location = locationOf(answer.statusCode, answer.headers['location'], delivery)
    return { location }
  } catch (error) {
    throw upstreamRefusal(faultOfDelivery(error, signal))
  }
}

function faultOfDelivery(error: unknown, signal: AbortSignal): UpstreamFault {
  if (error instanceof UpstreamFault) return error
  if (signal.aborted) return new UpstreamFault('te-laat', true, error)
  const notSent = isConnectError(error)
  return new UpstreamFault(classify(error, !notSent), !notSent, error)
}

/** Errors of connecting, resolving and TLS: nothing of the request went out. */
const isConnectError = (error: unknown): boolean => {
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown }
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true
  return (
    typeof code === 'string' &&
    /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(
      code,
    )
  )
}

async function discard(body: AsyncIterable<Buffer>): Promise<void> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxAnswer) throw new UpstreamFault('antwoord-te-groot', true)
  }
}

function locationOf(
  status: number,
  header: string | string[] | undefined,
  { pool, path, own }: Delivery,
): string {
  if (status >= 500) throw new UpstreamFault('foutstatus', true)
  if ((status !== 200 && status !== 201) || typeof header !== 'string')
    throw new UpstreamFault('ongeldig-antwoord', true)
  const location = siteLocation(header, { upstream: pool.origin, own, path })
  if (location === undefined) throw new UpstreamFault('doorverwijzing-elders', true)
  return location
}
