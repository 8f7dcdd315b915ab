/**
 * Start tokens: base64url (RFC 4648 5) of the data key's id, the instroom's UUID, and the first 16 bytes
 * of an HMAC-SHA-256 over both. Derived, so that a retry gives the same link and a forged one is refused
 * without asking the store. A token is no permission: it is worth nothing without a certificate.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeySet, Keyring } from './keys.ts'

const keyIdLength = 4
const bodyLength = keyIdLength + 16
const macLength = 16

/** 36 bytes are 48 characters without spare bits: every token has one spelling. */
const spelling = /^[A-Za-z0-9_-]{48}$/

/** The start token of an instroom. Throws when the id is not a UUID in lower case. */
export function startToken(keys: KeySet, instroomId: string): string {
  const id = Buffer.from(instroomId.replaceAll('-', ''), 'hex')
  if (id.length !== 16 || uuidOf(id) !== instroomId)
    throw new TypeError('an instroom id is a UUID in lower case')
  const body = Buffer.concat([Buffer.from(keys.id, 'hex'), id])
  return Buffer.concat([body, macOf(keys, body)]).toString('base64url')
}

/** The instroom that a token is of, or undefined when this gateway did not make it. */
export function readToken(keyring: Keyring, text: string): string | undefined {
  if (!spelling.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(0, bodyLength)
  const keys = keyring.byId(body.subarray(0, keyIdLength).toString('hex'))
  if (keys === undefined) return undefined
  return timingSafeEqual(bytes.subarray(bodyLength), macOf(keys, body))
    ? uuidOf(body.subarray(keyIdLength))
    : undefined
}

const macOf = (keys: KeySet, body: Buffer): Buffer =>
  createHmac('sha256', keys.token).update(body).digest().subarray(0, macLength)

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  const part = (from: number, to?: number): string => hex.slice(from, to)
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20)}`
}
