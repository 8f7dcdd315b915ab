import {
  AttributeTypeAndValue,
  AttributeValue,
  Name,
  RelativeDistinguishedName,
} from '@peculiar/asn1-x509'

/** ASN.1 string types an attribute or otherName can be written in. */
export type StringType = 'utf8' | 'printable' | 'ia5' | 'bmp' | 'teletex' | 'universal' | 'numeric'

/** One attribute of a name. `der` replaces `value` by a whole encoded ASN.1 value, well-formed or not. */
export interface NameEntry {
  readonly oid: string
  readonly value: string
  /** Default `utf8`. */
  readonly type?: StringType
  readonly der?: Uint8Array
}

/** A distinguished name in order; an entry that is a list becomes one multi-valued RDN. */
export type NameEntries = readonly (NameEntry | readonly NameEntry[])[]

/** OIDs of the subject attributes that the profiles use (X.520). */
export const attribute = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  countryName: '2.5.4.6',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  title: '2.5.4.12',
  givenName: '2.5.4.42',
  organizationIdentifier: '2.5.4.97',
} as const

/** ArrayBuffer of exactly these bytes, the form @peculiar/asn1-x509 takes. */
export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(copy).set(bytes)
  return copy
}

/** Tag and bytes of each string type; the length of a value here is below 64 KiB. */
const encodings: Readonly<
  Record<StringType, readonly [tag: number, bytes: (text: string) => Buffer]>
> = {
  utf8: [0x0c, (text) => Buffer.from(text, 'utf8')],
  numeric: [0x12, (text) => Buffer.from(text, 'latin1')],
  printable: [0x13, (text) => Buffer.from(text, 'latin1')],
  teletex: [0x14, (text) => Buffer.from(text, 'latin1')],
  ia5: [0x16, (text) => Buffer.from(text, 'latin1')],
  universal: [0x1c, (text) => Buffer.concat(Array.from(text, utf32))],
  bmp: [0x1e, (text) => Buffer.from(text, 'utf16le').swap16()],
}

function utf32(character: string): Buffer {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(character.codePointAt(0) ?? 0)
  return four
}

/** Tag, length and value (X.690 8.1), for values below 64 KiB. */
export function encodeValue(tag: number, value: Uint8Array): Buffer {
  const { length } = value
  const head =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), value])
}

/** A string as DER of the given type. Characters that the type does not allow are written all the same. */
export function encodeString(text: string, type: StringType): Buffer {
  const [tag, bytes] = encodings[type]
  return encodeValue(tag, bytes(text))
}

const toAttribute = (entry: NameEntry): AttributeTypeAndValue =>
  new AttributeTypeAndValue({
    type: entry.oid,
    value: new AttributeValue({
      anyValue: toArrayBuffer(entry.der ?? encodeString(entry.value, entry.type ?? 'utf8')),
    }),
  })

const isList = (entry: NameEntry | readonly NameEntry[]): entry is readonly NameEntry[] =>
  Array.isArray(entry)

/** The name as the library's type. Every value is written as given, never parsed for quotes or commas. */
export const toName = (entries: NameEntries): Name =>
  new Name(
    entries.map(
      (entry) => new RelativeDistinguishedName((isList(entry) ? entry : [entry]).map(toAttribute)),
    ),
  )
