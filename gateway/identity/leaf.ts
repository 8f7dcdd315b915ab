/**
 * A presented certificate, judged against the CAs and profiles of one policy set. Its issuer is the CA
 * whose key verifies the signature: a name, a key identifier or a chain that was sent along proves nothing.
 */
import type { Fingerprint } from '../base/fingerprint.ts'
import type { X509Certificate } from 'node:crypto'
import type { Certificate } from '../certificate/certificate.ts'
import { openX509, publicKeyOf } from '../certificate/open-x509.ts'
import { sha256Hex } from '../base/hash.ts'
import { tryReadCertificate } from '../certificate/read.ts'
import { serialFromPrinted } from '../certificate/serial.ts'
import { hasSigned } from './authorities.ts'
import type { TrustedIssuer } from './authorities.ts'
import { identify } from './identify.ts'
import type { Identification } from './identify.ts'
import type { Issuer, Leaf, Validity } from './identity.ts'
import type { Profile } from './profile.ts'

/** The CAs a leaf may be signed by, and the profiles it may fit. */
export interface Trusted {
  readonly issuers: readonly TrustedIssuer[]
  readonly profielen: readonly Profile[]
}

/** Judges it. `fingerprint` is the SHA-256 of `der`. Throws nothing that the bytes could cause. */
export function judgeLeaf(trust: Trusted, der: Buffer, fingerprint: Fingerprint): Leaf {
  const x509 = openX509(der)
  const certificate = tryReadCertificate(der)
  const signers = x509 === undefined ? [] : signersOf(x509, certificate, trust.issuers)
  const identification = identifySigned(certificate, signers, trust.profielen)
  return {
    ...outlineOf(certificate, x509),
    fingerprint,
    issuer: issuerOf(signers),
    identity: 'identity' in identification ? identification.identity : undefined,
    problems: 'problems' in identification ? identification.problems : [],
  }
}

function signersOf(
  x509: X509Certificate,
  certificate: Certificate | undefined,
  issuers: readonly TrustedIssuer[],
): readonly TrustedIssuer[] {
  const signers = issuers.filter(({ authority }) => hasSigned(authority, x509))
  if (certificate !== undefined || signers.length > 0) return signers
  // OpenSSL finds no issuer for a certificate whose extensions it cannot read, though the signature is
  // good. It gets no further than SL107, but the reason is what was issued, not who issued it.
  return issuers.filter(
    ({ authority }) => x509.issuer === authority.x509.subject && x509.verify(authority.publicKey),
  )
}

function identifySigned(
  certificate: Certificate | undefined,
  signers: readonly TrustedIssuer[],
  all: readonly Profile[],
): Identification {
  if (signers.length === 0)
    return { problems: ['het certificaat is niet ondertekend door een uitgever van een profiel'] }
  if (certificate === undefined)
    return { problems: ['het certificaat is niet opgebouwd volgens de norm (DER, RFC 5280)'] }
  const candidates = new Set(signers.flatMap(({ profielen }) => profielen))
  return identify(certificate, { candidates: [...candidates], all })
}

type Outline = Pick<Leaf, 'publicKeySha256' | 'serial' | 'validFrom' | 'validTo' | 'crlUrls'>

/** Of bytes that nobody can read. Never valid. */
const nothing: Outline = { publicKeySha256: '', serial: '', validFrom: 0, validTo: 0 }

/** What is known of a certificate, also when only OpenSSL can read it: its serial number may be revoked. */
function outlineOf(
  certificate: Certificate | undefined,
  x509: X509Certificate | undefined,
): Outline {
  if (certificate !== undefined) {
    const { publicKeySha256, serial, validFrom, validTo, crlUrls } = certificate
    return { publicKeySha256, serial, validFrom, validTo, crlUrls }
  }
  if (x509 === undefined) return nothing
  return {
    publicKeySha256: keyHashOf(x509),
    serial: serialFromPrinted(x509.serialNumber),
    validFrom: Date.parse(x509.validFrom),
    validTo: Date.parse(x509.validTo),
  }
}

function keyHashOf(x509: X509Certificate): string {
  const key = publicKeyOf(x509)
  return key === undefined
    ? nothing.publicKeySha256
    : sha256Hex(key.export({ format: 'der', type: 'spki' }))
}

/**
 * The issuer, of one or more certificates of the same CA (a renewed or cross-signed one): the one that is
 * valid longest, valid from when the first of them is that it follows without a gap.
 */
function issuerOf(signers: readonly TrustedIssuer[]): Issuer | undefined {
  const [last, ...others] = [...signers].sort((a, b) => b.window.validTo - a.window.validTo)
  if (last === undefined) return undefined
  return {
    keyId: last.keyId,
    fingerprint: last.fingerprint,
    intrekking: isHard(signers) ? 'hard' : 'zacht',
    ...others.reduce<Validity>((window, { window: earlier }) => join(window, earlier), {
      validFrom: last.window.validFrom,
      validTo: last.window.validTo,
    }),
  }
}

const isHard = (signers: readonly TrustedIssuer[]): boolean =>
  signers.some(({ profielen }) => profielen.some(({ intrekking }) => intrekking === 'hard'))

const join = (later: Validity, earlier: Validity): Validity => ({
  validFrom:
    earlier.validTo >= later.validFrom
      ? Math.min(later.validFrom, earlier.validFrom)
      : later.validFrom,
  validTo: later.validTo,
})
