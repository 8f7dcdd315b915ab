/** The public key of a dienst for secured sessions: a JWK file (RFC 7517, RFC 8037) that is part of the set. */
import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import type { PublicJwk } from '../../decision/dienst-toegang.ts'

/** Reads the file, or says in Dutch why it is no such key. A private key has no place in a policy. */
export function readPublicJwk(
  bytes: Buffer,
): { readonly jwk: PublicJwk } | { readonly melding: string } {
  const value = parse(bytes)
  if (value === undefined) return { melding: 'dit bestand is geen JSON-object' }
  if ('d' in value)
    return { melding: 'hier staat een geheime sleutel; noem alleen de openbare (zonder `d`)' }
  const { kty, crv, x, kid } = value
  if (kty !== 'OKP' || crv !== 'X25519' || typeof x !== 'string' || !isKeyText(x))
    return { melding: 'dit is geen openbare X25519-sleutel (JWK met kty OKP en crv X25519)' }
  if (!isPoint(x)) return { melding: 'met deze sleutel kan niets worden versleuteld' }
  return { jwk: { kty, crv, x, kid: typeof kid === 'string' ? kid : undefined } }
}

/** A private key that nothing is encrypted with. */
const anyKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), Buffer.alloc(32, 9)]),
  ...{ format: 'der', type: 'pkcs8' },
})

/** Points of a low order, such as all zeros, agree on nothing with anybody (RFC 7748 6.1). */
function isPoint(x: string): boolean {
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' })
  try {
    diffieHellman({ privateKey: anyKey, publicKey })
    return true
  } catch {
    return false
  }
}

/** 32 octets in base64url without padding, written in the one way there is. */
const isKeyText = (text: string): boolean => {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === 32 && bytes.toString('base64url') === text
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
