/**
 * What one policy set trusts: its issuing CAs and anchors, checked, and the leaves read under it. A new
 * set makes a new Trust, so a leaf is never remembered under CAs that are no longer in the policy.
 */
import type { OpenCa } from '../certificate/open-x509.ts'
import { BoundedMap } from '../base/bounded-map.ts'
import { fingerprintOf } from '../base/fingerprint.ts'
import type { Fingerprint } from '../base/fingerprint.ts'
import { readProfileTrust } from './authorities.ts'
import type { AnchoredIssuer, ProfileTrust, TrustedIssuer, TrustProblem } from './authorities.ts'
import type { CertificateSoort, Leaf } from './identity.ts'
import { judgeLeaf } from './leaf.ts'
import type { Trusted } from './leaf.ts'
import type { Profile } from './profile.ts'

/** The trust of one policy set. */
export interface Trust extends Trusted {
  readonly anchors: readonly OpenCa[]
  /**
   * PEM certificates for a listener of this kind: every anker, and the uitgevers of its own kind. A client
   * is told these names only (traps T24), so a certificate of the other kind is not offered by a browser,
   * yet one that is sent with its uitgever can still be told what it is (SL108).
   */
  caFor(soort: CertificateSoort): readonly string[]
  /** Leaves read before, by fingerprint, the least recently used first. */
  readonly leaves: BoundedMap<Fingerprint, Leaf>
}

/** A Trust with what deserves a warning, or everything that is wrong with the CA files. */
export type TrustResult =
  | { readonly trust: Trust; readonly warnings: readonly TrustProblem[] }
  | { readonly problems: readonly TrustProblem[] }

/** `at` (ms) is the moment that warnings of expired CAs are about; nothing else depends on it. */
export interface TrustOptions {
  readonly at: number
  /** How many leaves are remembered. */
  readonly maxLeaves?: number
}

const DEFAULT_MAX_LEAVES = 10_000

/** Checks every CA certificate of the profiles. All problems at once; with any, there is no trust. */
export function buildTrust(profiles: readonly Profile[], options: TrustOptions): TrustResult {
  const read = profiles.map((profile) => ({
    profile,
    trust: readProfileTrust(profile, options.at),
  }))
  const problems = read.flatMap(({ trust }) => trust.problems)
  if (problems.length > 0) return { problems }
  const anchors = uniqueAuthorities(read.flatMap(({ trust }) => trust.anchors))
  const issuers = mergeIssuers(read)
  return {
    trust: {
      profielen: profiles,
      issuers,
      anchors,
      caFor: (soort) => caFor(soort, anchors, issuers),
      leaves: new BoundedMap(options.maxLeaves ?? DEFAULT_MAX_LEAVES),
    },
    warnings: read.flatMap(({ trust }) => trust.warnings),
  }
}

/** What the gateway reads in a presented certificate. Never throws on what a stranger sends. */
export function readLeaf(
  trust: Trust,
  der: Buffer,
  fingerprint: Fingerprint = fingerprintOf(der),
): Leaf {
  const leaf = trust.leaves.get(fingerprint) ?? judgeLeaf(trust, der, fingerprint)
  // Set again, so that it is not the first to give way.
  trust.leaves.set(fingerprint, leaf)
  return leaf
}

function uniqueAuthorities(all: readonly OpenCa[]): readonly OpenCa[] {
  return [...new Map(all.map((ca) => [ca.certificate.fingerprint, ca])).values()]
}

interface ReadProfile {
  readonly profile: Profile
  readonly trust: ProfileTrust
}

/** One entry per CA certificate, with every profile that lists it. */
function mergeIssuers(read: readonly ReadProfile[]): readonly TrustedIssuer[] {
  const merged = new Map<Fingerprint, TrustedIssuer>()
  for (const { profile, trust } of read) {
    for (const issuer of trust.issuers) {
      const { fingerprint } = issuer.authority.certificate
      const known = merged.get(fingerprint) ?? toTrustedIssuer(issuer)
      merged.set(fingerprint, { ...known, profielen: [...known.profielen, profile] })
    }
  }
  return [...merged.values()]
}

const toTrustedIssuer = (issuer: AnchoredIssuer): TrustedIssuer => ({
  ...issuer,
  keyId: issuer.authority.certificate.publicKeySha256,
  fingerprint: issuer.authority.certificate.fingerprint,
  der: issuer.authority.der,
  profielen: [],
})

function caFor(
  soort: CertificateSoort,
  anchors: readonly OpenCa[],
  issuers: readonly TrustedIssuer[],
): readonly string[] {
  const own = issuers.filter(({ profielen }) => profielen.some((p) => p.soort === soort))
  const all = [...anchors, ...own.map(({ authority }) => authority)]
  return uniqueAuthorities(all).map(({ x509 }) => x509.toString())
}
