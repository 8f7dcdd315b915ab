/**
 * Connections that were handed to a worker which ended before it took them. node:cluster forgets those: it closes its
 * own end of a connection only at the worker's word, so a client whose worker was killed in that moment would wait for
 * ever for an answer of nobody. They are closed at the worker's end: the client sees it at once, and tries again.
 *
 * What passes is what lib/internal/cluster of Node 20 to 24 sends: `newconn` with a number, and its `ack`.
 */
import type { ChildProcess } from 'node:child_process'

/** The part of a worker that this is about. */
export type SocketCarrier = Pick<ChildProcess, 'send' | 'on' | 'once'>

interface Closable {
  close(): void
}

/** Closes, when this worker's process ends, the connections that it was given and never took. */
export function closeUnaccepted(carrier: SocketCarrier): void {
  const handed = new Map<number, Closable>()
  const send = carrier.send.bind(carrier) as (...args: readonly unknown[]) => boolean
  carrier.send = (...args: readonly unknown[]): boolean => {
    const nr = newConnection(args[0])
    if (nr !== undefined && isClosable(args[1])) handed.set(nr, args[1])
    return send(...args)
  }
  carrier.on('internalMessage', (message: unknown) => {
    const nr = acknowledged(message)
    if (nr !== undefined) handed.delete(nr)
  })
  // Not `exit`: what it said last is read by now, so that none is closed that goes to another worker.
  carrier.once('close', () => {
    for (const connection of handed.values()) connection.close()
    handed.clear()
  })
}

const isClosable = (value: unknown): value is Closable =>
  typeof value === 'object' && value !== null && 'close' in value

function newConnection(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  if (!('act' in message && message.act === 'newconn' && 'seq' in message)) return undefined
  return typeof message.seq === 'number' ? message.seq : undefined
}

function acknowledged(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('ack' in message)) return undefined
  return typeof message.ack === 'number' ? message.ack : undefined
}
