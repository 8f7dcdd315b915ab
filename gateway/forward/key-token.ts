/**
 * `Sluis-Sleutel`: the private key of an account, for the upstream that it is decrypted for and nobody else. A compact
 * JWE (RFC 7516) to the upstream's public key: ECDH-ES+A256KW with A256GCM (RFC 7518 4.6, 5.3).
 */
import { CompactEncrypt, importJWK } from 'jose'
import type { JWK } from 'jose'

export interface KeyTokenParts {
  /** The upstream's public key. */
  readonly publiek: Pick<JWK, 'kty' | 'crv' | 'x'> & { readonly kid: string | undefined }
  /** The private key as JWK. */
  readonly jwk: object
  readonly sub: string
  readonly agb: string
  /** Name of the dienst. */
  readonly aud: string
  /** The same in the identity JWT of the request. */
  readonly jti: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

const lifetimeSeconds = 60

export async function keyTokenOf(parts: KeyTokenParts): Promise<string> {
  const { publiek, jwk, sub, agb, aud, jti, at } = parts
  const iat = Math.floor(at / 1000)
  const payload = { jwk, sub, agb, aud, iat, exp: iat + lifetimeSeconds, jti }
  const { kid, ...key } = publiek
  return new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256GCM',
      ...(kid !== undefined && { kid }),
    })
    .encrypt(await importJWK(key, 'ECDH-ES+A256KW'))
}
