import { DerError } from './der.ts'

const begin = Buffer.from('-----BEGIN X509 CRL-----')
const end = Buffer.from('-----END X509 CRL-----')
const dashes = Buffer.from('-----')

const digits64 = base64Table()

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

/** Base64 with line breaks between `from` and `to`, without making a string of what may be 100 MB. */
function decodeBase64(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const out = new Uint8Array(Math.ceil(((to - from) * 3) / 4))
  let length = 0
  let at = from
  let open: Group = { value: 0, digits: 0, padding: 0 }
  while (at < to) {
    const whole = open.digits === 0 && open.padding === 0 ? fourDigits(bytes, at, to) : -1
    if (whole < 0) {
      open = addDigit(open, digitOf(bytes, at++))
      if (open.digits < 4) continue
    } else at += 4
    const value = whole < 0 ? open.value : whole
    out[length++] = value >> 16
    out[length++] = value >> 8
    out[length++] = value
    open = { value: 0, digits: 0, padding: open.padding }
  }
  if (open.digits !== 0 || open.padding > 2) throw broken()
  return out.subarray(0, length - open.padding)
}

/** Four digits, or as many as were read of them. */
interface Group {
  readonly value: number
  readonly digits: number
  /** How many padding characters were seen so far; after one nothing else may come. */
  readonly padding: number
}

/** The value of the four digits at a place, when nothing else is between them; else -1. Most of a file. */
function fourDigits(bytes: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return -1
  const [a, b] = [digitOf(bytes, at), digitOf(bytes, at + 1)]
  const [c, d] = [digitOf(bytes, at + 2), digitOf(bytes, at + 3)]
  return (a | b | c | d) > lastDigit ? -1 : (a << 18) | (b << 12) | (c << 6) | d
}

function addDigit(group: Group, digit: number): Group {
  if (digit === space) return group
  const isPad = digit === pad
  if (!isPad && (digit > lastDigit || group.padding > 0)) throw broken()
  return {
    value: (group.value << 6) | (digit & 0x3f),
    digits: group.digits + 1,
    padding: group.padding + (isPad ? 1 : 0),
  }
}

const broken = (): DerError => new DerError('het PEM-blok bevat geen geldige base64')

/** The value of a base64 digit, or {@link space}, {@link pad} or more than {@link lastDigit}. */
const digitOf = (bytes: Uint8Array, at: number): number => digits64[bytes[at] ?? 0] ?? invalid

const lastDigit = 63
const space = 0x80
const pad = 0xc0
const invalid = 0xff

function base64Table(): Uint8Array {
  const table = new Uint8Array(256).fill(0xff)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  for (let index = 0; index < 64; index++) table[alphabet.charCodeAt(index)] = index
  for (const character of ' \t\r\n') table[character.charCodeAt(0)] = 0x80
  table['='.charCodeAt(0)] = 0xc0
  return table
}
