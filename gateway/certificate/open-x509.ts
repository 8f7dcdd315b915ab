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
