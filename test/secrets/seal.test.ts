import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeKeyring } from '../../gateway/secrets/keys.ts'
import { openSealed, seal, sealedWith } from '../../gateway/secrets/seal.ts'
import type { SealUse } from '../../gateway/secrets/seal.ts'

const first = Buffer.from('0123456789abcdef0123456789abcdef')
const second = Buffer.from('ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP')
const keyring = makeKeyring([first])
const id = '0b9c0000-0000-4000-8000-000000000001'
const text = Buffer.from('{"bsn":"999990019"}')
const sealed = seal({ keys: keyring.current, use: 'message' }, id, text)
const openIt = (bytes: Buffer, at = id, use: SealUse = 'message') =>
  openSealed({ keyring, use }, at, bytes)

test('what was sealed opens, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), (bytes, name) => {
      const plain = Buffer.from(bytes)
      const box = seal({ keys: keyring.current, use: 'message' }, name, plain)
      expect(openIt(box, name)?.equals(plain)).toBe(true)
    }),
  )
})

test('the content cannot be read, and its key is named', () => {
  expect(sealed.includes('999990019')).toBe(false)
  expect(sealedWith(sealed)).toBe(keyring.current.id)
  expect(sealed).toHaveLength(4 + 12 + 16 + text.length)
})

test('sealing twice gives different bytes, each with a nonce of its own', () => {
  const again = seal({ keys: keyring.current, use: 'message' }, id, text)
  expect(again.equals(sealed)).toBe(false)
  expect(again.subarray(4, 16).equals(sealed.subarray(4, 16))).toBe(false)
})

test('any bit that is changed is refused', () => {
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(openIt(changed)).toBeUndefined()
  }
})

test('any shorter or longer one is refused', () => {
  for (let length = 0; length < sealed.length; length += 1)
    expect(openIt(sealed.subarray(0, length))).toBeUndefined()
  expect(openIt(Buffer.concat([sealed, Buffer.alloc(1)]))).toBeUndefined()
})

test('it opens for its own row and its own use only', () => {
  expect(openIt(sealed, '0b9c0000-0000-4000-8000-000000000002')).toBeUndefined()
  expect(openIt(sealed, id, 'wrap')).toBeUndefined()
  expect(openIt(sealed)?.equals(text)).toBe(true)
})

test('it opens after rotation, as long as its key is in the keyring', () => {
  const rotated = makeKeyring([second, first])
  expect(openSealed({ keyring: rotated, use: 'message' }, id, sealed)?.equals(text)).toBe(true)
  expect(openSealed({ keyring: makeKeyring([second]), use: 'message' }, id, sealed)).toBeUndefined()
})
