import type { IncomingMessage } from 'node:http'
import { Refusal } from '../errors.ts'

/**
 * Reads a body of at most `limit` bytes; undefined when it is larger, after which the rest is not read and
 * the connection is of no further use. Rejects when the client leaves before its body is whole.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else {
        request.removeAllListeners('data').pause()
        resolve(undefined)
      }
    })
    const gone = (cause?: Error): void => {
      reject(new Refusal('SL301', { cause }))
    }
    request.on('end', () => {
      // Every request closes in the end: only before its body is whole that means something.
      request.off('close', gone)
      resolve(
        chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size),
      )
    })
    request.on('error', gone)
    request.on('close', gone)
  })
}
