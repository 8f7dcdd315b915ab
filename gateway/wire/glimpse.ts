/** What can be seen of a request that the parser gave up on: enough to answer in the form that was asked for. */
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

/**
 * A request with its path and the headers that choose the form of its answer, and nothing else. Undefined: its head
 * does not begin in the bytes that Node gives with its error. Never throws.
 */
export function glimpseOf(error: Error): IncomingMessage | undefined {
  const head = headIn(error)
  if (head === undefined) return undefined
  const path = /^[A-Z-]+ (?<path>\S*)/i.exec(head)?.groups?.['path']
  if (path === undefined && head.length > longestLine) return undefined
  const seen = new IncomingMessage(new Socket())
  seen.url = path ?? ''
  for (const name of ['accept', 'accept-language']) seen.headers[name] = fieldOf(head, name)
  return seen
}

/** Whole requests may stand before it: it begins after the last blank line before the place of the fault. */
function headIn(error: Error): string | undefined {
  const packet = 'rawPacket' in error ? error.rawPacket : undefined
  if (!(packet instanceof Buffer)) return undefined
  const understood = 'bytesParsed' in error ? Number(error.bytesParsed) : 0
  const text = packet.toString('latin1')
  const blank = text.lastIndexOf('\r\n\r\n', Math.max(0, understood - 5))
  return text.slice(blank === -1 ? 0 : blank + 4).split('\r\n\r\n', 1)[0]
}

/** What is longer and does not begin as a request is the rest of a head that began in earlier bytes. */
const longestLine = 4096

function fieldOf(head: string, name: string): string | undefined {
  const values = [...head.matchAll(new RegExp(`^${name}[ \\t]*:(.*)$`, 'gim'))]
  return values.length === 0 ? undefined : values.map(([, value = '']) => value.trim()).join(', ')
}
