/** The CA certificates of the profiles, as revocation needs them: by key, by name, and who issued whom. */
import { fingerprintOf } from '../base/fingerprint.ts'
import type { Fingerprint } from '../base/fingerprint.ts'
import type { X509Certificate } from 'node:crypto'
import { childAt, withTag } from '../wire/der-tree.ts'
import type { DerNode } from '../wire/der-tree.ts'
import { tags } from '../wire/der.ts'
import { openCa } from '../certificate/open-x509.ts'
import { readStructure } from '../certificate/structure.ts'
import type { CaCertificate, Profile } from '../identity/profile.ts'
import type { SigningCa } from './parse-crl.ts'

/** A CA certificate, read. */
export interface RevocationAuthority extends SigningCa {
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: Fingerprint
  /** Canonical hex, as in Certificate.serial. */
  readonly serial: string
  /** Where it says the list that may revoke it is. */
  readonly crlUrls: readonly string[]
  /** The octets of its public key, without the algorithm: what OCSP hashes (RFC 6960 4.1.1). */
  readonly keyOctets: Uint8Array
  readonly x509: X509Certificate
  /** Whether its key may sign lists (RFC 5280 6.3.3 f): true too when it has no key usage. */
  readonly signsLists: boolean
  /** Names of the profiles it is a `uitgever` in. */
  readonly issuesFor: ReadonlySet<string>
  /** Names of the profiles it is a `uitgever` or `anker` in. */
  readonly profielen: ReadonlySet<string>
}

/** CA certificates by their fingerprint. */
export type AuthoritiesByFingerprint = ReadonlyMap<Fingerprint, RevocationAuthority>

/** All CA certificates of the profiles. One that cannot be read throws: loading judged it before. */
export function readAuthorities(profiles: readonly Profile[]): AuthoritiesByFingerprint {
  const found = new Map<Fingerprint, RevocationAuthority>()
  for (const profile of profiles) {
    for (const ca of profile.uitgevers) collect(found, ca, { profile: profile.naam, issues: true })
    for (const ca of profile.ankers) collect(found, ca, { profile: profile.naam, issues: false })
  }
  return found
}

/** The authorities whose key signed the certificate of `authority`, itself excluded. */
export const parentsOf = (
  authority: RevocationAuthority,
  all: Iterable<RevocationAuthority>,
): readonly RevocationAuthority[] =>
  [...all].filter(
    (other) =>
      other.keyId !== authority.keyId &&
      authority.x509.checkIssued(other.x509) &&
      authority.x509.verify(other.x509.publicKey),
  )

function collect(
  found: Map<Fingerprint, RevocationAuthority>,
  { der }: CaCertificate,
  { profile, issues }: { profile: string; issues: boolean },
): void {
  const fingerprint = fingerprintOf(der)
  const known = found.get(fingerprint) ?? readAuthority(der, fingerprint)
  found.set(fingerprint, {
    ...known,
    issuesFor: issues ? new Set([...known.issuesFor, profile]) : known.issuesFor,
    profielen: new Set([...known.profielen, profile]),
  })
}

function readAuthority(der: Buffer, fingerprint: Fingerprint): RevocationAuthority {
  const opened = openCa(der)
  if (opened === undefined) throw new Error('a CA certificate of a profile cannot be read')
  const { subject, subjectPublicKeyInfo } = readStructure(der)
  const { serial, publicKeySha256, keyUsage, crlUrls } = opened.certificate
  return {
    keyId: publicKeySha256,
    fingerprint,
    serial,
    crlUrls,
    subject: subject.raw,
    spki: subjectPublicKeyInfo.raw,
    keyOctets: keyOctetsOf(subjectPublicKeyInfo),
    x509: opened.x509,
    signsLists: keyUsage?.includes('cRLSign') ?? true,
    issuesFor: new Set(),
    profielen: new Set(),
  }
}

/** The octets of the key in a SubjectPublicKeyInfo, without the algorithm and the count of unused bits. */
export const keyOctetsOf = (spki: DerNode): Uint8Array =>
  withTag(childAt(spki, 1), tags.bitString).content.subarray(1)
