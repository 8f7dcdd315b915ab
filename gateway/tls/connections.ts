/**
 * The open connections of one listener: how many there may be, which are closed because their certificate
 * no longer passes, and how they end when the gateway stops.
 */
import { errorCode } from '../base/thrown.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { clientAddress, inheritClientAddress } from './client-address.ts'
import { endWithNewest, isBehindLast } from './last-answer.ts'
import { peerOf } from './peer.ts'
import type { Peer } from './peer.ts'
import { addressGroup } from './address-group.ts'

export interface ConnectionOptions {
  /** Most connections of the listener. */
  readonly connections: number
  /** Most connections of one address (IPv6: one /64). */
  readonly connectionsPerAddress: number
  /** From the handshake to the first request; milliseconds. */
  readonly headerMs: number
  /** Without any traffic; milliseconds. */
  readonly idleMs: number
  /** How long a connection that must close may still be told why; milliseconds. */
  readonly graceMs?: number
  readonly onHandshake?: (result: 'geslaagd' | 'mislukt', detail: string) => void
  readonly onRefused?: (reason: RefusedBecause) => void
  readonly onClosed?: (reason: ClosedBecause) => void
  /** What a connection is told whose first request was begun and not whole in time: all of an answer. */
  readonly tooLate?: (socket: TLSSocket) => string
}

/** The limit that a connection went over. */
export type RefusedBecause = 'adres' | 'totaal'

/** Why the gateway ended a connection by itself. */
export type ClosedBecause = 'geen-verzoek' | 'rust' | 'certificaat' | 'afsluiten'

export interface Connections {
  /** How many are open, those in handshake included. */
  open(): number
  /** How many requests run on them. */
  requests(): number
  /** The requests that run on one of them, in their order. */
  running(socket: Duplex): RunningRequests
  /** Whether a request that came in is to be handled: not behind the last answer of its connection. */
  takes(response: ServerResponse): boolean
  /**
   * Ends the connections whose peer `fails`: a request that is running, or that comes within the grace, gets
   * its answer and `Connection: close`. Gives how many.
   */
  closeWhere(fails: (peer: Peer | undefined) => boolean): number
  /**
   * Stops accepting, closes what is idle, lets running requests finish, and those that a connection made before
   * still begins with. False: some were cut at the deadline.
   */
  drain(deadlineMs: number): Promise<boolean>
}

/** Requests that have no whole answer yet, by their answers. */
export type RunningRequests = ReadonlyMap<ServerResponse, IncomingMessage>

interface Connection {
  readonly socket: TLSSocket
  readonly running: Map<ServerResponse, IncomingMessage>
  /** Set while no request has come yet. */
  firstRequest: NodeJS.Timeout | undefined
  ending: boolean
  /** Its last answer is out. */
  over: boolean
}

interface State {
  readonly options: ConnectionOptions
  readonly perAddress: Map<string, number>
  /** Accepted sockets below TLS, by address and port: what counts as open. */
  readonly sockets: Map<string, Socket>
  /** Connections past their handshake. */
  readonly secure: Map<Duplex, Connection>
  draining: boolean
}

const nothingRuns: RunningRequests = new Map()

/** Watches over the connections of `server`, from before it listens. */
export function trackConnections(server: Server, options: ConnectionOptions): Connections {
  const state: State = {
    options,
    perAddress: new Map(),
    sockets: new Map(),
    secure: new Map(),
    draining: false,
  }
  server.maxConnections = options.connections
  server.on('drop', () => options.onRefused?.('totaal'))
  server.on('connection', (socket: Socket) => {
    accept(state, socket)
  })
  // Before Node's own listener, which destroys it: what is destroyed by now was refused here, or left.
  server.prependListener('tlsClientError', (error: Error, socket: TLSSocket) => {
    // OpenSSL's reason without its details: few enough values to count by.
    if (!socket.destroyed) options.onHandshake?.('mislukt', errorCode(error) ?? 'onbekend')
  })
  server.on('secureConnection', (socket) => {
    secured(state, socket)
  })
  for (const event of ['request', 'checkExpectation'])
    server.prependListener(event, (request: IncomingMessage, response: ServerResponse) => {
      started(state, request, response)
    })
  server.setTimeout(options.idleMs, (socket: Socket) => {
    timedOut(state, socket)
  })
  return {
    open: () => state.sockets.size,
    requests: () => {
      let all = 0
      for (const { running } of state.secure.values()) all += running.size
      return all
    },
    running: (socket) => state.secure.get(socket)?.running ?? nothingRuns,
    takes: (response) => takes(state.secure.get(response.req.socket), response),
    closeWhere: (fails) => closeWhere(state, fails),
    drain: (deadlineMs) => drain(state, server, deadlineMs),
  }
}

/** One for each open connection: a listener on all addresses may have one remote port twice. */
const endpoint = (socket: Socket): string =>
  `${socket.remoteAddress ?? ''} ${socket.remotePort ?? 0} ${socket.localAddress ?? ''}`

function accept(state: State, socket: Socket): void {
  const group = addressGroup(clientAddress(socket))
  const count = state.perAddress.get(group) ?? 0
  if (count >= state.options.connectionsPerAddress) {
    state.options.onRefused?.('adres')
    socket.destroy()
    return
  }
  const key = endpoint(socket)
  state.perAddress.set(group, count + 1)
  state.sockets.set(key, socket)
  socket.once('close', () => {
    state.sockets.delete(key)
    const left = (state.perAddress.get(group) ?? 1) - 1
    if (left > 0) state.perAddress.set(group, left)
    else state.perAddress.delete(group)
  })
}

function secured(state: State, socket: TLSSocket): void {
  const { options } = state
  options.onHandshake?.('geslaagd', socket.getProtocol() ?? 'onbekend')
  peerOf(socket)
  inheritClientAddress(socket, state.sockets.get(endpoint(socket)))
  const connection: Connection = {
    socket,
    running: new Map(),
    firstRequest: setTimeout(() => {
      endUnasked(state, connection)
    }, options.headerMs),
    ending: false,
    over: false,
  }
  state.secure.set(socket, connection)
  socket.once('close', () => {
    clearTimeout(connection.firstRequest)
    state.secure.delete(socket)
  })
}

function started(state: State, request: IncomingMessage, response: ServerResponse): void {
  const connection = state.secure.get(request.socket)
  if (connection === undefined) return
  clearTimeout(connection.firstRequest)
  connection.firstRequest = undefined
  connection.running.set(response, request)
  if (connection.ending || state.draining) endWithNewest(connection.running.keys())
  // It closes once; to listen once would be a second listener, for every request.
  response.on('close', () => {
    connection.running.delete(response)
    connection.over ||= !response.shouldKeepAlive
    // Its headers may have promised keep-alive before the end was decided.
    if ((connection.ending || state.draining) && connection.running.size === 0)
      connection.socket.end()
  })
}

/** What is kept of the answers that are out is one bit: an answer is a request, its headers and more. */
const takes = (connection: Connection | undefined, response: ServerResponse): boolean =>
  connection === undefined ||
  (!connection.over && !isBehindLast(connection.running.keys(), response))

/** A connection that waits for us is not idle; one that does not read its answer is. */
function timedOut(state: State, socket: Socket): void {
  const connection = state.secure.get(socket)
  if (connection !== undefined && connection.running.size > 0 && socket.writableLength === 0) return
  if (connection === undefined) socket.destroy()
  else end(state, connection, 'rust')
}

function end(state: State, { socket }: Connection, reason: ClosedBecause): void {
  if (socket.destroyed) return
  state.options.onClosed?.(reason)
  socket.destroy()
}

const bareTimeout = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'

/** No request came in time; whoever began one is told so (RFC 9110 15.5.9), as Node does on later ones. */
function endUnasked(state: State, connection: Connection): void {
  const { socket } = connection
  if (socket.bytesRead === 0 || socket.destroyed) {
    end(state, connection, 'geen-verzoek')
    return
  }
  state.options.onClosed?.('geen-verzoek')
  socket.write(state.options.tooLate?.(socket) ?? bareTimeout)
  socket.destroySoon()
}

function closeWhere(state: State, fails: (peer: Peer | undefined) => boolean): number {
  let count = 0
  for (const connection of state.secure.values()) {
    if (connection.ending || !fails(peerOf(connection.socket))) continue
    count += 1
    connection.ending = true
    endWithNewest(connection.running.keys())
    // Every request is judged by itself, so nothing passes in the grace: it only tells the client why.
    const timer = setTimeout(() => {
      end(state, connection, 'certificaat')
    }, state.options.graceMs ?? 250)
    connection.socket.once('close', () => {
      clearTimeout(timer)
    })
  }
  return count
}

/**
 * How long a connection that was made before stopping gets to ask something, its handshake included; milliseconds. Three
 * round trips over a slow line: what is cut sooner has cost a client that did all right its request.
 */
export const unaskedMs = 1_000

async function drain(state: State, server: Server, deadlineMs: number): Promise<boolean> {
  state.draining = true
  // What the system accepted by now is ours: it would be reset when its socket stops listening.
  await new Promise(setImmediate)
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  for (const { running } of state.secure.values()) endWithNewest(running.keys())
  endIdle(state, (connection) => connection !== undefined && connection.firstRequest === undefined)
  const grace = setTimeout(
    () => {
      endIdle(state, () => true)
    },
    Math.min(unaskedMs, deadlineMs),
  )
  let cut = false
  const timer = setTimeout(() => {
    cut = state.sockets.size > 0
    for (const connection of state.secure.values()) end(state, connection, 'afsluiten')
    for (const socket of state.sockets.values()) socket.destroy()
  }, deadlineMs)
  await closed
  clearTimeout(grace)
  clearTimeout(timer)
  return !cut
}

/** Ends the connections without a running request that `may` end; one without a handshake is undefined to it. */
function endIdle(state: State, may: (connection: Connection | undefined) => boolean): void {
  const secure = new Map([...state.secure.values()].map((one) => [endpoint(one.socket), one]))
  for (const [key, socket] of state.sockets) {
    const connection = secure.get(key)
    if ((connection?.running.size ?? 0) === 0 && may(connection)) socket.destroy()
  }
}
