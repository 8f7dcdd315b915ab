import { createHash } from 'node:crypto'

/** SHA-256 (FIPS 180-4) in lower-case hex, of bytes or of a text in UTF-8. */
export const sha256Hex = (of: string | Uint8Array): string =>
  createHash('sha256').update(of).digest('hex')
