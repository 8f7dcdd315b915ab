/**
 * Makes PKCS#12 files (RFC 7292) that browsers, NSS and OpenSSL import. The certificates go in as the
 * very bytes that were signed: node-forge's own writer encodes them anew, which breaks the signature of
 * a certificate that an EC key issued. Each file is read back before it is given out.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import forge from 'node-forge'
import type { GeneratedKeys } from './key.ts'
import { readPkcs12 } from './pkcs12-read.ts'

const { asn1, pki } = forge
const { Class, Type } = asn1

/** What goes into a file: the first certificate is the key's. */
export interface Pkcs12Content {
  readonly key: GeneratedKeys
  /** DER of the leaf and of what a client sends along. */
  readonly certificates: readonly Buffer[]
  /** Shown in the certificate list of a browser. */
  readonly friendlyName: string
}

/** What OpenSSL 3 takes by default. */
const iterations = 2048

const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const toDer = (value: forge.asn1.Asn1): string => asn1.toDer(value).getBytes()

const sequence = (...items: forge.asn1.Asn1[]) =>
  asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, items)
const set = (...items: forge.asn1.Asn1[]) => asn1.create(Class.UNIVERSAL, Type.SET, true, items)
/** `[0] EXPLICIT`; NONE is forge's name of tag number 0. */
const explicit = (item: forge.asn1.Asn1) =>
  asn1.create(Class.CONTEXT_SPECIFIC, Type.NONE, true, [item])
const octets = (bytes: string) => asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes)
const integer = (value: number) =>
  asn1.create(Class.UNIVERSAL, Type.INTEGER, false, asn1.integerToDer(value).getBytes())
const oid = (name: string) =>
  asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(pki.oids[name] ?? name).getBytes())

/** ContentInfo of type data. */
const data = (content: forge.asn1.Asn1) => sequence(oid('data'), explicit(octets(toDer(content))))

/** The two attributes that tie a key to its certificate and give both a name. */
function bagAttributes(content: Pkcs12Content, leaf: Buffer): forge.asn1.Asn1 {
  const keyId = createHash('sha1').update(leaf).digest()
  const name = asn1.create(Class.UNIVERSAL, Type.BMPSTRING, false, content.friendlyName)
  return set(
    sequence(oid('localKeyId'), set(octets(binary(keyId)))),
    sequence(oid('friendlyName'), set(name)),
  )
}

const certificateBag = (der: Buffer, attributes: readonly forge.asn1.Asn1[]) =>
  sequence(
    oid('certBag'),
    explicit(sequence(oid('x509Certificate'), explicit(octets(binary(der))))),
    ...attributes,
  )

/** The key by PBES2: PBKDF2 with HMAC-SHA-256 and AES-256-CBC, as OpenSSL writes it. */
function keyBag(
  key: GeneratedKeys,
  password: string,
  attributes: forge.asn1.Asn1,
): forge.asn1.Asn1 {
  const encrypted = key.privateKey.export({
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: password,
  })
  return sequence(oid('pkcs8ShroudedKeyBag'), explicit(asn1.fromDer(binary(encrypted))), attributes)
}

/**
 * Key of the MAC (RFC 7292 appendix B.2 with ID 3): one block of SHA-256 is all that is needed. The
 * password is UTF-16 with its terminating zero; salt and password are repeated to whole blocks.
 */
function macKey(password: string, salt: Buffer): Buffer {
  const block = 64
  const utf16 = Buffer.from(`${password}\0`, 'utf16le').swap16()
  const whole = (length: number) => Math.ceil(length / block) * block
  let digest = Buffer.concat([
    Buffer.alloc(block, 3),
    Buffer.alloc(whole(salt.length), salt),
    Buffer.alloc(whole(utf16.length), utf16),
  ])
  for (let round = 0; round < iterations; round++) {
    digest = createHash('sha256').update(digest).digest()
  }
  return digest
}

/** MacData (RFC 7292 4): HMAC-SHA-256 over the authenticated safe. */
function macData(safe: string, password: string): forge.asn1.Asn1 {
  const salt = randomBytes(16)
  const mac = createHmac('sha256', macKey(password, salt)).update(safe, 'latin1').digest()
  const algorithm = sequence(oid('sha256'), asn1.create(Class.UNIVERSAL, Type.NULL, false, ''))
  return sequence(
    sequence(algorithm, octets(binary(mac))),
    octets(binary(salt)),
    integer(iterations),
  )
}

function assemble(content: Pkcs12Content, password: string): Buffer {
  const [leaf] = content.certificates
  if (leaf === undefined) throw new Error('a PKCS#12 file needs a certificate')
  const attributes = bagAttributes(content, leaf)
  const certificates = content.certificates.map((der, index) =>
    certificateBag(der, index === 0 ? [attributes] : []),
  )
  const safe = sequence(
    data(sequence(...certificates)),
    data(sequence(keyBag(content.key, password, attributes))),
  )
  const pfx = sequence(integer(3), data(safe), macData(toDer(safe), password))
  return Buffer.from(toDer(pfx), 'latin1')
}

/** The file for `content`. Throws when what is read back differs in a single byte. */
export function makePkcs12(content: Pkcs12Content, password: string): Buffer {
  const pfx = assemble(content, password)
  const back = readPkcs12(pfx, password)
  const key = content.key.privateKey.export({ type: 'pkcs8', format: 'der' })
  const same =
    back.key.equals(key) &&
    back.certificates.length === content.certificates.length &&
    content.certificates.every((der, index) => back.certificates[index]?.equals(der))
  if (!same)
    throw new Error(`the PKCS#12 file of ${content.friendlyName} does not read back the same`)
  return pfx
}
