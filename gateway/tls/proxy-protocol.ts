/**
 * Has the connections of load balancers begin with a PROXY header. It stands before everything else of a
 * listener, TLS included: nothing of a connection is looked at before its client's address is known.
 */
import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import { noteClientAddress } from './client-address.ts'
import { readProxyHeader } from './proxy-header.ts'

export interface ProxyProtocolOptions {
  /** Whether an address is that of a load balancer. From any other a header is no TLS and is refused as such. */
  readonly isBalancer: (address: string) => boolean
  /** How long a header may take; milliseconds. */
  readonly headerMs: number
  /** A connection of a balancer without a good header in time. */
  readonly onRefused?: (address: string, seen: SeenInstead) => void
}

/** What came in the place of a header. */
export type SeenInstead = 'geen kop' | 'versie 1' | 'TLS' | 'iets anders'

function seenInstead(bytes: Buffer): SeenInstead {
  if (bytes.length === 0) return 'geen kop'
  // A TLS record of a handshake (RFC 8446 5.1).
  if (bytes[0] === 0x16) return 'TLS'
  const begin = bytes.toString('latin1', 0, 6)
  return 'PROXY '.startsWith(begin) ? 'versie 1' : 'iets anders'
}

export interface ProxyProtocol {
  /** Ends the connections whose header has not come, and those that still come. */
  end(): void
}

/** To be called when the listener has all its own handlers of connections. */
export function expectProxyHeader(server: Server, options: ProxyProtocolOptions): ProxyProtocol {
  const begin = server.listeners('connection') as ((socket: Socket) => void)[]
  const waiting = new Set<Socket>()
  let ended = false
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const enter = (): void => {
      for (const handler of begin) handler.call(server, socket)
    }
    if (ended) socket.destroy()
    else if (options.isBalancer(socket.remoteAddress ?? ''))
      awaitHeader(socket, { ...options, waiting, enter })
    else enter()
  })
  return {
    end: () => {
      ended = true
      for (const socket of waiting) socket.destroy()
    },
  }
}

interface Awaiting extends ProxyProtocolOptions {
  readonly waiting: Set<Socket>
  readonly enter: () => void
}

function awaitHeader(socket: Socket, { headerMs, waiting, enter, onRefused }: Awaiting): void {
  let bytes = Buffer.alloc(0)
  const stop = (): void => {
    clearTimeout(timer)
    waiting.delete(socket)
    socket.off('readable', look).off('close', stop).off('error', ignore)
  }
  const refuse = (): void => {
    const address = socket.remoteAddress ?? ''
    stop()
    onRefused?.(address, seenInstead(bytes))
    socket.on('error', ignore).destroy()
  }
  const look = (): void => {
    const chunk = socket.read() as Buffer | null
    if (chunk === null) return
    bytes = Buffer.concat([bytes, chunk])
    const header = readProxyHeader(bytes)
    if (header.kind === 'more') return
    if (header.kind === 'wrong') {
      refuse()
      return
    }
    stop()
    if (header.address !== undefined) noteClientAddress(socket, header.address)
    // What came behind the header is the handshake's: TLS begins with what a socket has not given yet.
    if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length))
    enter()
  }
  const ignore = (): void => undefined
  const timer = setTimeout(refuse, headerMs)
  waiting.add(socket)
  socket.on('readable', look).once('close', stop).on('error', ignore)
}
