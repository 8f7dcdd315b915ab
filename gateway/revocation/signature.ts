/**
 * Signatures under lists and OCSP answers. An algorithm is known by the exact DER of its
 * AlgorithmIdentifier (RFC 4055, RFC 5758), so nothing about it is parsed and no odd parameter passes.
 * SHA-1 and MD5 are not in the table.
 */
import { constants, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

interface Algorithm {
  readonly hash: string
  readonly keys: readonly ('rsa' | 'rsa-pss' | 'ec')[]
  /** Salt length in octets: RSASSA-PSS. */
  readonly salt?: number
}

const algorithms = new Map<string, Algorithm>([
  ...rsa('0b', 'sha256'),
  ...rsa('0c', 'sha384'),
  ...rsa('0d', 'sha512'),
  ['300a06082a8648ce3d040302', { hash: 'sha256', keys: ['ec'] }],
  ['300a06082a8648ce3d040303', { hash: 'sha384', keys: ['ec'] }],
  ['300a06082a8648ce3d040304', { hash: 'sha512', keys: ['ec'] }],
  pss('01', 'sha256', 32),
  pss('02', 'sha384', 48),
  pss('03', 'sha512', 64),
])

/** OpenSSL's names of P-256, P-384 and P-521. */
const curves = ['prime256v1', 'secp384r1', 'secp521r1']

/** What was signed, and how it says it was. */
export interface Signed {
  /** DER of the whole AlgorithmIdentifier. */
  readonly algorithm: Uint8Array
  readonly data: Uint8Array
  readonly signature: Uint8Array
}

/** Whether the algorithm is one that is accepted here. */
export const isKnownAlgorithm = (algorithm: Uint8Array): boolean =>
  algorithms.has(Buffer.from(algorithm).toString('hex'))

/** Whether the key of this SubjectPublicKeyInfo made the signature. Never throws. */
export function isSignedBy(spki: Uint8Array, { algorithm, data, signature }: Signed): boolean {
  const known = algorithms.get(Buffer.from(algorithm).toString('hex'))
  const key = readKey(spki)
  if (known === undefined || key === undefined || !fits(key, known)) return false
  const padding =
    known.salt === undefined
      ? {}
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: known.salt }
  try {
    return verify(known.hash, data, { key, ...padding }, signature)
  } catch {
    return false
  }
}

function fits(key: KeyObject, { keys }: Algorithm): boolean {
  const type = key.asymmetricKeyType
  const details = key.asymmetricKeyDetails
  if (!keys.some((name) => name === type)) return false
  return type === 'ec'
    ? curves.includes(details?.namedCurve ?? '')
    : (details?.modulusLength ?? 0) >= 2048
}

function readKey(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

/** PKCS #1 v1.5: parameters are NULL (RFC 4055 section 5); absent ones are written by some and mean the same. */
function rsa(last: string, hash: string): [string, Algorithm][] {
  const algorithm: Algorithm = { hash, keys: ['rsa'] }
  const oid = `06092a864886f70d0101${last}`
  return [
    [`300d${oid}0500`, algorithm],
    [`300b${oid}`, algorithm],
  ]
}

/** RSASSA-PSS with MGF1 over the same hash and a salt as long as the hash (RFC 4055 section 3.1). */
function pss(last: string, hash: string, salt: number): [string, Algorithm] {
  const hashId = `300d06096086480165030402${last}0500`
  const mgf = `301a06092a864886f70d010108${hashId}`
  const parameters = `a00f${hashId}a11c${mgf}a2030201${salt.toString(16).padStart(2, '0')}`
  return [`304106092a864886f70d01010a3034${parameters}`, { hash, keys: ['rsa', 'rsa-pss'], salt }]
}
