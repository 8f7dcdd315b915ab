import { sha256Hex } from './hash.ts'

/**
 * Which certificate: the SHA-256 (FIPS 180-4) of its DER, 64 hex digits in lower case. A hash of a key, a message or a
 * file looks the same and is none. Only {@link fingerprintOf} and {@link parseFingerprint} make one.
 */
export type Fingerprint = string & { readonly __brand: 'Fingerprint' }

/** Empty: of no certificate. */
export type FingerprintOrNone = Fingerprint | ''

/** Of the DER of a certificate. */
export const fingerprintOf = (der: Uint8Array): Fingerprint => sha256Hex(der) as Fingerprint

/** The fingerprint that `text` is, or undefined. */
export const parseFingerprint = (text: string): Fingerprint | undefined =>
  /^[0-9a-f]{64}$/.test(text) ? (text as Fingerprint) : undefined

/** Of a certificate that is only imagined: it has no bytes, and no certificate has this one. */
export const fingerprintOfNothing = fingerprintOf(new Uint8Array())
