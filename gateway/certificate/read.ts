/**
 * Bytes to a Certificate: strict DER (wire/der-tree.ts), the exact structure of RFC 5280 (structure.ts), then each
 * value by its own type. Identity rests on this reading and on no printed name.
 */
import { fingerprintOf } from '../base/fingerprint.ts'
import { sha256Hex } from '../base/hash.ts'
import type { Certificate, SubjectAttribute } from './certificate.ts'
import { childAt, readOid, withTag } from '../wire/der-tree.ts'
import type { DerNode } from '../wire/der-tree.ts'
import { tags } from '../wire/der.ts'
import { readExtensions } from './extensions.ts'
import { readPublicKeyKind } from './public-key.ts'
import { readSignatureHash } from './signature-hash.ts'
import { readStructure } from './structure.ts'
import { readText } from './text.ts'
import { timeOf } from '../wire/der-time.ts'

/** Reads the DER of one certificate. Throws DerError, and nothing else, on anything malformed. */
export function readCertificate(der: Buffer): Certificate {
  const structure = readStructure(der)
  const spki = structure.subjectPublicKeyInfo.raw
  return {
    fingerprint: fingerprintOf(der),
    publicKeySha256: sha256Hex(spki),
    serial: structure.serialNumber.content.toString('hex'),
    version: structure.version,
    validFrom: timeOf(structure.notBefore.tag, structure.notBefore.content),
    validTo: timeOf(structure.notAfter.tag, structure.notAfter.content),
    subject: readName(structure.subject),
    publicKey: readPublicKeyKind(spki),
    signatureHash: readSignatureHash(structure.signatureAlgorithm),
    ...readExtensions(structure.extensions),
  }
}

/** The certificate, or undefined for bytes that are none: whatever goes wrong in reading, it is not read. */
export function tryReadCertificate(der: Buffer): Certificate | undefined {
  try {
    return readCertificate(der)
  } catch {
    return undefined
  }
}

function readName(name: DerNode): readonly SubjectAttribute[] {
  return name.children.flatMap((rdn) => {
    const multiValuedRdn = withTag(rdn, tags.set).children.length > 1
    return rdn.children.map((attribute) => ({
      oid: readOid(childAt(withTag(attribute, tags.sequence), 0)),
      multiValuedRdn,
      ...readText(childAt(attribute, 1)),
    }))
  })
}
