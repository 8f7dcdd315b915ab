/**
 * That a start link was clicked by somebody who had to sign in first: base64url of the data key's id, the moment, and
 * 26 bytes of an HMAC-SHA-256 over both and the instroom. It gives time and no permission: the link is still opened by
 * the one person it names, and nothing of the instroom changes by it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeySet, Keyring } from './keys.ts'

/** How long one may take over signing in, in milliseconds. */
export const beginMs = 10 * 60_000

const [keyIdLength, momentLength, macLength] = [4, 6, 26]
const bodyLength = keyIdLength + momentLength
const spelling = /^[A-Za-z0-9_-]{48}$/

/** The proof that the link of an instroom was clicked at a moment. */
export function begunAt(keys: KeySet, instroomId: string, at: number): string {
  const body = Buffer.alloc(bodyLength)
  body.write(keys.id, 'hex')
  body.writeUIntBE(at, keyIdLength, momentLength)
  return Buffer.concat([body, macOf(keys, instroomId, body)]).toString('base64url')
}

/** When it was clicked, by one of these proofs that still holds; undefined: none does. */
export function readBegun(
  keyring: Keyring,
  instroomId: string,
  { proofs, at }: { readonly proofs: readonly string[]; readonly at: number },
): number | undefined {
  return proofs
    .flatMap((text) => momentIn(keyring, instroomId, text) ?? [])
    .find((moment) => moment <= at && at < moment + beginMs)
}

function momentIn(keyring: Keyring, instroomId: string, text: string): number | undefined {
  if (!spelling.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(0, bodyLength)
  const keys = keyring.byId(body.subarray(0, keyIdLength).toString('hex'))
  if (keys === undefined) return undefined
  return timingSafeEqual(bytes.subarray(bodyLength), macOf(keys, instroomId, body))
    ? body.readUIntBE(keyIdLength, momentLength)
    : undefined
}

const macOf = (keys: KeySet, instroomId: string, body: Buffer): Buffer =>
  createHmac('sha256', keys.token)
    .update(`begonnen\n${instroomId}\n`)
    .update(body)
    .digest()
    .subarray(0, macLength)
