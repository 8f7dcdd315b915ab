import type { Readable } from 'node:stream'

/** The body, or undefined (and the connection dropped) as soon as it is larger than `maxBytes`. */
export async function readBodyUpTo(body: Readable, maxBytes: number): Promise<Buffer | undefined> {
  body.on('error', ignore)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Drops a body that nobody reads, and the connection with it. */
export function dropBody(body: Readable): void {
  // undici tells of it by an error event, which would end the process if nobody listened
  body.on('error', ignore)
  body.destroy()
}

const ignore = (): void => undefined
