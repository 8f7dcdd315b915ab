/**
 * Strict DER (X.690 section 10): one way to write every value, nothing left over. The ASN.1 library at hand
 * reads BER too; what has passed here has one reading only, for OpenSSL and for us.
 */
import { MalformedCertificate } from './malformed.ts'

/** One type-length-value. `tag` is the whole identifier octet, such as 0x30 for SEQUENCE. */
export interface DerNode {
  readonly tag: number
  readonly content: Buffer
  /** Tag, length and content. */
  readonly raw: Buffer
  /** The values inside a constructed one; empty for a primitive one. */
  readonly children: readonly DerNode[]
}

/** The identifier octets that certificates use. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const

const CONSTRUCTED = 0x20
const CLASS_MASK = 0xc0
const NUMBER_MASK = 0x1f
/** Certificates nest about ten deep. */
const MAX_DEPTH = 32

/** The one value that `bytes` hold. Throws MalformedCertificate when they hold anything else, or more. */
export function readDer(bytes: Buffer): DerNode {
  const node = readNode(bytes, 0)
  if (node.raw.length !== bytes.length) throw new MalformedCertificate('bytes after the value')
  return node
}

/** The child at `index`, which must be there. */
export function childAt(node: DerNode, index: number): DerNode {
  const child = node.children[index]
  if (child === undefined) throw new MalformedCertificate('a value is missing')
  return child
}

/** The node itself, which must have this tag. */
export function withTag(node: DerNode, tag: number): DerNode {
  if (node.tag !== tag) throw new MalformedCertificate('a value has another type than is due')
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

function readNode(bytes: Buffer, depth: number): DerNode {
  const tag = bytes[0]
  if (tag === undefined || (tag & NUMBER_MASK) === NUMBER_MASK || depth > MAX_DEPTH)
    throw new MalformedCertificate('not a DER value')
  const { start, length } = readLength(bytes)
  const end = start + length
  if (end > bytes.length) throw new MalformedCertificate('a value is cut off')
  const content = bytes.subarray(start, end)
  checkForm(tag, content)
  const children = (tag & CONSTRUCTED) === 0 ? [] : readAll(content, depth + 1)
  return { tag, content, raw: bytes.subarray(0, end), children }
}

function readAll(bytes: Buffer, depth: number): readonly DerNode[] {
  const nodes: DerNode[] = []
  let rest = bytes
  while (rest.length > 0) {
    const node = readNode(rest, depth)
    nodes.push(node)
    rest = rest.subarray(node.raw.length)
  }
  return nodes
}

/** X.690 10.1: definite, in as few octets as it takes. Three octets reach 16 MiB, far past any handshake. */
function readLength(bytes: Buffer): { readonly start: number; readonly length: number } {
  const first = bytes[1]
  if (first === undefined) throw new MalformedCertificate('a value is cut off')
  if (first < 0x80) return { start: 2, length: first }
  const octets = first & 0x7f
  if (octets < 1 || octets > 3 || bytes.length < 2 + octets)
    throw new MalformedCertificate('a length is not DER')
  const length = bytes.readUIntBE(2, octets)
  if (length < 0x80 || length < 2 ** (8 * (octets - 1)))
    throw new MalformedCertificate('a length is not DER')
  return { start: 2 + octets, length }
}

/** What DER asks of each universal type that decides something: its form and its one encoding. */
const forms: ReadonlyMap<number, (content: Buffer) => boolean> = new Map([
  [tags.boolean, (content) => content.length === 1 && (content[0] === 0 || content[0] === 0xff)],
  [tags.integer, isMinimalInteger],
  [tags.bitString, (content) => content.length > 0 && content.readUInt8(0) < 8],
  [tags.null, (content) => content.length === 0],
  [tags.oid, isCanonicalOid],
])

function checkForm(tag: number, content: Buffer): void {
  if ((tag & CLASS_MASK) !== 0) return
  const number = tag & NUMBER_MASK
  // SEQUENCE and SET are constructed, every other type a certificate holds is primitive (X.690 10.2).
  const constructed =
    number === (tags.sequence & NUMBER_MASK) || number === (tags.set & NUMBER_MASK)
  if (constructed !== ((tag & CONSTRUCTED) !== 0) || forms.get(tag)?.(content) === false)
    throw new MalformedCertificate('a value is not DER')
}

/** X.690 8.3.2: the first nine bits are not all alike. */
function isMinimalInteger(content: Buffer): boolean {
  if (content.length < 2) return content.length === 1
  const start = content.readUInt16BE(0)
  return start >= 0x80 && start < 0xff80
}

/** X.690 8.19.2: no arc begins with 0x80, which would give one OID two encodings; the last arc ends. */
function isCanonicalOid(content: Buffer): boolean {
  let starts = true
  for (const octet of content) {
    if (starts && octet === 0x80) return false
    starts = octet < 0x80
  }
  return starts && content.length > 0
}
