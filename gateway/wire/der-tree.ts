/** A certificate's worth of DER as a tree, every value in its one form; see der.ts. */
import { DerError, checkForm, constructed, content, cursorAt, ended, openTlv, tags } from './der.ts'
import type { Cursor } from './der.ts'

/** One type-length-value. `tag` is the whole identifier octet, such as 0x30 for SEQUENCE. */
export interface DerNode {
  readonly tag: number
  readonly content: Buffer
  /** Tag, length and content. */
  readonly raw: Buffer
  /** The values inside a constructed one; empty for a primitive one. */
  readonly children: readonly DerNode[]
}

/** Certificates nest about ten deep. */
const maxDepth = 32

/** The one value that `bytes` hold. Throws DerError when they hold anything else, or more. */
export function readDer(bytes: Buffer): DerNode {
  const cursor = cursorAt(bytes)
  const node = readNode(cursor, bytes.length, 0)
  ended(cursor, bytes.length)
  return node
}

function readNode(cursor: Cursor, limit: number, depth: number): DerNode {
  if (depth > maxDepth) throw new DerError('waarden die te diep genest zijn')
  const start = cursor.at
  openTlv(cursor, limit)
  checkForm(cursor)
  const { tag, to } = cursor
  const inside = bufferOf(content(cursor))
  const children: DerNode[] = []
  if ((tag & constructed) === 0) cursor.at = to
  else while (cursor.at < to) children.push(readNode(cursor, to, depth + 1))
  return { tag, content: inside, raw: bufferOf(cursor.bytes.subarray(start, to)), children }
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

/** The child at `index`, which must be there. */
export function childAt(node: DerNode, index: number): DerNode {
  const child = node.children[index]
  if (child === undefined) throw new DerError('er ontbreekt een waarde')
  return child
}

/** The node itself, which must have this tag. */
export function withTag(node: DerNode, tag: number): DerNode {
  if (node.tag !== tag) throw new DerError('een waarde van een ander soort dan verwacht')
  return node
}

/** Dotted text of an OBJECT IDENTIFIER (X.690 8.19). Each OID has one encoding and one text. */
export function readOid(node: DerNode): string {
  const arcs: bigint[] = []
  let arc = 0n
  for (const octet of withTag(node, tags.oid).content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    if (octet >= 0x80) continue
    arcs.push(arc)
    arc = 0n
  }
  return arcs.map((value, index) => (index === 0 ? firstTwoArcs(value) : String(value))).join('.')
}

/** X.690 8.19.4: the first two arcs share one number; only under 2 may the second pass 39. */
function firstTwoArcs(both: bigint): string {
  const first = both < 80n ? both / 40n : 2n
  return `${String(first)}.${String(both - first * 40n)}`
}
