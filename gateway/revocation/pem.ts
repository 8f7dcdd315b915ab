import { DerError } from '../wire/der.ts'

const begin = Buffer.from('-----BEGIN X509 CRL-----')
const end = Buffer.from('-----END X509 CRL-----')
const dashes = Buffer.from('-----')

/**
 * The DER of a revocation list that is either DER itself or one PEM block (RFC 7468 section 5.2; text
 * around the block is allowed, a second block is not). Refuses everything else with a {@link DerError}.
 */
export function derOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw new DerError('het bestand is leeg')
  if (bytes[0] === 0x30) return bytes
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = buffer.indexOf(dashes)
  if (start === -1) throw new DerError('het is geen intrekkingslijst in PEM of DER')
  if (!buffer.subarray(start, start + begin.length).equals(begin))
    throw new DerError('het PEM-blok is geen intrekkingslijst (X509 CRL)')
  const stop = buffer.indexOf(dashes, start + begin.length)
  if (stop === -1 || !buffer.subarray(stop, stop + end.length).equals(end))
    throw new DerError('het PEM-blok is niet af')
  if (buffer.includes(dashes, stop + end.length))
    throw new DerError('er staat meer dan één PEM-blok in het bestand')
  return decodeBase64(buffer, start + begin.length, stop)
}

/**
 * Base64 with line breaks between `from` and `to`. Node's decoder is fast but takes anything, so every
 * octet is judged before.
 */
function decodeBase64(bytes: Buffer, from: number, to: number): Uint8Array {
  let digits = 0
  let padding = 0
  for (let at = from; at < to; at++) {
    const kind = kinds[bytes[at] ?? 0]
    if (kind === digit) {
      digits++
      if (padding > 0) throw broken()
    } else if (kind === pad) padding++
    else if (kind !== space) throw broken()
  }
  if ((digits + padding) % 4 !== 0 || padding > 2) throw broken()
  return Buffer.from(bytes.toString('latin1', from, to), 'base64')
}

const broken = (): DerError => new DerError('het PEM-blok bevat geen geldige base64')

const other = 0
const digit = 1
const pad = 2
const space = 3

function kindsOfOctet(): Uint8Array {
  const table = new Uint8Array(256).fill(other)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  for (const character of alphabet) table[character.charCodeAt(0)] = digit
  for (const character of ' \t\r\n') table[character.charCodeAt(0)] = space
  table['='.charCodeAt(0)] = pad
  return table
}

/** What each octet is in base64. */
const kinds = kindsOfOctet()
