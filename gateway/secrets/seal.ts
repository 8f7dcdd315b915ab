/**
 * Encryption of what the store keeps: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D 8.2.2). One
 * key may seal 2^32 times, which is five years at two million a day: rotate the data key yearly.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { KeySet, Keyring } from './keys.ts'

/** Which derived key: `message` for content, `wrap` for private keys. */
export type SealUse = 'message' | 'wrap'

const keyIdLength = 4
const nonceLength = 12
const tagLength = 16
const headLength = keyIdLength + nonceLength + tagLength

/**
 * `plain` encrypted under the key set's key for `use`: key id, nonce, tag, ciphertext. `id` is the
 * associated data: what was sealed for one row does not open for another.
 */
export function seal(
  { keys, use }: { readonly keys: KeySet; readonly use: SealUse },
  id: string,
  plain: Buffer,
  random: (size: number) => Buffer = randomBytes,
): Buffer {
  const nonce = random(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', keys[use], nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(id))
  const text = cipher.update(plain)
  const rest = cipher.final()
  return Buffer.concat([Buffer.from(keys.id, 'hex'), nonce, cipher.getAuthTag(), text, rest])
}

/** The id of the data key that something was sealed with. */
export const sealedWith = (sealed: Buffer): string =>
  sealed.subarray(0, keyIdLength).toString('hex')

/** What was sealed for `id`; undefined when any bit differs, or its key is not in the keyring. */
export function openSealed(
  { keyring, use }: { readonly keyring: Keyring; readonly use: SealUse },
  id: string,
  sealed: Buffer,
): Buffer | undefined {
  const keys = keyring.byId(sealedWith(sealed))
  if (keys === undefined || sealed.length < headLength) return undefined
  const nonce = sealed.subarray(keyIdLength, keyIdLength + nonceLength)
  const cipher = createDecipheriv('aes-256-gcm', keys[use], nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(id))
  cipher.setAuthTag(sealed.subarray(keyIdLength + nonceLength, headLength))
  const text = cipher.update(sealed.subarray(headLength))
  try {
    return Buffer.concat([text, cipher.final()])
  } catch {
    return undefined
  }
}
