/** Revocation lists written octet by octet: the ones no library would make, and very long ones. */
import { constants, sign } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { toName } from '../../scripts/certs/name.ts'
import type { Ca } from './certificates.ts'

/** One DER value. */
export const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

const lengthOf = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length])
  const hex = length.toString(16)
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([0x80 + octets.length]), octets])
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

/** An Extension of 2.5.29.`arc`, or of another OID given as the hex of its content. */
export const extension = (arc: number | string, value: Uint8Array, critical?: boolean): Buffer =>
  der(
    0x30,
    der(0x06, typeof arc === 'number' ? Buffer.from([0x55, 0x1d, arc]) : hex(arc)),
    ...(critical === undefined ? [] : [der(0x01, hex(critical ? 'ff' : '00'))]),
    der(0x04, value),
  )

export const integer = (content: string): Buffer => der(0x02, hex(content))

/** A Time as lists have it: UTCTime until 2049, then GeneralizedTime. */
export const time = (ms: number): Buffer => {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
  return ms < Date.UTC(2050, 0)
    ? der(0x17, Buffer.from(text.slice(2)))
    : der(0x18, Buffer.from(text))
}

/** An entry; `extra` are Extension values. */
export const entry = (serial: string, extra: readonly Uint8Array[] = []): Buffer =>
  der(
    0x30,
    integer(serial),
    time(Date.now() - 3600_000),
    ...(extra.length === 0 ? [] : [der(0x30, ...extra)]),
  )

/** Signature algorithms by name, as their AlgorithmIdentifier. */
export const algorithms = {
  'ecdsa-sha256': { id: hex('300a06082a8648ce3d040302'), hash: 'sha256' },
  'ecdsa-sha384': { id: hex('300a06082a8648ce3d040303'), hash: 'sha384' },
  'ecdsa-sha1': { id: hex('300906072a8648ce3d0401'), hash: 'sha1' },
  'rsa-sha256': { id: hex('300d06092a864886f70d01010b0500'), hash: 'sha256' },
  'rsa-sha512': { id: hex('300d06092a864886f70d01010d0500'), hash: 'sha512' },
  'rsa-sha1': { id: hex('300d06092a864886f70d0101050500'), hash: 'sha1' },
  'pss-sha256': {
    id: hex(
      '304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120',
    ),
    hash: 'sha256',
  },
} as const

/** The fields of a list; null leaves one out. */
export interface RawCrl {
  readonly version?: Uint8Array | null
  readonly algorithm?: keyof typeof algorithms
  /** The one inside what is signed; by default the same. */
  readonly innerAlgorithm?: keyof typeof algorithms
  readonly issuer?: Uint8Array
  readonly thisUpdate?: Uint8Array
  readonly nextUpdate?: Uint8Array | null
  /** revokedCertificates: entries, or all of its content at once. */
  readonly entries?: readonly Uint8Array[] | Uint8Array | null
  readonly extensions?: readonly Uint8Array[] | null
  readonly afterExtensions?: Uint8Array | null
  readonly signingKey?: Ca['key']
}

/** The crlNumber extension with this INTEGER content. */
export const crlNumber = (content: string): Buffer => extension(20, integer(content))

/** DER of the name in a CA's certificate. */
export const nameOf = (ca: Ca): Buffer => Buffer.from(AsnConvert.serialize(toName(ca.name)))

/** A good, empty list. */
const defaults = (ca: Ca) => ({
  version: integer('01'),
  algorithm: 'ecdsa-sha256' as const,
  issuer: nameOf(ca),
  thisUpdate: time(Date.now() - 60_000),
  nextUpdate: time(Date.now() + 86_400_000),
  entries: null,
  extensions: [crlNumber('01')],
  afterExtensions: null,
  signingKey: ca.key,
})

const unlessNull = <T>(value: T | null, make: (value: T) => Uint8Array): Uint8Array =>
  value === null ? Buffer.alloc(0) : make(value)

/** A list with any fields, signed. */
export function rawCrl(ca: Ca, change: RawCrl = {}): Buffer {
  const fields = { ...defaults(ca), ...change }
  const { id, hash } = algorithms[fields.algorithm]
  const tbs = der(
    0x30,
    unlessNull(fields.version, (version) => version),
    algorithms[change.innerAlgorithm ?? fields.algorithm].id,
    fields.issuer,
    fields.thisUpdate,
    unlessNull(fields.nextUpdate, (nextUpdate) => nextUpdate),
    unlessNull(fields.entries, (entries) => der(0x30, ...[entries].flat())),
    unlessNull(fields.extensions, (extensions) => der(0xa0, der(0x30, ...extensions))),
    unlessNull(fields.afterExtensions, (more) => more),
  )
  const key = fields.signingKey.privateKey
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const signature = sign(hash, tbs, fields.algorithm.startsWith('pss') ? pss : key)
  return der(0x30, tbs, id, der(0x03, Buffer.from([0]), signature))
}

/** The content of revokedCertificates with this many entries of 16-octet serials; serial i is {@link serialAt}. */
export function manyEntries(count: number): Buffer {
  const one = entry(serialAt(0), [extension(21, hex('0a0101'))])
  const all = Buffer.alloc(one.length * count)
  const at = one.indexOf(hex(serialAt(0)))
  for (let index = 0; index < count; index++) {
    one.copy(all, index * one.length)
    all.write(serialAt(index), index * one.length + at, 'hex')
  }
  return all
}

/** Serial number `index` of {@link manyEntries}, spread over its octets. */
export const serialAt = (index: number): string =>
  `4${(Math.imul(index, 2654435761) >>> 0).toString(16).padStart(8, '0')}${index.toString(16).padStart(23, '0')}`

/** PEM as OpenSSL reads it. */
export const pemOf = (list: Uint8Array, label = 'X509 CRL'): string => {
  const lines =
    Buffer.from(list)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
