/**
 * Which answer ends a connection. Requests may be sent one after another without waiting: all that were taken are
 * answered, in their order, and nothing is taken behind an answer that said it is the last (RFC 9112 9.3.2, 9.6).
 */
import type { ServerResponse } from 'node:http'

/** Of the answers that are being made on a connection the newest becomes its last. */
export function endWithNewest(running: Iterable<ServerResponse>): void {
  const answers = [...running]
  const newest = answers.pop()
  // An earlier one was to be the last until this request came in behind it.
  for (const answer of answers) if (!answer.headersSent) answer.shouldKeepAlive = true
  if (newest !== undefined) newest.shouldKeepAlive = false
}

/** Whether a request came in behind an answer on its connection that said it is the last: nothing may be done with it. */
export function isBehindLast(running: Iterable<ServerResponse>, response: ServerResponse): boolean {
  for (const before of running) {
    if (before === response) return false
    if (before.headersSent && !before.shouldKeepAlive) return true
  }
  return false
}
