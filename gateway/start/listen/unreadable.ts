/**
 * What HTTP itself refuses gets its answer in its turn: what came before it on the connection is answered first
 * (RFC 9112 9.3.2). Everything that Node would answer by itself, without a page, a log line or a count, is here.
 */
import { errorCode } from '../../base/thrown.ts'
import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Listener } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { unreadAnswer } from '../../http/answer/unread.ts'
import type { Glimpse, UnreadAnswer } from '../../http/answer/unread.ts'
import { clientAddress } from '../../tls/client-address.ts'
import type { Connections, RunningRequests } from '../../tls/connections.ts'
import { glimpseOf } from '../../wire/glimpse.ts'
import type { BareStatus } from '../../wire/statuses.ts'

/** The status that Node gives; undefined: the connection itself failed, or its handshake. */
function statusOf(error: Error): BareStatus | undefined {
  const code = errorCode(error) ?? ''
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413
  return code.startsWith('HPE_') ? 400 : undefined
}

/** Longest address and header fields together, in bytes: names and values, as Node counts them. */
const maxHead = 16_384
/** Node leaves out further ones without a word. */
const maxFields = 1000

/** The status of a whole head that is refused before anything is judged; undefined: it is a request. */
export function refusedHead(request: IncomingMessage): BareStatus | undefined {
  const { rawHeaders, url = '', headers, httpVersion } = request
  let size = url.length
  for (const text of rawHeaders) size += text.length
  if (size > maxHead || rawHeaders.length >= 2 * maxFields) return 431
  // The parser takes other versions too; what they mean for a request of ours is nowhere said.
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 400
  const coding = headers['transfer-encoding']
  if (coding === undefined) return undefined
  // RFC 9112 6.1: HTTP/1.0 has no codings, so where its content ends is not known.
  if (httpVersion === '1.0') return 400
  // A coding that is not understood cannot be dropped: that would change the content.
  return coding.toLowerCase() === 'chunked' ? undefined : 501
}

/** Refusing what is no request, on one listener. */
export interface Unreadable {
  /** Of a head that was read whole. */
  readonly refuse: (status: BareStatus, request: IncomingMessage, response: ServerResponse) => void
  /** The bytes for a connection whose first request did not come in time. */
  readonly tooLate: (socket: TLSSocket) => string
}

export interface UnreadableOptions {
  readonly listener: Listener
  readonly tracked: Pick<Connections, 'takes' | 'running'>
}

export function answerUnreadable(
  server: Server,
  gateway: Gateway,
  { listener: luisteraar, tracked }: UnreadableOptions,
): Unreadable {
  const told = new WeakSet<Duplex>()
  const answerTo = (status: BareStatus, socket: Duplex, glimpse: Glimpse): UnreadAnswer =>
    unreadAnswer(gateway, luisteraar, { status, glimpse, address: addressOf(socket) })
  const refuse: Unreadable['refuse'] = (status, request, response) => {
    const { headers, body } = answerTo(status, request.socket, request)
    response.shouldKeepAlive = false
    response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : body)
  }
  // RFC 9110 10.1.1: an expectation other than `100-continue`.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    if (tracked.takes(response)) refuse(refusedHead(request) ?? 417, request, response)
  })
  // RFC 9110 9.3.6. Node ends the connection without a word.
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined)
    refuseInTurn(socket, bytesOf(answerTo(501, socket, request)), tracked.running(socket))
  })
  server.on('clientError', (error, socket) => {
    const status = statusOf(error)
    // What comes after it on the connection is refused by the same parser, over and over.
    if (status !== undefined && told.has(socket)) return
    told.add(socket)
    if (status === undefined || !socket.writable) {
      socket.destroy(error)
      return
    }
    const here = tracked.running(socket)
    const glimpse = brokenIn(here)?.[1] ?? glimpseOf(error)
    refuseInTurn(socket, bytesOf(answerTo(status, socket, glimpse)), here)
  })
  return { refuse, tooLate: (socket) => bytesOf(answerTo(408, socket, undefined)) }
}

const addressOf = (socket: Duplex): string =>
  socket instanceof Socket ? clientAddress(socket) : ''

const bytesOf = ({ status, headers, body }: UnreadAnswer): string =>
  [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n')

/** A request whose content broke off. */
const brokenIn = (running: RunningRequests): [ServerResponse, IncomingMessage] | undefined =>
  [...running].find(([, request]) => !request.complete)

/** After the answers of whole requests; one whose content broke off cannot be waited for. */
function refuseInTurn(socket: Duplex, answer: string, running: RunningRequests): void {
  const broken = brokenIn(running)
  const last = [...running.keys()].at(-1)
  if (broken === undefined && last !== undefined) {
    last.once('close', () => {
      refuseInTurn(socket, answer, running)
    })
    return
  }
  const begun = broken?.[0].headersSent === true
  if (!socket.writable || begun) {
    socket.destroy()
    return
  }
  socket.end(answer)
  // What the client is still sending is read and dropped: unread, it would reset the connection and the answer be lost.
  const end = (): void => {
    socket.destroy()
  }
  const timer = setTimeout(end, lingerMs)
  socket.once('end', end).once('close', () => {
    clearTimeout(timer)
  })
}

/** How long a client that was refused may still be sending; milliseconds. */
const lingerMs = 1000
