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
    request.on('end', () => {
      resolve(Buffer.concat(chunks, size))
    })
    const gone = (cause?: Error): void => {
      reject(new Refusal('SL301', { cause }))
    }
    request.on('error', gone)
    request.on('close', gone)
  })
}
