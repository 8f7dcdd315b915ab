/**
 * The outer structure of a certificate (RFC 5280 4.1), exact: every member of its type, in its place, and
 * none besides. The ASN.1 library at hand takes an extra member, and text where an OID is due.
 */
import { childAt, readDer, readOid, withTag } from '../wire/der-tree.ts'
import type { DerNode } from '../wire/der-tree.ts'
import { DerError, tags } from '../wire/der.ts'

/** An extension (RFC 5280 4.1.2.9) with the octets that hold its value. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Buffer
}

/** The members of a certificate that are looked at. */
export interface Structure {
  /** As people count: 1, 2 or 3. */
  readonly version: number
  readonly serialNumber: DerNode
  readonly signatureAlgorithm: DerNode
  readonly notBefore: DerNode
  readonly notAfter: DerNode
  readonly subject: DerNode
  readonly subjectPublicKeyInfo: DerNode
  readonly extensions: readonly Extension[]
}

/** Explicit version, implicit issuerUniqueID and subjectUniqueID, explicit extensions: [0] to [3]. */
const CONTEXT = { version: 0xa0, issuerId: 0x81, subjectId: 0x82, extensions: 0xa3 } as const
const OCTET_STRING = 0x04

/** Takes the certificate apart. Throws DerError when a member is wrong, missing or too many. */
export function readStructure(der: Buffer): Structure {
  const outer = cursorOver(withTag(readDer(der), tags.sequence))
  const tbs = cursorOver(outer.take(tags.sequence))
  const signatureAlgorithm = outer.take(tags.sequence)
  outer.take(tags.bitString)
  outer.end()
  const version = readVersion(tbs.takeIf(CONTEXT.version))
  const serialNumber = tbs.take(tags.integer)
  // RFC 5280 4.1.1.2: named once inside what is signed and once outside it, alike.
  if (!tbs.take(tags.sequence).raw.equals(signatureAlgorithm.raw))
    throw new DerError('twee ondertekenmethoden')
  tbs.take(tags.sequence) // issuer: judged by its key, never by its name
  const validity = cursorOver(tbs.take(tags.sequence))
  const structure = {
    version,
    serialNumber,
    signatureAlgorithm,
    notBefore: validity.takeAny(),
    notAfter: validity.takeAny(),
    subject: tbs.take(tags.sequence),
    subjectPublicKeyInfo: tbs.take(tags.sequence),
  }
  validity.end()
  tbs.takeIf(CONTEXT.issuerId)
  tbs.takeIf(CONTEXT.subjectId)
  const extensions = readExtensionList(tbs.takeIf(CONTEXT.extensions))
  tbs.end()
  return { ...structure, extensions }
}

interface Cursor {
  /** The next member, of whatever type. */
  takeAny(): DerNode
  /** The next member, which must have this tag. */
  take(tag: number): DerNode
  /** The next member when it has this tag. */
  takeIf(tag: number): DerNode | undefined
  /** There must be no more. */
  end(): void
}

function cursorOver(node: DerNode): Cursor {
  let next = 0
  const takeAny = (): DerNode => childAt(node, next++)
  return {
    takeAny,
    take: (tag) => withTag(takeAny(), tag),
    takeIf: (tag) => (node.children[next]?.tag === tag ? takeAny() : undefined),
    end: () => {
      if (next < node.children.length) throw new DerError('er staat meer in dan verwacht')
    },
  }
}

function readVersion(node: DerNode | undefined): number {
  if (node === undefined) return 1
  const { content } = onlyChild(node, tags.integer)
  const written = content.readInt8(0)
  if (content.length > 1 || written < 0 || written > 2)
    throw new DerError('een versie die niet bestaat')
  return written + 1
}

function readExtensionList(node: DerNode | undefined): readonly Extension[] {
  if (node === undefined) return []
  return onlyChild(node, tags.sequence).children.map((extension) => {
    const cursor = cursorOver(withTag(extension, tags.sequence))
    const oid = readOid(cursor.take(tags.oid))
    const critical = cursor.takeIf(tags.boolean)?.content[0] === 0xff
    const value = cursor.take(OCTET_STRING).content
    cursor.end()
    return { oid, critical, value }
  })
}

function onlyChild(node: DerNode, tag: number): DerNode {
  const cursor = cursorOver(node)
  const child = cursor.take(tag)
  cursor.end()
  return child
}
