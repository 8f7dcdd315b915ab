/**
 * Tokens of links in mails: base64url of the data key's id, the link's UUID, and 16 bytes of an HMAC-SHA-256 over both
 * and the kind of link. A forged one is refused without asking the store, and one of one kind is none of another.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeySet, Keyring } from './keys.ts'

const keyIdLength = 4
const bodyLength = keyIdLength + 16
const macLength = 16
const spelling = /^[A-Za-z0-9_-]{48}$/

/** The token of a link. `id` is a UUID in lower case. */
export function linkToken(keys: KeySet, soort: string, id: string): string {
  const body = Buffer.concat([
    Buffer.from(keys.id, 'hex'),
    Buffer.from(id.replaceAll('-', ''), 'hex'),
  ])
  return Buffer.concat([body, macOf(keys, soort, body)]).toString('base64url')
}

/** The kind and id of the link that a token is of; undefined when this gateway did not make it. */
export function readLinkToken<S extends string>(
  keyring: Keyring,
  text: string,
  soorten: readonly S[],
): { readonly soort: S; readonly id: string } | undefined {
  if (!spelling.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(0, bodyLength)
  const keys = keyring.byId(body.subarray(0, keyIdLength).toString('hex'))
  if (keys === undefined) return undefined
  const soort = soorten.find((one) =>
    timingSafeEqual(bytes.subarray(bodyLength), macOf(keys, one, body)),
  )
  return soort && { soort, id: uuidOf(body.subarray(keyIdLength)) }
}

const macOf = (keys: KeySet, soort: string, body: Buffer): Buffer =>
  createHmac('sha256', keys.link).update(`${soort}\n`).update(body).digest().subarray(0, macLength)

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
