/** An answer as a client has it, read to its end. */
import type { IncomingMessage } from 'node:http'

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The text as JSON; empty when it is none. */
  readonly json: Record<string, unknown>
}

/** Rejects when the answer breaks off. */
export const readAnswer = (response: IncomingMessage): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, text, json: parse(text) })
    })
  })

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
