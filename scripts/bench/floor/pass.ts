/** How the floor passes an answer on: it holds it until it is whole, and judges nothing of it. */
import type { ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'

/** As long as an identity JWT and a certificate are. */
export const floorHeaders = [
  'sluis-identiteit',
  'x'.repeat(700),
  'client-cert',
  'y'.repeat(900),
] as const

export function passTo(response: ServerResponse): Dispatcher.DispatchHandler {
  const parts: Buffer[] = []
  let status = 0
  return {
    onRequestStart: () => undefined,
    onResponseStart: (_, code) => {
      status = code
    },
    onResponseData: (_, chunk) => {
      parts.push(chunk)
    },
    onResponseEnd: () => {
      const body = Buffer.concat(parts).toString('latin1')
      response.writeHead(status, ['content-length', String(body.length)]).end(body, 'latin1')
    },
    onResponseError: () => {
      response.writeHead(502).end()
    },
  }
}
