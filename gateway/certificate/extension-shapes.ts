/**
 * The exact shape of every extension of RFC 5280 4.2 and of qcStatements (RFC 3739 3.2.6), whether its content is used
 * or not: what is malformed was made by nobody whose word counts, and OpenSSL looks at a few of them only.
 */
import { childAt, readDer, readOid, withTag } from '../wire/der-tree.ts'
import type { DerNode } from '../wire/der-tree.ts'
import { DerError, tags } from '../wire/der.ts'
import type { Extension } from './structure.ts'

/** Throws DerError when the value has another shape. */
type Shape = (node: DerNode) => void

/** Throws DerError when an extension that has a shape has another. */
export function judgeShapes(extensions: readonly Extension[]): void {
  for (const { oid, value } of extensions) shapes.get(oid)?.(readDer(value))
}

const refuse = (): never => {
  throw new DerError('een uitbreiding van een andere vorm')
}

const any: Shape = () => undefined

const oid: Shape = (node) => void readOid(node)

const ofTag =
  (tag: number): Shape =>
  (node) =>
    void withTag(node, tag)

/** Every value inside; there must be one (SIZE 1..MAX). */
const each =
  (item: Shape): Shape =>
  ({ children }) => {
    if (children.length === 0) refuse()
    for (const child of children) item(child)
  }

const sequenceOf =
  (item: Shape): Shape =>
  (node) => {
    each(item)(withTag(node, tags.sequence))
  }

/** All of these in this order, and then at most so many as `optional` has. */
const record =
  (needed: readonly Shape[], optional: readonly Shape[] = []): Shape =>
  (node) => {
    const { children } = withTag(node, tags.sequence)
    needed.forEach((shape, index) => {
      shape(childAt(node, index))
    })
    if (children.length > needed.length + optional.length) refuse()
    optional.forEach((shape, index) => {
      const child = children[needed.length + index]
      if (child !== undefined) shape(child)
    })
  }

/** Members that may be left out, each known by its tag, in this order and once. */
const options = (members: readonly (readonly [tag: number, shape: Shape])[], least = 0): Shape => {
  const order = members.map(([tag]) => tag)
  return (node) => {
    const { children } = withTag(node, tags.sequence)
    const places = children.map(({ tag }) => order.indexOf(tag))
    const isInOrder = places.every((place, index) => place > (places[index - 1] ?? -1))
    if (!isInOrder || children.length < least) refuse()
    for (const child of children) members[order.indexOf(child.tag)]?.[1](child)
  }
}

const isAscii = ({ content }: DerNode): boolean => content.every((octet) => octet < 0x80)

/** By the alternative's tag (RFC 5280 4.2.1.6). */
const generalNames: ReadonlyMap<number, (node: DerNode) => boolean> = new Map([
  [0xa0, isOtherName],
  [0x81, isAscii],
  [0x82, isAscii],
  [0xa3, () => true],
  [0xa4, ({ children }: DerNode) => children.length === 1 && children[0]?.tag === tags.sequence],
  [0xa5, () => true],
  [0x86, isAscii],
  // An address; in name constraints with its mask.
  [0x87, ({ content }: DerNode) => [4, 8, 16, 32].includes(content.length)],
  [0x88, ({ content }: DerNode) => content.length > 0],
])

function isOtherName({ children: [type, value, ...more] }: DerNode): boolean {
  return (
    type?.tag === tags.oid &&
    value?.tag === 0xa0 &&
    value.children.length === 1 &&
    more.length === 0
  )
}

const generalName: Shape = (node) => {
  if (generalNames.get(node.tag)?.(node) !== true) refuse()
}

/** A chain of names, or a name below that of the issuer. */
const pointName: Shape = ({ children: [name, ...more] }) => {
  if (name === undefined || more.length > 0) return refuse()
  if (name.tag === 0xa0) each(generalName)(name)
  else each(record([oid, any]))(withTag(name, 0xa1))
}

/** Where to find it or whose list it is must be said: the reasons alone are no point. */
const point: Shape = (node) => {
  options([
    [0xa0, pointName],
    [0x81, any],
    [0xa2, each(generalName)],
  ])(node)
  if (!node.children.some(({ tag }) => tag !== 0x81)) refuse()
}

const access = sequenceOf(record([oid, generalName]))
const names = sequenceOf(generalName)
const points = sequenceOf(point)
const subtrees: Shape = each((node) => {
  generalName(childAt(withTag(node, tags.sequence), 0))
})

/** At least one bit, and none set among those that do not count (X.690 11.2.1). */
const bits: Shape = (node) => {
  const [unused = 8, ...octets] = withTag(node, tags.bitString).content
  const last = octets.at(-1)
  if (last === undefined || (last & ((1 << unused) - 1)) !== 0) refuse()
}

const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['2.5.29.9', sequenceOf(record([oid, ofTag(0x31)]))],
  ['2.5.29.14', ofTag(0x04)],
  ['2.5.29.15', bits],
  [
    '2.5.29.16',
    options(
      [
        [0x80, any],
        [0x81, any],
      ],
      1,
    ),
  ],
  ['2.5.29.17', names],
  ['2.5.29.18', names],
  [
    '2.5.29.19',
    options([
      [tags.boolean, any],
      [tags.integer, any],
    ]),
  ],
  [
    '2.5.29.30',
    options(
      [
        [0xa0, subtrees],
        [0xa1, subtrees],
      ],
      1,
    ),
  ],
  ['2.5.29.31', points],
  ['2.5.29.32', sequenceOf(record([oid], [sequenceOf(record([oid, any]))]))],
  ['2.5.29.33', sequenceOf(record([oid, oid]))],
  [
    '2.5.29.35',
    options([
      [0x80, any],
      [0xa1, each(generalName)],
      [0x82, any],
    ]),
  ],
  [
    '2.5.29.36',
    options(
      [
        [0x80, any],
        [0x81, any],
      ],
      1,
    ),
  ],
  // One without any is told as such: it does not name clientAuth.
  ['2.5.29.37', (node) => void withTag(node, tags.sequence).children.map(readOid)],
  ['2.5.29.46', points],
  ['2.5.29.54', ofTag(tags.integer)],
  ['1.3.6.1.5.5.7.1.1', access],
  ['1.3.6.1.5.5.7.1.11', access],
  ['1.3.6.1.5.5.7.1.3', sequenceOf(record([oid], [any]))],
])
