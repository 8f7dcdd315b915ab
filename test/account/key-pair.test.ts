import { createPrivateKey, diffieHellman, generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { calculateJwkThumbprint } from 'jose'
import {
  cookieKey,
  keyPairOf,
  pairId,
  privateJwk,
  sessieId,
  unwrapSecret,
  wrapSecret,
} from '../../gateway/account/key-pair.ts'

const bytes = (fill: number) => (size: number) => Buffer.alloc(size, fill)
const pair = keyPairOf(Buffer.alloc(32, 7))
const kek = Buffer.alloc(32, 1)

test('a pair is an X25519 key that others can agree with, and its thumbprint that of RFC 7638', async () => {
  const other = generateKeyPairSync('x25519')
  const own = createPrivateKey({ key: { ...privateJwk(pair) }, format: 'jwk' })
  expect(diffieHellman({ privateKey: own, publicKey: other.publicKey })).toHaveLength(32)
  expect(pair.thumbprint).toBe(await calculateJwkThumbprint({ ...pair.publiek }))
})

test('T13: what is wrapped opens with its key and for its row alone', () => {
  const id = pairId('700000000001', pair.thumbprint)
  const wrapped = wrapSecret(kek, id, pair.secret, bytes(3))
  expect(unwrapSecret(kek, id, wrapped)).toEqual(pair.secret)
  expect(wrapped.includes(pair.secret)).toBe(false)
  expect(unwrapSecret(Buffer.alloc(32, 2), id, wrapped)).toBeUndefined()
  expect(unwrapSecret(kek, pairId('700000000002', pair.thumbprint), wrapped)).toBeUndefined()
  expect(unwrapSecret(kek, sessieId('h', pair.thumbprint), wrapped)).toBeUndefined()
})

test.each([0, 5, 20, 30, 59])('T13: a bit that differs at byte %i opens nothing', (at) => {
  const wrapped = wrapSecret(kek, 'id', pair.secret, bytes(3))
  wrapped[at] = (wrapped[at] ?? 0) ^ 1
  expect(unwrapSecret(kek, 'id', wrapped)).toBeUndefined()
})

test('what was cut off opens nothing', () => {
  expect(unwrapSecret(kek, 'id', Buffer.alloc(28))).toBeUndefined()
})

test('each cookie has a key of its own', () => {
  expect(cookieKey('a'.repeat(43))).not.toEqual(cookieKey('b'.repeat(43)))
})
