import type { IncomingHttpHeaders } from 'node:http'

/** Whether a request announces content (RFC 9112 6.3); one of no bytes is none. */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
