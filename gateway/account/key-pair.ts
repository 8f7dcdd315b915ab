/**
 * The key pair of an account (X25519, RFC 7748), by which a dienst encrypts what only this person may read. The
 * private half is in clear inside a request alone: it is kept under a key that follows from the password, and while a
 * secured session lasts under one that follows from the cookie (systems.md: keys and the secured session).
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
} from 'node:crypto'
import { sha256Base64url } from '../base/hash.ts'

/** A public key as JWK (RFC 8037 2). */
export interface PublicKey {
  readonly kty: 'OKP'
  readonly crv: 'X25519'
  readonly x: string
}

export interface AccountKeyPair {
  /** The private half, 32 bytes. */
  readonly secret: Buffer
  readonly publiek: PublicKey
  /** RFC 7638, base64url. */
  readonly thumbprint: string
}

/** PrivateKeyInfo of X25519 up to the key itself (RFC 8410 7). */
const pkcs8Head = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** The pair that 32 random bytes are. */
export function keyPairOf(secret: Buffer): AccountKeyPair {
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Head, secret]),
    format: 'der',
    type: 'pkcs8',
  })
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  const publiek: PublicKey = { kty: 'OKP', crv: 'X25519', x }
  return { secret, publiek, thumbprint: thumbprintOf(publiek) }
}

/** RFC 7638 3: the members that make the key, in order of name. */
const thumbprintOf = ({ crv, kty, x }: PublicKey): string =>
  sha256Base64url(JSON.stringify({ crv, kty, x }))

/** The pair as private JWK. */
export const privateJwk = ({
  secret,
  publiek,
}: AccountKeyPair): PublicKey & { readonly d: string } => ({
  ...publiek,
  d: secret.toString('base64url'),
})

const nonceLength = 12
const tagLength = 16

/** A private half under a key of 32 bytes (AES-256-GCM); it opens for `id` alone. */
export function wrapSecret(
  key: Buffer,
  id: string,
  secret: Buffer,
  random: (size: number) => Buffer,
): Buffer {
  const nonce = random(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(id))
  const text = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** What was wrapped; undefined when the key, the id or any bit differs. */
export function unwrapSecret(key: Buffer, id: string, wrapped: Buffer): Buffer | undefined {
  if (wrapped.length <= nonceLength + tagLength) return undefined
  const nonce = wrapped.subarray(0, nonceLength)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(id))
  decipher.setAuthTag(wrapped.subarray(nonceLength, nonceLength + tagLength))
  const text = decipher.update(wrapped.subarray(nonceLength + tagLength))
  try {
    return Buffer.concat([text, decipher.final()])
  } catch {
    return undefined
  }
}

/** The key that follows from the value of a cookie, which the store does not have. */
export const cookieKey = (token: string): Buffer =>
  Buffer.from(hkdfSync('sha256', token, Buffer.alloc(0), 'sluis 1 beveiligde sessie', 32))

/** For whom a private half is wrapped: under the password of an account. */
export const pairId = (nummer: string, thumbprint: string): string =>
  `sleutelpaar ${nummer} ${thumbprint}`

/** For whom a private half is wrapped: for one code, by its hash. */
export const doorgangId = (hash: string): string => `doorgang ${hash}`

/** For whom a private half is wrapped: for one sign-in, by the hash of its cookie. */
export const sessieId = (hash: string, thumbprint: string): string => `sessie ${hash} ${thumbprint}`
