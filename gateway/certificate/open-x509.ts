import type { Certificate } from './certificate.ts'
import { tryReadCertificate } from './read.ts'
// eslint-disable-next-line no-restricted-syntax -- the one place that asks Node: for a signature and a key, never for a name
import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/**
 * Node's view of the certificate in `der`, for its signature; undefined when OpenSSL cannot read it.
 *
 * The constructor looks for PEM in its bytes before it tries DER, and d2i ignores what follows: a made-up
 * certificate with someone else's certificate as PEM in its subject would be opened as that certificate.
 * So what was opened must be, byte for byte, what was given.
 */
export function openX509(der: Buffer): X509Certificate | undefined {
  try {
    const opened = new X509Certificate(der)
    return opened.raw.equals(der) ? opened : undefined
  } catch {
    return undefined
  }
}

/** Its public key; undefined for one that OpenSSL cannot use. */
export function publicKeyOf(x509: X509Certificate): KeyObject | undefined {
  try {
    return x509.publicKey
  } catch {
    return undefined
  }
}

/** A CA certificate, read by us and by OpenSSL, with a key that can be used. */
export interface OpenCa {
  readonly certificate: Certificate
  readonly x509: X509Certificate
  readonly publicKey: KeyObject
  readonly der: Buffer
}

/** The one reading of a CA certificate; undefined when one of the two cannot read it. */
export function openCa(der: Buffer): OpenCa | undefined {
  const certificate = tryReadCertificate(der)
  const x509 = openX509(der)
  if (certificate === undefined || x509 === undefined) return undefined
  const publicKey = publicKeyOf(x509)
  return publicKey === undefined ? undefined : { certificate, x509, publicKey, der }
}

/** The certificates of a PEM text (RFC 7468) in its order, as DER; whether they are any is not looked at. */
export function pemCertificates(text: string): readonly Buffer[] {
  const bodies = text.matchAll(
    /(?<=-----BEGIN CERTIFICATE-----)[\s\S]*?(?=-----END CERTIFICATE-----)/g,
  )
  return [...bodies].map(([body]) => Buffer.from(body, 'base64'))
}

/** The same, opened; undefined when there are none, or one of them is none. */
export function openPem(text: string): readonly X509Certificate[] | undefined {
  const ders = pemCertificates(text)
  const opened = ders.flatMap((der) => openX509(der) ?? [])
  return opened.length > 0 && opened.length === ders.length ? opened : undefined
}
