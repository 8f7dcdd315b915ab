import { Readable } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import type { Pace } from './pace.ts'

/** Bytes held between client and upstream, per request. */
const highWaterMark = 64 * 1024

/**
 * The content of a request as a stream for the upstream. It stands between the two because an upstream that
 * answers before it has read everything must not cost the client its connection: when the stream is
 * destroyed, what is left of the content is read and thrown away. A client that breaks off destroys it with
 * an error, so that what arrived never looks complete.
 */
export function bodyStream(request: IncomingMessage, pace: Pace): Readable {
  const body = new Readable({
    highWaterMark,
    read() {
      pace.bodyWaits('client-body')
      request.resume()
    },
    destroy(error, done) {
      detach()
      request.resume()
      done(error)
    },
  })
  // Without a listener of our own, an error after the other side let go would end the process.
  body.on('error', () => undefined)
  request.on('error', () => undefined)

  const onData = (chunk: Buffer): void => {
    pace.came('client-body', chunk.length)
    if (body.push(chunk)) return
    pace.bodyWaits('upstream-room')
    request.pause()
  }
  const onEnd = (): void => {
    detach()
    pace.bodyWaits('upstream-answer')
    body.push(null)
  }
  const onBroken = (): void => {
    body.destroy(new Error('client broke off its request'))
  }
  function detach(): void {
    request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken)
  }

  if (request.destroyed) onBroken()
  else
    request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken).pause()
  return body
}
