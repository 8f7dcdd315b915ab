/**
 * A service behind the gateway, for tests: a real server on a socket that keeps every byte it was sent and
 * answers with whatever bytes a test wants, sound or not.
 */
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** A request as it arrived. */
export interface Recorded {
  readonly method: string
  readonly target: string
  /** Names as sent, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The values under a name, whatever its case. */
  readonly header: (name: string) => readonly string[]
  /** The content, out of its chunks; empty when there is none. */
  readonly body: Buffer
  /** Everything before the content, byte for byte. */
  readonly head: string
  /** Which connection it came over, counted from 0. */
  readonly connection: number
}

/** Answers a whole request by writing bytes, or by not doing so. */
export type Behaviour = (request: Recorded, socket: Socket) => void

export interface TestUpstream {
  readonly url: string
  readonly port: number
  /** Whole requests, in order. */
  readonly requests: readonly Recorded[]
  /** What arrived of requests that never became whole. */
  readonly partial: readonly string[]
  readonly connections: number
  /** Behaves like this from now on. */
  behave(behaviour: Behaviour): void
  /** Called as soon as a head is in, before any content; when it gives true it has answered. */
  onHead(behaviour: ((request: Recorded, socket: Socket) => boolean) | undefined): void
  close(): Promise<void>
}

/** A complete answer with a length. */
export const answerBytes = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Buffer => {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${String(status)} Status\r\n${head}\r\n`, 'latin1'),
    Buffer.from(body),
  ])
}

/** Always the same complete answer. */
export const answering = (...answer: Parameters<typeof answerBytes>): Behaviour => {
  const bytes = answerBytes(...answer)
  return (_request, socket) => {
    socket.write(bytes)
  }
}

/** Exactly these bytes. */
export const raw =
  (text: string): Behaviour =>
  (_request, socket) => {
    socket.write(text, 'latin1')
  }

interface State {
  behaviour: Behaviour
  onHead: ((request: Recorded, socket: Socket) => boolean) | undefined
  readonly requests: Recorded[]
  readonly partial: string[]
  readonly sockets: Set<Socket>
  connections: number
}

export async function startUpstream(
  behaviour: Behaviour = answering(200, { 'content-type': 'text/plain' }, 'ok'),
): Promise<TestUpstream> {
  const state: State = {
    behaviour,
    onHead: undefined,
    requests: [],
    partial: [],
    sockets: new Set(),
    connections: 0,
  }
  const server = createServer((socket) => {
    serve(state, socket)
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${String(port)}`,
    port,
    requests: state.requests,
    partial: state.partial,
    get connections() {
      return state.connections
    },
    behave: (next) => {
      state.behaviour = next
    },
    onHead: (next) => {
      state.onHead = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of state.sockets) socket.destroy()
      }),
  }
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port)
    })
  })

function serve(state: State, socket: Socket): void {
  const connection = state.connections++
  let buffered = Buffer.alloc(0)
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let needed = 0
  let headSeen = false
  state.sockets.add(socket)
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    waiting.push(chunk)
    waitingBytes += chunk.length
    // Large content is put together once, not once for every piece of it.
    if (buffered.length + waitingBytes < needed) return
    buffered = Buffer.concat([buffered, ...waiting])
    waiting = []
    waitingBytes = 0
    for (;;) {
      const head = readHead(buffered, connection)
      if (head === undefined) return
      if (!headSeen) {
        headSeen = true
        if (state.onHead?.(head.request, socket) === true) return
      }
      const content = readContent(buffered.subarray(head.length), head.request)
      needed = head.length + Number(head.request.header('content-length')[0] ?? 0)
      if (content === undefined) return
      needed = 0
      headSeen = false
      buffered = buffered.subarray(head.length + content.length)
      const request = { ...head.request, body: content.body }
      state.requests.push(request)
      state.behaviour(request, socket)
    }
  })
  socket.on('close', () => {
    state.sockets.delete(socket)
    const rest = Buffer.concat([buffered, ...waiting])
    if (rest.length > 0) state.partial.push(rest.toString('latin1'))
  })
}

function readHead(
  bytes: Buffer,
  connection: number,
): { readonly request: Recorded; readonly length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.subarray(0, end + 4).toString('latin1')
  const [line = '', ...fields] = head.trimEnd().split('\r\n')
  const [method = '', target = ''] = line.split(' ')
  const headers = fields.map((field): readonly [string, string] => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon), field.slice(colon + 1).trim()]
  })
  const header = (name: string): readonly string[] =>
    headers
      .filter(([other]) => other.toLowerCase() === name.toLowerCase())
      .map(([, value]) => value)
  return {
    request: { method, target, headers, header, body: Buffer.alloc(0), head, connection },
    length: end + 4,
  }
}

function readContent(
  bytes: Buffer,
  { header }: Recorded,
): { readonly body: Buffer; readonly length: number } | undefined {
  if (header('transfer-encoding').length > 0) return readChunks(bytes)
  const length = Number(header('content-length')[0] ?? 0)
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), length }
}

function readChunks(bytes: Buffer): { readonly body: Buffer; readonly length: number } | undefined {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16)
    const next = lineEnd + 2 + size + 2
    if (bytes.length < next) return undefined
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
    if (size === 0) return { body: Buffer.concat(parts), length: at }
  }
}
