/** A private key as it lies in a file, and whether it belongs to a certificate. */
import { createPrivateKey } from 'node:crypto'
import type { KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'

/** A key of PEM; of what is none, whether a password is in the way. */
export function openPrivateKey(pem: string): KeyObject | 'met-wachtwoord' | 'onleesbaar' {
  try {
    return createPrivateKey(pem)
  } catch {
    return pem.includes('ENCRYPTED') ? 'met-wachtwoord' : 'onleesbaar'
  }
}

/** Both in PEM, the chain behind its leaf. */
export interface PemPair {
  readonly cert: string
  readonly key: string
}

/** Why a server or client cannot show these; undefined: it can. What was thrown is OpenSSL's own opinion. */
export function pairFault(
  leaf: X509Certificate,
  key: KeyObject,
  { cert, key: pem }: PemPair,
): 'andere-sleutel' | { readonly thrown: unknown } | undefined {
  if (!leaf.checkPrivateKey(key)) return 'andere-sleutel'
  try {
    // A chain out of order, a key too weak, a signature with SHA-1.
    createSecureContext({ cert, key: pem })
    return undefined
  } catch (thrown) {
    return { thrown }
  }
}
