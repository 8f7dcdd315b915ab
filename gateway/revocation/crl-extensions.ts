/** What the extensions of a list and of its entries may say (RFC 5280 5.2, 5.3). */
import {
  booleanOf,
  content,
  cursorAt,
  DerError,
  ended,
  isNext,
  openTlv,
  openTag,
  passTag,
  tags,
} from '../wire/der.ts'
import type { Cursor } from '../wire/der.ts'

/** A list that is well formed but does not count as one; the message says why, in Dutch. */
export class ListProblem extends Error {
  override readonly name = 'ListProblem'
}

/** The last arc of 2.5.29.x; anything else is `other`. */
const id = {
  reasonCode: 21,
  cRLNumber: 20,
  deltaCRLIndicator: 27,
  issuingDistributionPoint: 28,
  certificateIssuer: 29,
  authorityKeyIdentifier: 35,
  other: -1,
} as const

/** An extension: its content is `bytes[from, to)` of the cursor. */
interface Extension {
  id: number
  critical: boolean
}

/** What the extensions of a list say. */
export interface ListExtensions {
  /** crlNumber. */
  readonly number: bigint | undefined
  /**
   * The addresses the list says it is published at. It covers the certificates that name one of them, and says
   * nothing of others: a CA may split its lists by address (RFC 5280 6.3.3 b). Undefined: it covers all.
   */
  readonly scope: readonly string[] | undefined
}

/** Extensions of the list between the cursor and `limit`: judges each. */
export function readListExtensions(cursor: Cursor, limit: number): ListExtensions {
  openTag(cursor, 0xa0, limit)
  const outer = cursor.to
  openTag(cursor, tags.sequence, outer)
  const end = cursor.to
  const seen = new Set<number>()
  let number: bigint | undefined
  let scope: readonly string[] | undefined
  while (cursor.at < end) {
    const extension = openExtension(cursor, end)
    if (extension.id !== id.other && seen.has(extension.id))
      throw new ListProblem('een uitbreiding komt twee keer voor')
    seen.add(extension.id)
    const value = content(cursor)
    judgeListExtension(extension, value)
    if (extension.id === id.cRLNumber) number = readNumber(value)
    if (extension.id === id.issuingDistributionPoint) scope = readScope(value)
    cursor.at = cursor.to
  }
  ended(cursor, outer)
  return { number, scope }
}

/** Judges the extensions of one entry, between the cursor and `limit`. */
export function readEntryExtensions(cursor: Cursor, limit: number): void {
  openTag(cursor, tags.sequence, limit)
  const end = cursor.to
  while (cursor.at < end) {
    const extension = openExtension(cursor, end)
    if (extension.id === id.certificateIssuer)
      throw new ListProblem('het is een indirecte lijst (certificateIssuer)')
    if (extension.id === id.reasonCode) judgeReason(cursor)
    else if (extension.critical)
      throw new ListProblem('een ingetrokken certificaat heeft een onbekende kritieke uitbreiding')
    cursor.at = cursor.to
  }
  ended(cursor, limit)
}

/** Opens an Extension and then its OCTET STRING, whose content the cursor holds afterwards. */
function openExtension(cursor: Cursor, limit: number): Extension {
  openTag(cursor, tags.sequence, limit)
  const end = cursor.to
  openTag(cursor, tags.oid, end)
  const { bytes, from, to } = cursor
  const certificateArc = to - from === 3 && bytes[from] === 0x55 && bytes[from + 1] === 0x1d
  const extension = {
    id: certificateArc ? (bytes[from + 2] ?? id.other) : id.other,
    critical: false,
  }
  cursor.at = to
  if (isNext(cursor, tags.boolean, end)) {
    passTag(cursor, tags.boolean, end)
    extension.critical = booleanOf(content(cursor))
  }
  openTag(cursor, tags.octetString, end)
  if (cursor.to !== end) throw new DerError('er staat meer in een uitbreiding dan verwacht')
  return extension
}

function judgeListExtension(extension: Extension, value: Uint8Array): void {
  switch (extension.id) {
    case id.deltaCRLIndicator:
      throw new ListProblem('het is een deltalijst; alleen een volledige lijst telt')
    case id.issuingDistributionPoint:
      judgeDistributionPoint(value)
      return
    case id.cRLNumber:
    case id.authorityKeyIdentifier:
      return
    default:
      if (extension.critical)
        throw new ListProblem('de lijst heeft een onbekende kritieke uitbreiding')
  }
}

/**
 * RFC 5280 5.2.5. A full list may name where it is published ([0] with a fullName); every other field
 * makes it partial ([1], [2], [3], [5]) or indirect ([4]), unless it is a spelled-out FALSE.
 */
function judgeDistributionPoint(value: Uint8Array): void {
  const cursor = cursorAt(value)
  openTag(cursor, tags.sequence, value.length)
  ended({ ...cursor, at: cursor.to }, value.length)
  while (cursor.at < value.length) {
    openTlv(cursor, value.length)
    if (cursor.tag === 0xa0 && value[cursor.from] === 0xa0) cursor.at = cursor.to
    else if (isPlainFalse(cursor)) cursor.at = cursor.to
    else if (cursor.tag === 0x84) throw new ListProblem('het is een indirecte lijst')
    else throw new ListProblem('het is een gedeeltelijke lijst; alleen een volledige lijst telt')
  }
}

/** The addresses of a point that {@link judgeDistributionPoint} let pass; undefined when it names none. */
function readScope(value: Uint8Array): readonly string[] | undefined {
  const cursor = cursorAt(value)
  openTag(cursor, tags.sequence, value.length)
  if (!isNext(cursor, 0xa0, value.length)) return undefined
  openTag(cursor, 0xa0, value.length)
  openTag(cursor, 0xa0, cursor.to)
  const end = cursor.to
  const urls: string[] = []
  while (cursor.at < end) {
    openTlv(cursor, end)
    if (cursor.tag === 0x86) urls.push(Buffer.from(content(cursor)).toString('latin1'))
    cursor.at = cursor.to
  }
  return urls
}

const isPlainFalse = (cursor: Cursor): boolean =>
  [0x81, 0x82, 0x84, 0x85].includes(cursor.tag) && !booleanOf(content(cursor))

function readNumber(value: Uint8Array): bigint {
  const cursor = cursorAt(value)
  passTag(cursor, tags.integer, value.length)
  ended(cursor, value.length)
  const octets = content(cursor)
  // RFC 5280 5.2.3: at most 20 octets, never negative
  if (octets.length === 0 || octets.length > 20 || (octets[0] ?? 0) >= 0x80)
    throw new ListProblem('het nummer van de lijst (crlNumber) kan niet')
  return BigInt(`0x${Buffer.from(octets).toString('hex')}`)
}

/** removeFromCRL (8) belongs in delta lists only (RFC 5280 5.3.1); every other reason revokes. */
function judgeReason({ bytes, from, to }: Cursor): void {
  if (to - from !== 3 || bytes[from] !== tags.enumerated || bytes[from + 1] !== 1)
    throw new DerError('een reden van intrekking die geen DER is')
  if (bytes[from + 2] === 8)
    throw new ListProblem('de lijst haalt certificaten van een andere lijst (removeFromCRL)')
}
