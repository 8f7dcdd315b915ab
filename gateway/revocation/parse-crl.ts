/**
 * Reads a revocation list (RFC 5280 5) strictly: a full, direct, signed v2 list with an end, or a problem. Pure and linear; runs on either thread. Whether it is too old is judged where it is kept.
 */
import { sha256Hex } from '../base/hash.ts'
import { ListProblem, readEntryExtensions, readListExtensions } from './crl-extensions.ts'
import type { ListExtensions } from './crl-extensions.ts'
import {
  content,
  cursorAt,
  DerError,
  ended,
  isNext,
  openTag,
  passTag,
  tags,
  takeWhole,
} from '../wire/der.ts'
import type { Cursor } from '../wire/der.ts'
import { isTimeNext, takeTime } from '../wire/der-time.ts'
import { derOf } from './pem.ts'
import { buildSerialSet } from './serial-set.ts'
import type { SerialSet } from './serial-set.ts'
import { isKnownAlgorithm, isSignedBy } from './signature.ts'

/** A CA that may have signed the list. */
export interface SigningCa {
  /** SHA-256 of its SubjectPublicKeyInfo, lower-case hex. */
  readonly keyId: string
  /** DER of its subject. */
  readonly subject: Uint8Array
  /** DER of its SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
}

/** A list that was read and whose signature holds. Times are milliseconds since the epoch. */
export interface RevocationList {
  /** The CA whose key signed it. */
  readonly keyId: string
  /** SHA-256 of the DER, lower-case hex: two lists are the same when these are. */
  readonly sha256: string
  /** crlNumber. Some authorities leave it out, RFC 5280 5.2.3 notwithstanding: then the dates decide. */
  readonly number: bigint | undefined
  /** See ListExtensions: undefined when the list covers every certificate of its CA. */
  readonly scope: readonly string[] | undefined
  readonly thisUpdate: number
  /** From this moment on the list says nothing of what is not on it. */
  readonly nextUpdate: number
  readonly serials: SerialSet
}

/** The list with its DER (for the cache), or why it is refused: one Dutch clause. */
export type ParsedCrl =
  | { readonly list: RevocationList; readonly der: Uint8Array }
  /** `opnieuw`: nothing is known of the list, because this machine could not read it now. */
  | { readonly problem: string; readonly opnieuw?: true }

/** Reads PEM or DER. One of `cas` must have issued and signed it. Never throws for what it was given. */
export function parseCrl(bytes: Uint8Array, cas: readonly SigningCa[]): ParsedCrl {
  try {
    const der = derOf(bytes)
    return { list: readList(der, cas), der }
  } catch (error) {
    if (error instanceof ListProblem) return { problem: error.message }
    if (error instanceof DerError)
      return { problem: `geen geldige intrekkingslijst: ${error.message}` }
    throw error
  }
}

function readList(der: Uint8Array, cas: readonly SigningCa[]): RevocationList {
  const cursor = cursorAt(der)
  openTag(cursor, tags.sequence, der.length)
  ended({ ...cursor, at: cursor.to }, der.length)
  const tbs = takeWhole(cursor, tags.sequence, der.length)
  const algorithm = takeWhole(cursor, tags.sequence, der.length)
  passTag(cursor, tags.bitString, der.length)
  ended(cursor, der.length)
  const head = readHead(tbs, algorithm)
  const keyId = signerOf(cas, head.issuer, { algorithm, data: tbs, signature: bitsOf(cursor) })
  const { entries, number, scope } = readTail(head.cursor, tbs.length)
  const { thisUpdate, nextUpdate } = head
  const sha256 = sha256Hex(der)
  const serials = readSerials(tbs, entries)
  return { keyId, sha256, number, scope, thisUpdate, nextUpdate, serials }
}

/** The fields before the entries; the cursor stands behind nextUpdate. */
function readHead(tbs: Uint8Array, outerAlgorithm: Uint8Array) {
  const cursor = cursorAt(tbs)
  openTag(cursor, tags.sequence, tbs.length)
  // RFC 5280 5.1.2.1: v2 is the INTEGER 1; a v1 list has no version and no extensions
  const version = isNext(cursor, tags.integer, tbs.length)
    ? takeWhole(cursor, tags.integer, tbs.length)
    : undefined
  if (version?.length !== 3 || version[2] !== 1)
    throw new ListProblem('de lijst is niet van versie 2')
  const algorithm = takeWhole(cursor, tags.sequence, tbs.length)
  if (!Buffer.from(algorithm).equals(outerAlgorithm))
    throw new ListProblem('de lijst noemt twee verschillende ondertekenmethoden')
  const issuer = takeWhole(cursor, tags.sequence, tbs.length)
  const thisUpdate = takeTime(cursor, tbs.length)
  if (!isTimeNext(cursor, tbs.length))
    throw new ListProblem('de lijst zegt niet tot wanneer ze geldt (nextUpdate)')
  const nextUpdate = takeTime(cursor, tbs.length)
  if (nextUpdate <= thisUpdate) throw new ListProblem('de lijst eindigt voordat ze begint')
  return { cursor, issuer, thisUpdate, nextUpdate }
}

/** Where the entries are, and what the extensions say. */
function readTail(cursor: Cursor, limit: number): ListExtensions & { readonly entries: Span } {
  let entries = { from: 0, to: 0 }
  if (isNext(cursor, tags.sequence, limit)) {
    passTag(cursor, tags.sequence, limit)
    entries = { from: cursor.from, to: cursor.to }
  }
  const extensions = isNext(cursor, 0xa0, limit)
    ? readListExtensions(cursor, limit)
    : { number: undefined, scope: undefined }
  ended(cursor, limit)
  return { entries, ...extensions }
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Twice over the entries: first to judge and measure, then to fill arrays of exactly that size. */
function readSerials(tbs: Uint8Array, entries: Span): SerialSet {
  let count = 0
  let octets = 0
  eachSerial(tbs, entries, (from, to) => {
    count++
    octets += to - from
  })
  const builder = buildSerialSet(count, octets)
  eachSerial(tbs, entries, (from, to) => {
    builder.add(tbs, from, to)
  })
  return builder.finish()
}

/** Calls `visit` with the content octets of every serial, and judges what stands beside it. */
function eachSerial(
  bytes: Uint8Array,
  { from, to }: Span,
  visit: (from: number, to: number) => void,
): void {
  const cursor = cursorAt(bytes, from)
  while (cursor.at < to) {
    openTag(cursor, tags.sequence, to)
    const end = cursor.to
    passTag(cursor, tags.integer, end)
    if (cursor.from === cursor.to) throw new DerError('een leeg serienummer')
    visit(cursor.from, cursor.to)
    passTag(cursor, isNext(cursor, tags.utcTime, end) ? tags.utcTime : tags.generalizedTime, end)
    if (cursor.at < end) readEntryExtensions(cursor, end)
  }
}

/** The key decides whose list it is: names alone are not unique. */
function signerOf(
  cas: readonly SigningCa[],
  issuer: Uint8Array,
  signed: Parameters<typeof isSignedBy>[1],
): string {
  if (!isKnownAlgorithm(signed.algorithm))
    throw new ListProblem('de lijst is ondertekend met een methode die hier niet telt')
  const named = cas.filter(({ subject }) => Buffer.from(subject).equals(issuer))
  if (named.length === 0)
    throw new ListProblem('de lijst is van een andere uitgever dan het profiel noemt')
  const signer = named.find(({ spki }) => isSignedBy(spki, signed))
  if (signer === undefined)
    throw new ListProblem('de handtekening van de lijst klopt niet met de sleutel van de uitgever')
  return signer.keyId
}

/** The octets of a BIT STRING that is made of whole octets. */
function bitsOf(cursor: Cursor): Uint8Array {
  const octets = content(cursor)
  if (octets[0] !== 0) throw new DerError('een handtekening die geen DER is')
  return octets.subarray(1)
}
