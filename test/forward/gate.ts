/** A bare gateway for tests of forwarding: everything is allowed, refusals are answered as their code. */
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { asRefusal, errorEntry } from '../../gateway/errors.ts'
import { faultOf } from '../../gateway/forward/fault.ts'
import { forward } from '../../gateway/forward/forward.ts'
import { upstreamHeaders } from '../../gateway/forward/headers.ts'
import { defaultForwardLimits } from '../../gateway/forward/passage.ts'
import type { Forwarded, ForwardLimits } from '../../gateway/forward/passage.ts'
import { createUpstream, defaultLimits } from '../../gateway/forward/upstream.ts'
import type { Upstream, UpstreamLimits } from '../../gateway/forward/upstream.ts'

export interface Gate {
  readonly port: number
  /** Whatever became of each request, in the order they ended: `uitkomst`, or code and fault. */
  readonly outcomes: readonly Outcome[]
  readonly upstream: Upstream
  close(): Promise<void>
}

export type Outcome =
  | Forwarded
  | {
      readonly code: string
      readonly fault: string | undefined
      readonly sent: boolean | undefined
    }

export interface GateOptions {
  readonly termijnMs?: number
  readonly limits?: Partial<ForwardLimits>
  readonly upstreamLimits?: Partial<UpstreamLimits>
  /** Content that was judged already. */
  readonly readBody?: (request: IncomingMessage) => Promise<Buffer>
  readonly answerHeaders?: readonly string[]
  readonly party?: (request: IncomingMessage) => string
  readonly serve?: (listener: RequestListener) => Server
}

export async function startGate(upstreamUrl: string, options: GateOptions = {}): Promise<Gate> {
  const outcomes: Outcome[] = []
  const upstream = createUpstream(
    { url: upstreamUrl, termijnMs: options.termijnMs ?? 5_000 },
    { ...defaultLimits, ...options.upstreamLimits },
  )
  const server = (options.serve ?? createServer)((request, response) => {
    void pass(request, options, upstream, response).then((outcome) => outcomes.push(outcome))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    outcomes,
    upstream,
    async close() {
      await upstream.pool.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function pass(
  request: IncomingMessage,
  options: GateOptions,
  upstream: Upstream,
  response: Parameters<RequestListener>[1],
): Promise<Outcome> {
  try {
    return await forward({
      request,
      response,
      upstream,
      target: request.url ?? '',
      headers: upstreamHeaders(request.rawHeaders, {
        identity: 'a.b.c',
        leaf: Buffer.from('leaf'),
        requestId: 'verzoek',
        address: '127.0.0.1',
        host: 'localhost',
        randomHex: (bytes) => 'ab'.repeat(bytes),
      }),
      body: await options.readBody?.(request),
      party: options.party?.(request) ?? '12000001',
      ownOrigin: 'https://localhost:9443',
      limits: { ...defaultForwardLimits, ...options.limits },
      ...(options.answerHeaders !== undefined && { answerHeaders: options.answerHeaders }),
    })
  } catch (thrown) {
    const refusal = asRefusal(thrown)
    const { status } = errorEntry(refusal.code)
    const body = JSON.stringify({ code: refusal.code })
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': body.length,
    })
    response.end(body)
    const fault = faultOf(thrown)
    return { code: refusal.code, fault: fault?.fault, sent: fault?.sent }
  }
}

/** What came back over a plain socket, until the other side closed it or nothing came for `quietMs`. */
export interface RawAnswer {
  readonly text: string
  readonly closed: boolean
}

export interface RawOptions {
  /** Stops when this many whole answers are in; default 1. */
  readonly answers?: number
  /** Answers have no content, whatever they announce. */
  readonly toHead?: boolean
  /** Instead: stops when nothing came for this long, or the other side closed. */
  readonly quietMs?: number
}

/** Sends bytes as they are and gives what comes back. */
export function exchangeRaw(
  port: number,
  bytes: string | Buffer,
  { answers = 1, toHead = false, quietMs }: RawOptions = {},
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1')
    let text = ''
    let timer = setTimeout(done, 10_000, false)
    function done(closed: boolean): void {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, closed })
    }
    function doneAfter(ms: number): void {
      clearTimeout(timer)
      timer = setTimeout(done, ms, false)
    }
    socket.on('error', () => undefined)
    socket.on('close', () => {
      done(true)
    })
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (quietMs !== undefined) doneAfter(quietMs)
      else if (countAnswers(text, toHead) >= answers) doneAfter(5)
    })
    socket.write(bytes, 'latin1')
  })
}

/** How many whole answers there are, of those that announce their length. */
function countAnswers(text: string, toHead: boolean): number {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return 0
  const head = text.slice(0, end + 2).toLowerCase()
  const empty = toHead || /^http\/1\.1 (?:1\d\d|204|304)/.test(head)
  const length = empty ? 0 : Number(/\r\ncontent-length: (\d+)\r\n/.exec(head)?.[1] ?? Infinity)
  if (text.length < end + 4 + length) return 0
  const interim = head.startsWith('http/1.1 1')
  return (interim ? 0 : 1) + countAnswers(text.slice(end + 4 + length), toHead)
}

/** Waits until something holds. */
export async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
