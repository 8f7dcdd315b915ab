/** The ASN.1 string types, and how each that a name may use is decoded: strictly, or not at all. */
import type { AttributeValue } from './certificate.ts'
import type { DerNode } from '../wire/der-tree.ts'

type Decode = (content: Buffer) => string | undefined

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(content: Buffer): string | undefined {
  try {
    return utf8.decode(content)
  } catch {
    return undefined
  }
}

const within =
  (alphabet: RegExp): Decode =>
  (content) => {
    const text = content.toString('latin1')
    return alphabet.test(text) ? text : undefined
  }

const undecoded: Decode = () => undefined

/** By tag (X.680 8.4). Types that RFC 5280 4.1.2.4 leaves to old certificates are named, not decoded. */
const stringTypes: ReadonlyMap<number, { readonly type: string; readonly decode: Decode }> =
  new Map([
    [0x0c, { type: 'UTF8String', decode: decodeUtf8 }],
    [0x12, { type: 'NumericString', decode: within(/^[0-9 ]*$/) }],
    [0x13, { type: 'PrintableString', decode: within(/^[A-Za-z0-9 '()+,\-./:=?]*$/) }],
    [0x14, { type: 'TeletexString', decode: undecoded }],
    [0x16, { type: 'IA5String', decode: within(/^[\0-\x7f]*$/) }],
    [0x1a, { type: 'VisibleString', decode: undecoded }],
    [0x1c, { type: 'UniversalString', decode: undecoded }],
    [0x1e, { type: 'BMPString', decode: undecoded }],
  ])

/** The value as text, with the type it was written in; `other` when it is no string. */
export function readText(node: DerNode): AttributeValue {
  const found = stringTypes.get(node.tag)
  return found === undefined
    ? { type: 'other', text: undefined }
    : { type: found.type, text: found.decode(node.content) }
}
