/** Who may sign an OCSP answer: the CA itself, or a responder that its key appointed (RFC 6960 4.2.2.2). */
import { createHash } from 'node:crypto'
import type { X509Certificate } from 'node:crypto'
import { id_kp_OCSPSigning, id_pkix_ocsp_nocheck } from '@peculiar/asn1-ocsp'
import type { ResponderID } from '@peculiar/asn1-ocsp'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Name } from '@peculiar/asn1-x509'
import type { Certificate } from '../certificate/certificate.ts'
import { readDer } from '../wire/der-tree.ts'
import { openX509 } from '../certificate/open-x509.ts'
import { readCertificate } from '../certificate/read.ts'
import { readStructure } from '../certificate/structure.ts'
import { keyOctetsOf } from './authority.ts'
import type { RevocationAuthority } from './authority.ts'
import { isSignedBy } from './signature.ts'
import type { Signed } from './signature.ts'

/** The signed parts of an answer, as sent. */
export interface SignedAnswer extends Signed {
  readonly certificates: readonly Uint8Array[]
  readonly responder: ResponderID
}

interface Context {
  readonly now: number
  readonly isCleared: (serial: string) => boolean
}

/** Why the answer is not signed by one who may; undefined when it is. */
export function signerProblem(
  answer: SignedAnswer,
  authority: RevocationAuthority,
  context: Context,
): string | undefined {
  if (isResponder(authority, answer.responder) && isSignedBy(authority.spki, answer))
    return undefined
  for (const der of answer.certificates) {
    const delegate = readDelegate(der)
    if (delegate === undefined || !isResponder(delegate, answer.responder)) continue
    return isSignedBy(delegate.spki, answer)
      ? delegateProblem(delegate, authority, context)
      : 'de handtekening van het OCSP-antwoord klopt niet'
  }
  return 'het OCSP-antwoord is niet ondertekend door de uitgever of een OCSP-dienst van de uitgever'
}

/** A certificate that came with the answer, read. */
interface Delegate {
  readonly x509: X509Certificate
  readonly certificate: Certificate
  readonly extensions: readonly { readonly oid: string }[]
  readonly subject: Uint8Array
  readonly spki: Uint8Array
  readonly keyOctets: Uint8Array
  /** Its own signature, over itself. */
  readonly signed: Signed
}

function readDelegate(bytes: Uint8Array): Delegate | undefined {
  const der = Buffer.from(bytes)
  try {
    const { subject, subjectPublicKeyInfo, extensions } = readStructure(der)
    const [data, algorithm, signature] = readDer(der).children
    const x509 = openX509(der)
    if (data === undefined || algorithm === undefined || signature === undefined) return undefined
    if (x509 === undefined) return undefined
    return {
      x509,
      certificate: readCertificate(der),
      extensions,
      subject: subject.raw,
      spki: subjectPublicKeyInfo.raw,
      keyOctets: keyOctetsOf(subjectPublicKeyInfo),
      signed: {
        data: data.raw,
        algorithm: algorithm.raw,
        signature: signature.content.subarray(1),
      },
    }
  } catch {
    return undefined
  }
}

function delegateProblem(
  { x509, certificate, extensions, signed }: Delegate,
  authority: RevocationAuthority,
  { now, isCleared }: Context,
): string | undefined {
  if (!x509.checkIssued(authority.x509) || !isSignedBy(authority.spki, signed))
    return 'de OCSP-dienst is niet aangewezen door de uitgever van het certificaat'
  if (certificate.extendedKeyUsage?.includes(id_kp_OCSPSigning) !== true)
    return 'het certificaat onder het OCSP-antwoord is niet van een OCSP-dienst'
  if (now < certificate.validFrom || now >= certificate.validTo)
    return 'het certificaat van de OCSP-dienst is niet geldig op dit moment'
  // RFC 6960 4.2.2.2.1: with nocheck the CA vouches for it; without, its own list must
  const isVouchedFor = extensions.some(({ oid }) => oid === id_pkix_ocsp_nocheck)
  if (!isVouchedFor && !isCleared(certificate.serial))
    return 'van het certificaat van de OCSP-dienst is niet bekend of het is ingetrokken'
  return undefined
}

/** Names are compared in the library's own encoding on both sides; the signature proves the rest. */
function isResponder(
  { subject, keyOctets }: Pick<RevocationAuthority, 'subject' | 'keyOctets'>,
  { byName, byKey }: ResponderID,
): boolean {
  if (byKey !== undefined) {
    const keyHash = createHash('sha1').update(keyOctets).digest()
    return Buffer.from(byKey.buffer).equals(keyHash)
  }
  if (byName === undefined) return false
  const own = Buffer.from(AsnConvert.serialize(AsnConvert.parse(subject, Name)))
  return own.equals(Buffer.from(AsnConvert.serialize(byName)))
}
