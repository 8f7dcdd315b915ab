/**
 * The one reader of DER (X.690 section 10) of bytes that were signed: one way to write every value, nothing left
 * over. The ASN.1 library at hand reads BER too; what passes here has one reading only, for OpenSSL and for us
 * (docs/adr/0012). It moves over the bytes without a tree: a list of a million entries is read in constant memory.
 */

/** Identifier octets of X.690 that are read here. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** Bytes that are not the DER that was expected. The message is one Dutch clause, and holds nothing of the bytes. */
export class DerError extends Error {
  override readonly name = 'DerError'
}

/** A place in DER bytes. `tag`, `from` and `to` describe the element last opened: its content is [from, to). */
export interface Cursor {
  readonly bytes: Uint8Array
  /** Where the next element begins. */
  at: number
  tag: number
  from: number
  to: number
}

/** A cursor at `at`. */
export const cursorAt = (bytes: Uint8Array, at = 0): Cursor => ({
  bytes,
  at,
  tag: 0,
  from: at,
  to: at,
})

/** Opens the element at the cursor, which ends at or before `limit`; moves to its first content octet. */
export function openTlv(cursor: Cursor, limit: number): void {
  const { bytes, at } = cursor
  if (at + 2 > limit) throw new DerError('het bestand houdt te vroeg op')
  const tag = byteAt(bytes, at)
  if ((tag & 0x1f) === 0x1f) throw new DerError('een onverwacht ASN.1-gegeven')
  const first = byteAt(bytes, at + 1)
  const octets = first < 0x80 ? 0 : first - 0x80
  const length = octets === 0 ? shortLength(first) : longLength(bytes, at + 2, octets, limit)
  cursor.tag = tag
  cursor.from = at + 2 + octets
  cursor.to = cursor.from + length
  cursor.at = cursor.from
  if (cursor.to > limit) throw new DerError('het bestand houdt te vroeg op')
}

/** Opens an element that must have this tag. */
export function openTag(cursor: Cursor, tag: number, limit: number): void {
  openTlv(cursor, limit)
  if (cursor.tag !== tag) throw new DerError('een onverwacht ASN.1-gegeven')
}

/** Opens an element with this tag and moves past it. */
export function passTag(cursor: Cursor, tag: number, limit: number): void {
  openTag(cursor, tag, limit)
  cursor.at = cursor.to
}

/** Whether an element with this tag comes next. */
export const isNext = (cursor: Cursor, tag: number, limit: number): boolean =>
  cursor.at < limit && cursor.bytes[cursor.at] === tag

/** The content of the element last opened. */
export const content = ({ bytes, from, to }: Cursor): Uint8Array => bytes.subarray(from, to)

/** The whole of an element with this tag, header and content; moves past it. */
export function takeWhole(cursor: Cursor, tag: number, limit: number): Uint8Array {
  const start = cursor.at
  passTag(cursor, tag, limit)
  return cursor.bytes.subarray(start, cursor.to)
}

/** Nothing may come between the cursor and `limit`. */
export function ended(cursor: Cursor, limit: number): void {
  if (cursor.at !== limit) throw new DerError('er staat meer in dan verwacht')
}

/** A DER BOOLEAN content as a boolean. */
export function booleanOf(octets: Uint8Array): boolean {
  if (!isBoolean(octets)) throw new DerError('een waarheidswaarde die geen DER is')
  return octets[0] === 0xff
}

/** The bit of an identifier octet that says that values stand inside. */
export const constructed = 0x20

/**
 * The form and the one encoding that DER asks of the element last opened, as far as its type is one that decides
 * something. Opening does not ask it: authorities write serial numbers of lists with superfluous zeros, and a list
 * that is refused is worse than a number that is compared without them.
 */
export function checkForm(cursor: Cursor): void {
  const { tag } = cursor
  if ((tag & 0xc0) !== 0) return
  const number = tag & 0x1f
  // SEQUENCE and SET are constructed, every other type that is read is primitive (X.690 10.2).
  const holdsValues = number === (tags.sequence & 0x1f) || number === (tags.set & 0x1f)
  if (holdsValues !== ((tag & constructed) !== 0) || forms.get(tag)?.(content(cursor)) === false)
    throw new DerError('een waarde die geen DER is')
}

const forms: ReadonlyMap<number, (content: Uint8Array) => boolean> = new Map([
  [tags.boolean, isBoolean],
  [tags.integer, isMinimalInteger],
  [tags.bitString, ([unused]) => unused !== undefined && unused < 8],
  [tags.null, ({ length }) => length === 0],
  [tags.oid, isCanonicalOid],
])

function isBoolean([value, ...more]: Uint8Array): boolean {
  return (value === 0x00 || value === 0xff) && more.length === 0
}

/** X.690 8.3.2: the first nine bits are not all alike. */
function isMinimalInteger({ length, 0: first = 0, 1: second = 0 }: Uint8Array): boolean {
  if (length < 2) return length === 1
  const start = first * 256 + second
  return start >= 0x80 && start < 0xff80
}

/** X.690 8.19.2: no arc begins with 0x80, which would give one OID two encodings; the last arc ends. */
function isCanonicalOid(content: Uint8Array): boolean {
  let starts = true
  for (const octet of content) {
    if (starts && octet === 0x80) return false
    starts = octet < 0x80
  }
  return starts && content.length > 0
}

function byteAt(bytes: Uint8Array, at: number): number {
  const value = bytes[at]
  if (value === undefined) throw new DerError('het bestand houdt te vroeg op')
  return value
}

function shortLength(first: number): number {
  if (first === 0x80) throw new DerError('een onbepaalde lengte is geen DER')
  return first
}

function longLength(bytes: Uint8Array, at: number, octets: number, limit: number): number {
  if (octets > 4 || at + octets > limit) throw new DerError('een lengte die niet kan')
  let length = 0
  for (let index = at; index < at + octets; index++) length = length * 256 + byteAt(bytes, index)
  // X.690 10.1: the length is written in as few octets as it needs
  const least = octets === 1 ? 0x80 : 256 ** (octets - 1)
  if (length < least) throw new DerError('een lengte die geen DER is')
  return length
}
