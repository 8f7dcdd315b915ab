import type { CertificateSoort } from './identity.ts'

/** Where a profile reads a field: a subject attribute or an otherName, by OID. */
export interface FieldSource {
  readonly kind: 'subject' | 'otherName'
  readonly oid: string
}

/** How a profile reads one field: the source occurs exactly once and `patroon` matches its whole value. */
export interface FieldRule {
  readonly uit: FieldSource
  /** Anchored at both ends; its first group, or else the whole match, is the field. Undefined: any text. */
  readonly patroon: RegExp | undefined
}

/** A CA certificate of the policy, and the file it came from (for messages). */
export interface CaCertificate {
  readonly file: string
  readonly der: Buffer
}

/** Where a revocation list comes from. */
export type CrlSource =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string }

/** One entry of `profielen` in `policy/certificaten.yaml`, with its files read. */
export interface Profile {
  readonly naam: string
  readonly soort: CertificateSoort
  readonly uitgevers: readonly CaCertificate[]
  readonly ankers: readonly CaCertificate[]
  readonly crl: readonly CrlSource[]
  /** `voorkeur`: ask first, a current list second; `aanvulling`: the list first, ask when it does not say. */
  readonly ocsp: { readonly url: string; readonly modus: 'voorkeur' | 'aanvulling' } | undefined
  readonly intrekking: 'hard' | 'zacht'
  /** One of these certificate policies (OIDs; `eisen.beleid` in the file) must be in the certificate; empty: none demanded. */
  readonly policyOids: readonly string[]
  readonly velden: {
    readonly gebruikersnummer: FieldRule
    readonly agbCode: FieldRule
    readonly naam?: FieldRule
    readonly instantieNaam?: FieldRule
  }
}
