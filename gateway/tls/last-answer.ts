/**
 * Which answer ends a connection. Requests may be sent one after another without waiting: all that were taken are
 * answered, in their order, and nothing is taken behind an answer that said it is the last (RFC 9112 9.3.2, 9.6).
 */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Of the answers that are being made on a connection the newest becomes its last. */
export function endWithNewest(running: Iterable<ServerResponse>): void {
  const answers = [...running]
  const newest = answers.pop()
  // An earlier one was to be the last until this request came in behind it.
  for (const answer of answers) if (!answer.headersSent) answer.shouldKeepAlive = true
  if (newest !== undefined) newest.shouldKeepAlive = false
}

/** Whether a request is to be taken: false, and nothing may be done with it, behind the last answer of its connection. */
export type Takes = (response: ServerResponse) => boolean

/** Judges the requests of one listener, each of them once and in the order they came. */
export function beforeLastAnswer(): Takes {
  const previous = new WeakMap<Socket, ServerResponse>()
  return (response) => {
    const { socket } = response.req
    const before = previous.get(socket)
    if (before?.headersSent === true && !before.shouldKeepAlive) return false
    previous.set(socket, response)
    return true
  }
}
