/**
 * Which field values pass. Bytes above ASCII are opaque (RFC 9110 5.5) and pass as they are, as UTF-8 or as text of
 * one byte a character; what some reader could take for the end of a line passes in neither.
 */
import { isUtf8 } from 'node:buffer'

/** Told of every value that is left out; never what it was. */
export type OnDropped = (header: string) => void

/** Whether a value, one character a byte as Node and the HTTP client have it, may pass. */
export function isPassable(value: string): boolean {
  if (/^[\t\u0020-\u007e]*$/.test(value)) return true
  if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) return false
  const bytes = Buffer.from(value, 'latin1')
  // Control characters of one byte (C1), or written in UTF-8, and its line separators.
  return isUtf8(bytes)
    ? !/[\u0080-\u009f\u2028\u2029]/.test(bytes.toString('utf8'))
    : !/[\u0080-\u009f]/.test(value)
}
