/**
 * What cannot be read as a request gets Node's own bare answer, but in its turn: what came before it on the
 * connection is answered first (RFC 9112 9.3.2). It has a log line and counts as an answer.
 */
import { logTexts } from '../base/log-texts.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import type { Duplex } from 'node:stream'
import type { Listener } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'

type Running = Map<ServerResponse, IncomingMessage>

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
}

/** The answer that Node gives; undefined: the connection itself failed, or its handshake. */
function statusOf(error: Error): number | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413
  return code.startsWith('HPE_') ? 400 : undefined
}

export function answerUnreadable(server: Server, gateway: Gateway, luisteraar: Listener): void {
  const running = new WeakMap<Duplex, Running>()
  const told = new WeakSet<Duplex>()
  server.prependListener('request', (request, response) => {
    const here: Running = running.get(request.socket) ?? new Map<ServerResponse, IncomingMessage>()
    running.set(request.socket, here.set(response, request))
    response.once('close', () => here.delete(response))
  })
  const tell = (status: number): void => {
    gateway.log.warn({ luisteraar, status }, logTexts.unreadable)
    gateway.metrics.request(luisteraar, status, 0)
  }
  // RFC 9110 10.1.1: an expectation other than `100-continue`.
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    tell(417)
    response.writeHead(417, { connection: 'close', 'content-length': '0' }).end()
  })
  server.on('clientError', (error, socket) => {
    const status = statusOf(error)
    if (status === undefined || !socket.writable) socket.destroy(error)
    // What comes after it on the connection is refused by the same parser, over and over.
    if (status === undefined || told.has(socket)) return
    told.add(socket)
    tell(status)
    refuseInTurn(socket, status, running.get(socket) ?? new Map<ServerResponse, IncomingMessage>())
  })
}

/** After the answers of whole requests; one whose content broke off cannot be waited for. */
function refuseInTurn(socket: Duplex, status: number, running: Running): void {
  const broken = [...running].find(([, request]) => !request.complete)
  const last = [...running.keys()].at(-1)
  if (broken === undefined && last !== undefined) {
    last.once('close', () => {
      refuseInTurn(socket, status, running)
    })
    return
  }
  const begun = broken?.[0].headersSent === true
  if (socket.writable && !begun)
    socket.end(
      `HTTP/1.1 ${String(status)} ${statusTexts[status] ?? ''}\r\nConnection: close\r\n\r\n`,
      () => {
        socket.destroy()
      },
    )
  else socket.destroy()
}
