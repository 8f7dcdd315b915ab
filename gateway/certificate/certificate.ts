/**
 * A certificate as plain data: everything the rules look at, read from DER, with no library types.
 * The kind, the AGB-code and the person are not here: those follow from a profile (../identity).
 */
import type { Fingerprint } from '../base/fingerprint.ts'

/** One value of a subject attribute or otherName, with the ASN.1 string type it was written in. */
export interface AttributeValue {
  /** ASN.1 type, such as `UTF8String`, `PrintableString`, `IA5String`; `other` when it is no string. */
  readonly type: string
  /**
   * The decoded text of a UTF8String, PrintableString, IA5String or NumericString; undefined for every
   * other type, and when the bytes are not what their type allows.
   */
  readonly text: string | undefined
}

/** A subject attribute: its OID, its value, and whether its RDN held more than this one. */
export interface SubjectAttribute extends AttributeValue {
  readonly oid: string
  readonly multiValuedRdn: boolean
}

/** An otherName of the subject alternative name (RFC 5280 4.2.1.6). */
export interface OtherName extends AttributeValue {
  readonly oid: string
}

/** The subject's public key, as far as the rules look at it. */
export type PublicKeyKind =
  | { readonly type: 'rsa'; readonly bits: number }
  | { readonly type: 'ec'; readonly curve: string }
  | { readonly type: 'other'; readonly name: string }

/** A certificate, read from DER (RFC 5280 4.1). Times are milliseconds since the epoch. */
export interface Certificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: Fingerprint
  /** SHA-256 of the DER of the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeySha256: string
  /**
   * Serial number as canonical hex: the content octets of its DER INTEGER, lower case, never empty. No
   * superfluous leading zero octets; the one that keeps the sign is none (`00ff` is 255, `ff` is -1).
   */
  readonly serial: string
  readonly version: number
  /** notBefore; the first moment it is valid. */
  readonly validFrom: number
  /** notAfter; from this moment on it is not valid. */
  readonly validTo: number
  readonly subject: readonly SubjectAttribute[]
  readonly otherNames: readonly OtherName[]
  /** basicConstraints cA. */
  readonly isCa: boolean
  /** Names of RFC 5280 4.2.1.3 (`digitalSignature`, `keyCertSign`, …); undefined when the extension is absent. */
  readonly keyUsage: readonly string[] | undefined
  /** OIDs; undefined when the extension is absent. */
  readonly extendedKeyUsage: readonly string[] | undefined
  /** Certificate policy OIDs. */
  readonly policies: readonly string[]
  /** Addresses of the lists that may revoke it (RFC 5280 4.2.1.13). */
  readonly crlUrls: readonly string[]
  /** OIDs of the extensions marked critical. */
  readonly criticalExtensions: readonly string[]
  readonly publicKey: PublicKeyKind
  /** Hash of the signature on it (`sha256`), or the OID of a signature algorithm that is not known here. */
  readonly signatureHash: string
}
