import { createHash } from 'node:crypto'

/** SHA-256 (FIPS 180-4) in lower-case hex, of bytes or of a text in UTF-8. */
export const sha256Hex = (of: string | Uint8Array): string =>
  createHash('sha256').update(of).digest('hex')

/** SHA-256 in base64url without padding (RFC 4648 5), as JOSE writes it, of a text in UTF-8. */
export const sha256Base64url = (of: string): string =>
  createHash('sha256').update(of).digest('base64url')
