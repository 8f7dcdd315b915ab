/**
 * The load: a process of its own, on a core of its own. It writes requests on TLS sockets and counts answers by
 * their head and length, with as little work as it can, so that it is not the bottleneck; it tells how busy it was.
 */
import { readFileSync } from 'node:fs'
import { connect } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { text } from 'node:stream/consumers'

/** What to send, and how. `{n}` in path and body becomes a number that never comes twice. */
export interface Load {
  readonly port: number
  readonly ca: string
  readonly cert: string
  readonly key: string
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly connections: number
  readonly durationMs: number
  /** Requests a second, whether or not earlier ones were answered; absent: each connection waits for its answer. */
  readonly rate?: number
  /** A new connection for every request. */
  readonly handshakes?: boolean
  readonly seed: string
}

export interface Measured {
  readonly answers: number
  /** By status; what was not answered is under 0. */
  readonly statuses: Readonly<Record<string, number>>
  readonly seconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Part of one core that the generator used. */
  readonly busy: number
}

interface Run {
  readonly load: Load
  readonly request: () => Buffer
  readonly latencies: number[]
  readonly statuses: Record<string, number>
  over: boolean
}

function requestOf(load: Load): () => Buffer {
  const { method, path, body, seed } = load
  let n = 0
  return () => {
    const number = `${seed}-${String(n++)}`
    const content = body?.replaceAll('{n}', number)
    const length =
      content === undefined
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(content))}\r\n`
    const head = `${method} ${path.replaceAll('{n}', number)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n${length}${load.handshakes === true ? 'Connection: close\r\n' : ''}\r\n`
    return Buffer.from(head + (content ?? ''), 'latin1')
  }
}

const open = ({ load }: Run): TLSSocket =>
  connect({
    port: load.port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: files.ca,
    cert: files.cert,
    key: files.key,
    minVersion: 'TLSv1.3',
  })

const note = (run: Run, status: string, began: number): void => {
  run.statuses[status] = (run.statuses[status] ?? 0) + 1
  run.latencies.push(performance.now() - began)
}

/** Calls back with the status of each answer. Answers come one at a time and have a Content-Length. */
function onAnswers(socket: TLSSocket, answered: (status: string) => void): void {
  let missing = 0
  let status = ''
  let head = ''
  socket.on('data', (chunk: Buffer) => {
    let at = 0
    while (at < chunk.length) {
      if (missing > 0) {
        const taken = Math.min(missing, chunk.length - at)
        missing -= taken
        at += taken
        if (missing === 0) answered(status)
        continue
      }
      const end = chunk.indexOf('\r\n\r\n', at)
      head += chunk.toString('latin1', at, end < 0 ? chunk.length : end)
      if (end < 0) return
      at = end + 4
      status = head.slice(9, 12)
      missing = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      head = ''
      if (missing === 0) answered(status)
    }
  })
}

/** One connection that asks again as soon as it is answered. */
function closedLoop(run: Run): Promise<void> {
  return new Promise((resolve) => {
    const socket = open(run)
    let began = 0
    const ask = (): void => {
      began = performance.now()
      socket.write(run.request())
    }
    onAnswers(socket, (status) => {
      note(run, status, began)
      if (run.over) socket.destroy()
      else ask()
    })
    socket.on('secureConnect', ask)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (!run.over) note(run, '0', began)
      resolve()
    })
  })
}

/** Requests at fixed moments over connections that are free; latency counts from when a request was due. */
async function openLoop(run: Run, rate: number): Promise<void> {
  const free: TLSSocket[] = []
  const due: number[] = []
  const began = new Map<TLSSocket, number>()
  const serve = (): void => {
    while (free.length > 0 && due.length > 0) {
      const socket = free.pop()
      const at = due.shift()
      if (socket === undefined || at === undefined) return
      began.set(socket, at)
      socket.write(run.request())
    }
  }
  const sockets = Array.from({ length: run.load.connections }, () => open(run))
  for (const socket of sockets) {
    onAnswers(socket, (status) => {
      note(run, status, began.get(socket) ?? 0)
      free.push(socket)
      serve()
    })
    socket.on('secureConnect', () => free.push(socket)).on('error', () => undefined)
  }
  await new Promise((resolve) => setTimeout(resolve, 500))
  const start = performance.now()
  let sent = 0
  while (!run.over) {
    const now = performance.now()
    for (; start + (sent * 1000) / rate <= now; sent++) due.push(start + (sent * 1000) / rate)
    serve()
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  for (const socket of sockets) socket.destroy()
}

/** New connections, one request each. */
async function handshakes(run: Run): Promise<void> {
  while (!run.over) {
    const began = performance.now()
    await new Promise<void>((resolve) => {
      const socket = open(run)
      socket.on('secureConnect', () => socket.write(run.request()))
      onAnswers(socket, (status) => {
        note(run, status, began)
        socket.destroy()
      })
      socket
        .on('error', () => undefined)
        .on('close', () => {
          resolve()
        })
    })
  }
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN

async function measure(load: Load): Promise<Measured> {
  const run: Run = { load, request: requestOf(load), latencies: [], statuses: {}, over: false }
  const cpu = process.cpuUsage()
  const began = performance.now()
  setTimeout(() => (run.over = true), load.durationMs)
  if (load.rate !== undefined) await openLoop(run, load.rate)
  else
    await Promise.all(
      Array.from({ length: load.connections }, () =>
        load.handshakes === true ? handshakes(run) : closedLoop(run),
      ),
    )
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const sorted = run.latencies.sort((one, other) => one - other)
  return {
    answers: sorted.length,
    statuses: run.statuses,
    seconds,
    p50: at(sorted, 0.5),
    p99: at(sorted, 0.99),
    busy: (user + system) / 1e6 / seconds,
  }
}

const load = JSON.parse(await text(process.stdin)) as Load
const files = {
  ca: readFileSync(load.ca),
  cert: readFileSync(load.cert),
  key: readFileSync(load.key),
}
process.stdout.write(JSON.stringify(await measure(load)))
process.exit(0)
