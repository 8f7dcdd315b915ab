/**
 * Plain HTTP for operators on an address of their own: alive, ready, metrics, and the public keys of the
 * identity JWT. It tells nothing of a practice and changes nothing.
 */
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'

/** How one part of the gateway is. */
export interface PartStatus {
  readonly onderdeel: string
  /** `fout`: requests cannot be served; `waarschuwing`: they can, and someone should look. */
  readonly status: 'goed' | 'waarschuwing' | 'fout'
  /** Dutch. */
  readonly melding?: string
  /** More to tell: file, line, column, times. */
  readonly details?: unknown
}

export interface OperatorsOptions {
  readonly parts: () => readonly PartStatus[] | Promise<readonly PartStatus[]>
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>
  /** What runs: in a rolling upgrade one sees which machine is at which version. */
  readonly version: string
  /** A JSON Web Key Set with public keys only. */
  readonly jwks: () => object | Promise<object>
  readonly fault: (error: unknown) => void
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly cache?: string
}

const json = (status: number, value: object, type = 'application/json'): Answer => ({
  status,
  type,
  body: JSON.stringify(value),
})

/** 503 only when requests cannot be served: a refused reload is a detail, not a reason to send traffic away. */
async function ready({ parts, version }: OperatorsOptions): Promise<Answer> {
  const onderdelen = await parts()
  const isReady = !onderdelen.some(({ status }) => status === 'fout')
  const status = isReady ? 'gereed' : 'niet-gereed'
  return json(isReady ? 200 : 503, { status, onderdelen, versie: version })
}

const routes: Readonly<Record<string, (options: OperatorsOptions) => Promise<Answer> | Answer>> = {
  '/live': () => json(200, { status: 'actief' }),
  '/ready': ready,
  '/metrics': async ({ metrics }) => ({ status: 200, ...(await metrics()) }),
  '/jwks.json': async ({ jwks }) => ({
    ...json(200, await jwks(), 'application/jwk-set+json'),
    cache: 'public, max-age=300',
  }),
}

/** The server, not yet listening. */
export function createOperatorsServer(options: OperatorsOptions): Server {
  const server = createServer(
    { headersTimeout: 5000, requestTimeout: 5000, keepAliveTimeout: 5000, maxHeaderSize: 8192 },
    (request, response) => {
      request.resume()
      answerTo(request.method ?? '', request.url ?? '', options).then(
        (answer) => {
          send(response, answer)
        },
        (error: unknown) => {
          options.fault(error)
          send(response, json(503, { status: 'niet-gereed' }))
        },
      )
    },
  )
  server.maxConnections = 100
  server.maxHeadersCount = 50
  server.setTimeout(10_000)
  return server
}

async function answerTo(method: string, url: string, options: OperatorsOptions): Promise<Answer> {
  const path = url.split('?', 1)[0] ?? ''
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined
  if (route === undefined) return json(404, { status: 'onbekend adres' })
  if (method !== 'GET' && method !== 'HEAD') return json(405, { status: 'alleen GET en HEAD' })
  return route(options)
}

function send(response: ServerResponse, { status, type, body, cache }: Answer): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': cache ?? 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
  })
  response.end(body)
}
