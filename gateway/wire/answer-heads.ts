/**
 * What the HTTP client takes for nonsense and RFC 9110 does not: interim answers (15.2) and the length of a
 * content that is not sent (8.6). One request runs on a connection at a time, so the first bytes after a request
 * are the head of its answer; nothing but heads is looked at here, and what is no head is left to the client.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** Under this name the Content-Length of a 304 comes to the reader of answers: the HTTP client would wait for it. */
export const unsentLength = 'sluis-content-length'

/** Longer heads are refused by the HTTP client. */
const maxHead = 64 * 1024

const none: Buffer = Buffer.alloc(0)
const headEnd = Buffer.from('\r\n\r\n')
/** `HTTP/1.1 200`: what tells the kind of an answer. */
const statusLength = 12

interface Heads {
  /** A request goes out: what comes next is a head. */
  expect(): void
  /** What is left of these bytes for the HTTP client. */
  take(chunk: Buffer): Buffer
}

const watched = new WeakMap<Socket, Heads>()

// The HTTP client tells on this channel that it begins to send a request, and over which connection.
subscribe('undici:client:sendHeaders', (message) => {
  watched.get((message as { readonly socket: Socket }).socket)?.expect()
})

/** Has the interim answers on this connection skipped, before its reader sees any byte. */
export function skipInterimAnswers(socket: Socket): void {
  const heads = readHeads()
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null
  watched.set(socket, heads)
  socket.read = (size?: number): Buffer | null => {
    for (;;) {
      const chunk = read(size)
      const rest = chunk === null ? null : heads.take(chunk)
      if (rest === null || rest.length > 0) return rest
    }
  }
}

function readHeads(): Heads {
  let inHead = false
  let held = none
  const release = (): Buffer => {
    const all = held
    inHead = false
    held = none
    return all
  }
  return {
    expect: () => {
      inHead = true
      held = none
    },
    take: (chunk) => {
      if (!inHead) return chunk
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      for (;;) {
        if (held.length < statusLength) return couldBeStatus(held) ? none : release()
        const kind = kindOf(held)
        if (kind === 'other') return release()
        const end = held.indexOf(headEnd)
        if (end < 0) return held.length > maxHead ? release() : none
        const head = held.subarray(0, end + headEnd.length)
        held = held.subarray(head.length)
        if (kind === 'not-modified') return Buffer.concat([withoutLength(head), release()])
      }
    },
  }
}

const couldBeStatus = (bytes: Buffer): boolean =>
  'HTTP/1.1 '.startsWith(bytes.toString('latin1', 0, 9))

/** 101 is no interim answer: it ends HTTP on the connection, and nobody asked for that. */
function kindOf(bytes: Buffer): 'interim' | 'not-modified' | 'other' {
  const status = bytes.toString('latin1', 0, statusLength)
  if (status === 'HTTP/1.1 304') return 'not-modified'
  return /^HTTP\/1\.1 1(?!01)\d\d$/.test(status) ? 'interim' : 'other'
}

/** One sound length is renamed; more of them, or one beside another framing, stay for the client to refuse. */
function withoutLength(head: Buffer): Buffer {
  const text = head.toString('latin1')
  const lengths = text.match(/^content-length[ \t]*:/gim) ?? []
  if (lengths.length !== 1 || /^transfer-encoding[ \t]*:/im.test(text)) return head
  const renamed = text.replace(/^content-length:(?=[ \t]*\d{1,15}[ \t]*\r$)/im, `${unsentLength}:`)
  return Buffer.from(renamed, 'latin1')
}
