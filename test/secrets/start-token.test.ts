import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeKeyring } from '../../gateway/secrets/keys.ts'
import { readToken, startToken } from '../../gateway/secrets/start-token.ts'

const first = Buffer.from('0123456789abcdef0123456789abcdef')
const second = Buffer.from('ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP')
const keyring = makeKeyring([first])
const id = '0b9c0d1e-2f30-4142-8384-95a6b7c8d9ea'
const token = startToken(keyring.current, id)

test('a token is of its instroom, the same each time, and fits a path', () => {
  for (let i = 0; i < 100; i += 1) {
    const instroomId = randomUUID()
    const made = startToken(keyring.current, instroomId)
    expect(made).toMatch(/^[A-Za-z0-9_-]{48}$/)
    expect(startToken(keyring.current, instroomId)).toBe(made)
    expect(readToken(keyring, made)).toBe(instroomId)
  }
})

test('any changed bit is refused', () => {
  const bytes = Buffer.from(token, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(readToken(keyring, changed.toString('base64url'))).toBeUndefined()
  }
})

test('any changed character is refused', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= %.\0é'
  for (let at = 0; at < token.length; at += 1)
    for (const char of alphabet) {
      const changed = token.slice(0, at) + char + token.slice(at + 1)
      if (changed !== token) expect(readToken(keyring, changed)).toBeUndefined()
    }
})

const bytes = Buffer.from(token, 'base64url')

test.each<[string, string]>([
  ['nothing', ''],
  ['one character less', token.slice(0, -1)],
  ['one character more', `${token}A`],
  ['padding', `${token}=`],
  ['a space before', ` ${token}`],
  ['a newline behind', `${token}\n`],
  ['a newline in the middle', `${token.slice(0, 20)}\n${token.slice(20)}`],
  ['base64 with + and /', withPlainAlphabet()],
  ['hex', bytes.toString('hex')],
  ['upper case', token.toUpperCase()],
  ['the bytes without the last', bytes.subarray(0, -1).toString('base64url')],
  ['a UUID', id],
  ['48 zeros', 'A'.repeat(48)],
])('%s is refused', (_, text) => {
  expect(readToken(keyring, text)).toBeUndefined()
})

/** A token whose bytes need the two characters that differ between base64 and base64url, in base64. */
function withPlainAlphabet(): string {
  for (;;) {
    const made = startToken(keyring.current, randomUUID())
    if (/[-_]/.test(made)) return Buffer.from(made, 'base64url').toString('base64')
  }
}

test('random text of the right shape is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 36, maxLength: 36 }), (random) => {
      expect(readToken(keyring, Buffer.from(random).toString('base64url'))).toBeUndefined()
    }),
  )
})

test('a token made with another key is refused, also when it names a key that is known', () => {
  const stranger = makeKeyring([second]).current
  expect(readToken(keyring, startToken(stranger, id))).toBeUndefined()
  expect(
    readToken(keyring, startToken({ ...stranger, id: keyring.current.id }, id)),
  ).toBeUndefined()
})

test('old links survive the rotation of keys until the old key is dropped', () => {
  const rotated = makeKeyring([second, first])
  expect(readToken(rotated, token)).toBe(id)
  expect(readToken(rotated, startToken(rotated.current, id))).toBe(id)
  expect(readToken(makeKeyring([second]), token)).toBeUndefined()
})

test.each(['', 'x', id.toUpperCase(), id.replaceAll('-', ''), `${id}0`])(
  'an instroom id that is no UUID in lower case is a mistake: `%s`',
  (wrong) => {
    expect(() => startToken(keyring.current, wrong)).toThrow(TypeError)
  },
)
