/**
 * The CA certificates of the policy, checked once when it is loaded: each is a CA with a strong key, each
 * anker signs itself, and from each uitgever a path of signatures leads to an anker of its own profile.
 */
import type { Fingerprint } from '../base/fingerprint.ts'
import type { X509Certificate } from 'node:crypto'
import type { Certificate } from '../certificate/certificate.ts'
import { openCa } from '../certificate/open-x509.ts'
import type { OpenCa } from '../certificate/open-x509.ts'
import { anchorProblems, issuerProblems } from '../certificate/rules.ts'
import type { Validity } from './identity.ts'
import type { Profile } from './profile.ts'

/** Something wrong with a certificate of a profile: entry `index` of its `uitgever` or `anker`. */
export interface TrustProblem {
  /** `naam` of the profile. */
  readonly profiel: string
  readonly veld: 'uitgever' | 'anker'
  readonly index: number
  /** Dutch. */
  readonly melding: string
}

/** An uitgever with the path that was found for it. */
export interface AnchoredIssuer {
  readonly authority: OpenCa
  /** When every CA of the path is valid. */
  readonly window: Validity
  /** SPKI hash of the CA that signed it: an anker or another uitgever; undefined when it is an anker. */
  readonly signerKeyId: string | undefined
  /** SPKI hash of the anker its path ends in; its own when it is the anker. */
  readonly anchorKeyId: string
}

/** An issuing CA of the policy, whose path to an anker was verified. One per certificate. */
export interface TrustedIssuer extends AnchoredIssuer {
  /** SHA-256 of its SubjectPublicKeyInfo, lower-case hex. Cross-signed certificates of one CA share it. */
  readonly keyId: string
  /** SHA-256 of its certificate, lower-case hex. */
  readonly fingerprint: Fingerprint
  readonly der: Buffer
  /** The profiles that list it as `uitgever`. */
  readonly profielen: readonly Profile[]
}

/** What one profile trusts, and every problem and warning about it. */
export interface ProfileTrust {
  readonly anchors: readonly OpenCa[]
  readonly issuers: readonly AnchoredIssuer[]
  readonly problems: readonly TrustProblem[]
  readonly warnings: readonly TrustProblem[]
}

/** Whether the CA's key verifies the signature and its name is the issuer's; a name alone proves nothing. */
export const hasSigned = (
  ca: Pick<OpenCa, 'x509' | 'publicKey'>,
  certificate: X509Certificate,
): boolean => certificate.checkIssued(ca.x509) && certificate.verify(ca.publicKey)

/** Reads and checks the CA certificates of a profile. `at` (ms) is the moment that warnings are about. */
export function readProfileTrust(profile: Profile, at: number): ProfileTrust {
  const ankers = readAll(profile, 'anker')
  const uitgevers = readAll(profile, 'uitgever')
  const anchors = fitOf(ankers)
  const paths = findPaths(anchors, fitOf(uitgevers))
  const read = [...ankers, ...uitgevers]
  const loose = uitgevers.filter(
    ({ fit }) => fit !== undefined && !paths.has(fit.certificate.fingerprint),
  )
  return {
    anchors,
    issuers: [...paths.values()],
    problems: [
      ...read.flatMap(({ place, problems }) => problems.map((melding) => ({ ...place, melding }))),
      ...loose.map(({ place }) => ({
        ...place,
        melding:
          'de uitgever is niet ondertekend door een anker van dit profiel, ook niet via een andere uitgever ervan',
      })),
    ],
    warnings: read.flatMap(({ place, fit }) =>
      fit === undefined
        ? []
        : validityWarnings(fit.certificate, at).map((melding) => ({ ...place, melding })),
    ),
  }
}

interface Read {
  readonly place: Omit<TrustProblem, 'melding'>
  /** Undefined when there are problems. */
  readonly fit: OpenCa | undefined
  readonly problems: readonly string[]
}

const fitOf = (all: readonly Read[]): readonly OpenCa[] =>
  all.flatMap(({ fit }) => (fit === undefined ? [] : [fit]))

function readAll(profile: Profile, veld: TrustProblem['veld']): readonly Read[] {
  const files = veld === 'anker' ? profile.ankers : profile.uitgevers
  return files.map(({ der }, index) => {
    const place = { profiel: profile.naam, veld, index }
    const authority = openCa(der)
    if (authority === undefined)
      return { place, fit: undefined, problems: ['dit is geen leesbaar certificaat'] }
    const problems =
      veld === 'anker' ? ankerProblems(authority) : issuerProblems(authority.certificate)
    return { place, fit: problems.length === 0 ? authority : undefined, problems }
  })
}

function ankerProblems(authority: OpenCa): readonly string[] {
  const problems = anchorProblems(authority.certificate)
  return hasSigned(authority, authority.x509)
    ? problems
    : [...problems, 'het anker is niet door zichzelf ondertekend']
}

/** Works outwards from the anchors until no more uitgevers are reached. By fingerprint. */
function findPaths(
  anchors: readonly OpenCa[],
  uitgevers: readonly OpenCa[],
): ReadonlyMap<Fingerprint, AnchoredIssuer> {
  const roots = anchors.map(anchorItself)
  const found = new Map<Fingerprint, AnchoredIssuer>()
  let before = -1
  while (found.size > before) {
    before = found.size
    for (const uitgever of uitgevers) {
      const path = pathOf(uitgever, roots, [...found.values()])
      if (path !== undefined && !found.has(uitgever.certificate.fingerprint))
        found.set(uitgever.certificate.fingerprint, path)
    }
  }
  return found
}

const anchorItself = (authority: OpenCa): AnchoredIssuer => ({
  authority,
  window: authority.certificate,
  signerKeyId: undefined,
  anchorKeyId: authority.certificate.publicKeySha256,
})

function pathOf(
  uitgever: OpenCa,
  roots: readonly AnchoredIssuer[],
  found: readonly AnchoredIssuer[],
): AnchoredIssuer | undefined {
  const { certificate } = uitgever
  const itself = roots.find((r) => r.authority.certificate.fingerprint === certificate.fingerprint)
  if (itself !== undefined) return itself
  const signer = [...roots, ...found].find(({ authority }) => hasSigned(authority, uitgever.x509))
  if (signer === undefined) return undefined
  return {
    authority: uitgever,
    window: {
      validFrom: Math.max(certificate.validFrom, signer.window.validFrom),
      validTo: Math.min(certificate.validTo, signer.window.validTo),
    },
    signerKeyId: signer.authority.certificate.publicKeySha256,
    anchorKeyId: signer.anchorKeyId,
  }
}

function validityWarnings({ validFrom, validTo }: Certificate, at: number): readonly string[] {
  if (at >= validTo) return [`dit certificaat is verlopen sinds ${new Date(validTo).toISOString()}`]
  if (at < validFrom)
    return [`dit certificaat is pas geldig vanaf ${new Date(validFrom).toISOString()}`]
  return []
}
