import { createHmac, hkdfSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import {
  contentHashOf,
  isPredictable,
  makeKeyring,
  pseudonymOf,
  readDataKeys,
} from '../../gateway/secrets/keys.ts'

const first = Buffer.from('0123456789abcdef0123456789abcdef')
const second = Buffer.from('ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP')
const base64 = (key: Buffer) => key.toString('base64')

test.each<[string, string, readonly Buffer[]]>([
  ['one key', base64(first), [first]],
  ['two keys', `${base64(first)},${base64(second)}`, [first, second]],
  ['spaces around the comma', ` ${base64(second)} , ${base64(first)} `, [second, first]],
])('%s: read', (_, text, keys) => {
  expect(readDataKeys(text)).toEqual({ keys })
})

test.each<[string, string, string]>([
  ['nothing', '', 'sleutel 1 ontbreekt'],
  ['nothing behind a comma', `${base64(first)},`, 'sleutel 2 ontbreekt'],
  ['text', 'geheim!', 'sleutel 1 is geen base64'],
  ['hex', first.toString('hex'), 'sleutel 1 is 48 bytes lang in plaats van 32'],
  ['31 bytes', base64(first.subarray(1)), 'sleutel 1 is 31 bytes lang in plaats van 32'],
  [
    '33 bytes',
    base64(Buffer.concat([first, first.subarray(0, 1)])),
    'sleutel 1 is 33 bytes lang in plaats van 32',
  ],
  ['missing padding', base64(first).replace('=', ''), 'sleutel 1 is geen base64'],
  [
    'bits left over in the last character',
    base64(first).replace(/.=$/, 'n='),
    'sleutel 1 is geen base64',
  ],
  ['a key twice', `${base64(first)},${base64(first)}`, 'dezelfde sleutel staat er twee keer in'],
])('%s: refused', (_, text, problem) => {
  expect(readDataKeys(text)).toEqual({ problems: [problem] })
})

test('a key of one byte over and over is read, and known for what it is', () => {
  const zeros = Buffer.alloc(32)
  expect(readDataKeys(base64(zeros))).toEqual({ keys: [zeros] })
  expect([zeros, Buffer.alloc(32, 7), first].map(isPredictable)).toEqual([true, true, false])
})

test('all problems are told at once, and none holds a part of a key', () => {
  const secret = base64(first.subarray(2))
  const read = readDataKeys(`x,${secret},${base64(second)}`)
  const problems = 'problems' in read ? read.problems : []
  expect(problems).toHaveLength(2)
  expect(problems.join()).not.toContain(secret.slice(0, 8))
})

test('every derived key is its own, 32 bytes, and not the data key', () => {
  const { current } = makeKeyring([first])
  const keys = [current.token, current.content, current.pseudonym, current.message, current.wrap]
  expect(new Set([...keys, first].map((key) => key.toString('hex'))).size).toBe(6)
  for (const key of keys) expect(key).toHaveLength(32)
})

test('keys are derived by HKDF-SHA-256 with their label, the same in every version', () => {
  const derived = hkdfSync('sha256', first, '', 'sluis 1 token', 32)
  expect(makeKeyring([first]).current.token.equals(Buffer.from(derived))).toBe(true)
  expect(makeKeyring([first]).current.id).toBe('d48a8aa0')
})

test('the first key is used, every one is found by its id', () => {
  const before = makeKeyring([first])
  const after = makeKeyring([second, first])
  expect(after.current.id).not.toBe(before.current.id)
  expect(after.byId(before.current.id)).toEqual(before.current)
  expect(before.byId(after.current.id)).toBeUndefined()
})

test('a keyring without a key, or with one twice, is a mistake', () => {
  expect(() => makeKeyring([])).toThrow()
  expect(() => makeKeyring([first, first])).toThrow()
})

test('a fingerprint is the same for the same content in another order, and another under another key', () => {
  const { current } = makeKeyring([first])
  const other = makeKeyring([second]).current
  const hash = contentHashOf(current, { a: 1, b: [2] })
  expect(hash).toBe(createHmac('sha256', current.content).update('{"a":1,"b":[2]}').digest('hex'))
  expect(contentHashOf(current, { b: [2], a: 1 })).toBe(hash)
  expect(contentHashOf(current, { a: 1, b: [3] })).not.toBe(hash)
  expect(contentHashOf(other, { a: 1, b: [2] })).not.toBe(hash)
})

test('a pseudonym names its key and does not show the BSN', () => {
  const { current } = makeKeyring([first])
  const pseudonym = pseudonymOf(current, '999990019')
  expect(pseudonym).toMatch(new RegExp(`^${current.id}:[0-9a-f]{64}$`))
  expect(pseudonym).toBe(pseudonymOf(current, '999990019'))
  expect(pseudonym).not.toBe(pseudonymOf(current, '999990020'))
})
