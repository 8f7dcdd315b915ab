import type { AgbCode } from './agb-code.ts'

/** The two kinds of certificate: of a person in a browser, or of a practice's software. */
export type Soort = 'persoonlijk' | 'systeem'

/** Who a certificate speaks for, as its profile reads it. What it may do is not in it: that is policy. */
export interface Identity {
  readonly soort: Soort
  /** Name of the profile in `policy/certificaten.yaml` that matched. */
  readonly profiel: string
  readonly gebruikersnummer: string
  readonly agbCode: AgbCode
  /** Name of the person or the system, when the profile reads one. */
  readonly naam: string | undefined
  /** Name of the instantie as the certificate gives it, when the profile reads one. */
  readonly instantieNaam: string | undefined
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
  readonly fingerprint: string
  /** `hard`: without a current revocation state nobody of this issuer passes (SL106). */
  readonly intrekking: 'hard' | 'zacht'
}

/**
 * What the gateway reads in the certificate at the end of a connection, judged against the profiles of
 * one policy set. It says nothing of the moment: validity and revocation are judged per request.
 */
export interface Leaf extends Validity {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeySha256: string
  /** Canonical hex; see Certificate. */
  readonly serial: string
  /** Addresses of the revocation lists it names; a list for other addresses does not cover it. */
  readonly crlUrls?: readonly string[]
  /** The configured issuing CA whose key verifies the signature; undefined: a stranger's certificate (SL102). */
  readonly issuer: Issuer | undefined
  /** The identity, or undefined when the certificate fits no profile or more than one (SL107). */
  readonly identity: Identity | undefined
  /** Why there is no identity, for the log and `policy explain`; never holds certificate content. */
  readonly problems: readonly string[]
}
