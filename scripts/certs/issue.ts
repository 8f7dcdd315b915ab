/**
 * Makes X.509 certificates (RFC 5280) for the development PKI and the tests. It writes what it is asked
 * to, also what no authority would issue: the gateway's refusals are tested with it.
 */
import { randomBytes, sign } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  Certificate,
  Extensions,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509'
import { toExtension, type ExtensionData } from './extensions.ts'
import { keyToPem, type GeneratedKeys } from './key.ts'
import { toArrayBuffer, toName, type NameEntries } from './name.ts'

/** Hash of the signature; SHA-1 is for certificates that must be refused. */
export type SignatureHash = 'sha256' | 'sha1'

/** Who signs: the name that goes into `issuer` and the key. */
export interface Signer {
  readonly name: NameEntries
  readonly key: GeneratedKeys
}

/** What is to be certified. Times are milliseconds since the epoch and are cut to whole seconds. */
export interface CertificateRequest {
  readonly subject: NameEntries
  readonly key: GeneratedKeys
  readonly validFrom: number
  readonly validTo: number
  readonly extensions: readonly ExtensionData[]
  /** Hex of the INTEGER's content octets; by default 16 random octets, positive. */
  readonly serial?: string
  /** Default 3; a version 1 certificate is written without extensions. */
  readonly version?: 1 | 3
  readonly hash?: SignatureHash
}

/** A certificate and its key, in the forms that are needed. */
export interface Issued {
  readonly pem: string
  readonly der: Buffer
  readonly key: GeneratedKeys
  /** PKCS#8 PEM. */
  readonly keyPem: string
  /** Hex of the serial number's content octets. */
  readonly serial: string
}

const nul = toArrayBuffer(Uint8Array.from([5, 0]))
const rsaOids = { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5' }
const ecdsaOids = { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1' }

/** RFC 4055 5 wants NULL parameters for RSA, RFC 5758 3.2 none for ECDSA, RFC 8410 3 none for Ed25519. */
export function signatureAlgorithm(key: GeneratedKeys, hash: SignatureHash): AlgorithmIdentifier {
  const type = key.privateKey.asymmetricKeyType
  if (type === 'rsa') return new AlgorithmIdentifier({ algorithm: rsaOids[hash], parameters: nul })
  if (type === 'ec') return new AlgorithmIdentifier({ algorithm: ecdsaOids[hash] })
  if (type === 'ed25519') return new AlgorithmIdentifier({ algorithm: '1.3.101.112' })
  throw new Error(`no signature algorithm for a key of type ${String(type)}`)
}

/** Signature over `data`; for ECDSA in the DER form that X.509 wants. */
export const signatureOver = (
  data: ArrayBuffer,
  key: GeneratedKeys,
  hash: SignatureHash,
): ArrayBuffer =>
  toArrayBuffer(
    sign(
      key.privateKey.asymmetricKeyType === 'ed25519' ? null : hash,
      Buffer.from(data),
      key.privateKey,
    ),
  )

export const toPem = (label: string, der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** A positive serial of 16 octets; 128 bits of which 126 are random (CA/B Forum asks for 64). */
function randomSerial(): string {
  const bytes = randomBytes(16)
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0)
  return bytes.toString('hex')
}

/** The moment as X.509 writes it, without milliseconds. */
export const wholeSeconds = (moment: number): Date => new Date(Math.floor(moment / 1000) * 1000)

function toBeSigned(request: CertificateRequest, signer: Signer): TBSCertificate {
  const version = request.version ?? 3
  const spki = request.key.publicKey.export({ type: 'spki', format: 'der' })
  return new TBSCertificate({
    version: version === 1 ? Version.v1 : Version.v3,
    serialNumber: toArrayBuffer(Buffer.from(request.serial ?? randomSerial(), 'hex')),
    signature: signatureAlgorithm(signer.key, request.hash ?? 'sha256'),
    issuer: toName(signer.name),
    validity: new Validity({
      notBefore: wholeSeconds(request.validFrom),
      notAfter: wholeSeconds(request.validTo),
    }),
    subject: toName(request.subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    ...(version === 1 ? {} : { extensions: new Extensions(request.extensions.map(toExtension)) }),
  })
}

/** Issues a certificate for `request`, signed by `signer` (itself, for a self-signed one). */
export function issue(request: CertificateRequest, signer: Signer): Issued {
  const hash = request.hash ?? 'sha256'
  const tbsCertificate = toBeSigned(request, signer)
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signatureAlgorithm(signer.key, hash),
    signatureValue: signatureOver(AsnConvert.serialize(tbsCertificate), signer.key, hash),
  })
  const der = Buffer.from(AsnConvert.serialize(certificate))
  return {
    pem: toPem('CERTIFICATE', der),
    der,
    key: request.key,
    keyPem: keyToPem(request.key),
    serial: Buffer.from(tbsCertificate.serialNumber).toString('hex'),
  }
}
