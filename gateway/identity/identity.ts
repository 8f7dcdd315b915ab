import type { Gebruikersnummer } from './gebruikersnummer.ts'
import type { Fingerprint } from '../base/fingerprint.ts'
import type { AgbCode } from './agb-code.ts'

/** The two kinds of certificate: of a person in a browser, or of a practice's software. */
export type CertificateSoort = 'persoonlijk' | 'systeem'

/** The two kinds of sign-in: of a person with an account, or of anyone who has a code of an organisation. */
export type SignInSoort = 'account' | 'meldcode'

/** The kinds of holder. Each belongs to one means, so a soort tells by what means somebody came. */
export type Soort = CertificateSoort | SignInSoort

/** How sure it is who asks, lowest first. The names are ours; they are no eIDAS levels. */
export const niveaus = ['meldcode', 'tweefactor', 'certificaat'] as const

export type Niveau = (typeof niveaus)[number]

/** The niveau of each kind. */
export const niveauVan = {
  meldcode: 'meldcode',
  account: 'tweefactor',
  persoonlijk: 'certificaat',
  systeem: 'certificaat',
} as const satisfies Record<Soort, Niveau>

/** Whether who has `niveau` may have what asks for `needed`. */
export const reaches = (niveau: Niveau, needed: Niveau): boolean =>
  niveaus.indexOf(niveau) >= niveaus.indexOf(needed)

/** The kinds that each listener serves. */
export const soortenOp: Readonly<Record<'instroom' | 'portaal' | 'toegang', ReadonlySet<Soort>>> = {
  instroom: new Set<Soort>(['systeem']),
  portaal: new Set<Soort>(['persoonlijk']),
  toegang: new Set<Soort>(['account', 'meldcode']),
}

/** Whether a kind comes by signing in, and not by a certificate. */
export const isSignIn = (soort: Soort): soort is SignInSoort =>
  soort === 'account' || soort === 'meldcode'

/**
 * Who asks, whatever the means: a party (the organisation it acts for), and in it a person, a system or a code.
 * What it may do is not in it: that is policy.
 */
export interface Identity {
  readonly soort: Soort
  /** Name of the profile in `policy/certificaten.yaml` that matched; of a sign-in, its soort. */
  readonly profiel: string
  /** Of the person or the system; of a meldcode, the number of the code. */
  readonly gebruikersnummer: Gebruikersnummer
  readonly agbCode: AgbCode
  /** Name of the person or the system, when it is known; a meldcode has none, as nobody knows who used it. */
  readonly naam: string | undefined
  /** Name of the instantie as the certificate gives it, when the profile reads one. */
  readonly instantieNaam: string | undefined
}

/** Whom a certificate speaks for, as its profile reads it. */
export interface CertificateIdentity extends Identity {
  readonly soort: CertificateSoort
}

/** The moments between which something is valid: from `validFrom`, until but not at `validTo`. */
export interface Validity {
  readonly validFrom: number
  readonly validTo: number
}

/** A configured issuing CA whose key verifies the leaf's signature. */
export interface Issuer extends Validity {
  /** SHA-256 of the issuer's SubjectPublicKeyInfo, lower-case hex; what revocation is looked up by. */
  readonly keyId: string
  /** SHA-256 of the issuer's certificate, lower-case hex. */
  readonly fingerprint: Fingerprint
  /** `hard`: without a current revocation state nobody of this issuer passes (SL106). */
  readonly intrekking: 'hard' | 'zacht'
}

/**
 * What the gateway reads in the certificate at the end of a connection, judged against the profiles of
 * one policy set. It says nothing of the moment: validity and revocation are judged per request.
 */
export interface Leaf extends Validity {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: Fingerprint
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeySha256: string
  /** Canonical hex; see Certificate. */
  readonly serial: string
  /** Addresses of the revocation lists it names; a list for other addresses does not cover it. */
  readonly crlUrls?: readonly string[]
  /** The configured issuing CA whose key verifies the signature; undefined: a stranger's certificate (SL102). */
  readonly issuer: Issuer | undefined
  /** The identity, or undefined when the certificate fits no profile or more than one (SL107). */
  readonly identity: CertificateIdentity | undefined
  /** Why there is no identity, for the log and `policy explain`; never holds certificate content. */
  readonly problems: readonly string[]
}
