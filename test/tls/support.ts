/** A small mTLS server with the gateway's own options, and clients for it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import type { ConnectionOptions, SecureVersion, TLSSocket } from 'node:tls'
import { trackConnections } from '../../gateway/tls/connections.ts'
import type { Connections, ConnectionOptions as Limits } from '../../gateway/tls/connections.ts'
import { listenerOptions } from '../../gateway/tls/options.ts'
import { peerOf } from '../../gateway/tls/peer.ts'
import { makePki } from '../support/certificates.ts'
import type { Leaf } from '../support/certificates.ts'

export const pki = makePki()

/** What the portaal listener trusts: the anchor and its own issuing CA. */
export const trust = [pki.root.pem, pki.persoonlijk.pem]

export interface Listener {
  readonly server: Server
  readonly port: number
  readonly connections: Connections
  readonly events: string[]
  stop(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Answers with what the gateway reads of the peer. */
const tellPeer: Handler = (request, response) => {
  const peer = peerOf(request.socket)
  response.end(
    JSON.stringify({
      fingerprint: peer?.fingerprint ?? null,
      accepted: peer?.chainAccepted ?? null,
    }),
  )
}

const limits = { handshakeMs: 10_000, headerMs: 10_000, requestMs: 30_000, idleMs: 60_000 }

export interface Setup extends Partial<Limits> {
  readonly handshakeMs?: number
  readonly requestMs?: number
  readonly handler?: Handler
}

export async function listen(setup: Setup = {}): Promise<Listener> {
  const all = { ...limits, connections: 5000, connectionsPerAddress: 1000, ...setup }
  const pair = { cert: pki.server.chainPem, key: pki.server.keyPem }
  const server = createServer(listenerOptions(pair, trust, all), setup.handler ?? tellPeer)
  const events: string[] = []
  const connections = trackConnections(server, {
    ...all,
    onHandshake: (result, detail) => events.push(`handshake ${result} ${detail}`),
    onRefused: (reason) => events.push(`refused ${reason}`),
    onClosed: (reason) => events.push(`closed ${reason}`),
  })
  await new Promise<void>((resolve) =>
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve),
  )
  return {
    server,
    port: (server.address() as AddressInfo).port,
    connections,
    events,
    stop: async () => {
      await connections.drain(0)
    },
  }
}

export const clientOptions = (
  port: number,
  leaf?: Leaf,
  version?: SecureVersion,
): ConnectionOptions => ({
  host: '127.0.0.1',
  port,
  ca: pki.root.pem,
  ...(leaf === undefined ? {} : { cert: leaf.chainPem, key: leaf.keyPem }),
  ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
})

/** A connection past its handshake, or the error it ended with. */
export const open = (options: ConnectionOptions): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect(options)
    socket.once('secureConnect', () => {
      socket.on('error', () => undefined)
      resolve(socket)
    })
    socket.once('error', reject)
  })

/** The error code of a handshake that must fail; `connected` when it did not. */
export const handshakeError = (options: ConnectionOptions): Promise<string> =>
  open(options).then(
    (socket) => {
      socket.destroy()
      return 'connected'
    },
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )

/** Sends one request over an open connection and gives the whole answer (headers and body). */
export const ask = (socket: TLSSocket, request = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n') =>
  new Promise<string>((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const [head = '', body] = text.split('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 'NaN')
      if (body !== undefined && body.length >= length) done()
    }
    const done = () => {
      socket.off('data', read)
      socket.off('close', closed)
      resolve(text)
    }
    const closed = () => {
      socket.off('data', read)
      reject(new Error(`closed after ${text.length} characters`))
    }
    socket.on('data', read)
    socket.once('close', closed)
    socket.write(request)
  })

/** Resolves when the connection has ended, with the milliseconds it took. */
export const closed = (socket: {
  once(event: 'close', then: () => void): unknown
  destroyed: boolean
}) => {
  const since = Date.now()
  return new Promise<number>((resolve) => {
    if (socket.destroyed) resolve(0)
    else
      socket.once('close', () => {
        resolve(Date.now() - since)
      })
  })
}
