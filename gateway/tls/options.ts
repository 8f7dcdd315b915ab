/**
 * TLS settings of the two listeners: what NCSC-NL (TLS guidelines 2025-05) calls goed or voldoende and
 * nothing else, no resumption, no renegotiation, no early data.
 */
import { constants } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { SecureContextOptions } from 'node:tls'
import type { PemPair } from '../certificate/private-key.ts'

/** What the time-outs and sizes of a listener are; milliseconds. */
export interface ListenerLimits {
  readonly handshakeMs: number
  readonly headerMs: number
  readonly requestMs: number
  readonly idleMs: number
}

/** NCSC-NL 2025-05 appendix B. CCM is left out: no client that counts offers it and nothing else. */
export const cipherSuites = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
] as const

/** NCSC-NL 2025-05 3.3.3, best first; the hybrid groups are in OpenSSL 3.5 and later only. */
const wantedGroups = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
  'X25519',
  'P-256',
  'P-384',
  'X448',
  'P-521',
] as const

/**
 * Signatures: SHA-256 and up. The PKCS#1 ones are for certificates that RSA authorities sign, and for
 * RSA clients on TLS 1.2.
 */
const signatureAlgorithms = [
  'ecdsa_secp256r1_sha256',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
  'ed25519',
  'ed448',
  'rsa_pss_rsae_sha256',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pss_pss_sha256',
  'rsa_pss_pss_sha384',
  'rsa_pss_pss_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
] as const

const isKnownGroup = (ecdhCurve: string): boolean => {
  try {
    createSecureContext({ ecdhCurve })
    return true
  } catch {
    return false
  }
}

/** The key exchange groups that this Node's OpenSSL has. */
export const groups: readonly string[] = wantedGroups.filter(isKnownGroup)

/**
 * Everything of a secure context. The same goes to `createServer` and, when the certificate or the trust
 * changes, to `server.setSecureContext`, which keeps nothing of the former settings.
 *
 * `trust` is the whole of what is trusted, and the names that clients are told (traps T24). Never empty:
 * Node would then fall back on public roots or, with a list of none, refuse everybody without a word.
 */
export function secureContextOptions(
  pair: PemPair,
  trust: readonly string[],
): SecureContextOptions {
  if (trust.length === 0) throw new Error('a listener trusts no certificate authority at all')
  return { ...serverContextOptions(pair), ca: [...trust] }
}

/** What is the same for every listener; the whole of it for one that trusts nobody. */
export function serverContextOptions(pair: PemPair): SecureContextOptions {
  return {
    cert: pair.cert,
    key: pair.key,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: cipherSuites.join(':'),
    ecdhCurve: groups.join(':'),
    sigalgs: signatureAlgorithms.join(':'),
    honorCipherOrder: true,
    // No resumption: a resumed session may lie about the peer (traps T1, T3, T4). No renegotiation: the
    // peer could change under a request (T6).
    secureOptions:
      constants.SSL_OP_NO_TICKET |
      constants.SSL_OP_NO_RENEGOTIATION |
      constants.SSL_OP_CIPHER_SERVER_PREFERENCE,
  }
}

/** Options of a listener that asks for no certificate and reads none: for who signs in. */
export function signInOptions(pair: PemPair, limits: ListenerLimits): ServerOptions {
  return {
    ...serverContextOptions(pair),
    requestCert: false,
    ...limitOptions(limits),
  }
}

/**
 * Options for `https.createServer`. Nobody is rejected at the handshake, so that a wrong certificate gets
 * its documented code: every route starts with the peer (docs/adr).
 */
export function listenerOptions(
  pair: PemPair,
  trust: readonly string[],
  limits: ListenerLimits,
): ServerOptions {
  return {
    ...secureContextOptions(pair, trust),
    requestCert: true,
    rejectUnauthorized: false,
    ...limitOptions(limits),
  }
}

function limitOptions(limits: ListenerLimits): ServerOptions {
  return {
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: Math.min(limits.headerMs, limits.requestMs),
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    // How often Node looks for requests that are late; its own 30 s would make every limit 30 s longer.
    connectionsCheckingInterval: Math.min(1000, limits.headerMs),
    // More than is allowed (start/listen/unreadable.ts), so that what is too large can still be read and told so in its form.
    maxHeaderSize: 65_536,
    insecureHTTPParser: false,
    // A missing Host is judged after the certificate (SL514), not by Node's bare 400.
    requireHostHeader: false,
    noDelay: true,
  }
}
