/**
 * Connections that do nothing: a process of its own opens them, asks once on each, lets them be, and then writes how
 * many are still open. It keeps them until it is stopped.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { connect } from 'node:tls'
import type { TLSSocket } from 'node:tls'

/** What to open. */
export interface Idle {
  readonly port: number
  readonly ca: string
  readonly cert: string
  readonly key: string
  readonly path: string
  readonly connections: number
  /** How long they are let be before they are counted, in milliseconds. */
  readonly settleMs: number
}

const atOnce = 16

const idle = JSON.parse(await text(process.stdin)) as Idle
const files = {
  ca: readFileSync(idle.ca),
  cert: readFileSync(idle.cert),
  key: readFileSync(idle.key),
}
const open = new Set<TLSSocket>()

/** Settles when the answer has begun to come in, or the connection is gone. */
async function openOne(): Promise<void> {
  const socket = connect({
    ...{ port: idle.port, host: '127.0.0.1', servername: 'localhost', ...files },
    minVersion: 'TLSv1.3',
  })
  const gone = once(socket, 'close').then(() => open.delete(socket))
  socket.on('error', () => undefined)
  socket.write(`GET ${idle.path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n`)
  const answered = once(socket, 'data').then(([chunk]: Buffer[]) => {
    if (chunk?.toString('latin1', 9, 12) === '200') open.add(socket)
    socket.resume()
  })
  await Promise.race([answered, gone])
}

async function openInTurn(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await openOne()
}

await Promise.all(
  Array.from({ length: atOnce }, () => openInTurn(Math.ceil(idle.connections / atOnce))),
)
await new Promise((resolve) => setTimeout(resolve, idle.settleMs))
process.stdout.write(`${String(open.size)}\n`)
setInterval(() => undefined, 60_000)
