import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readJson } from '../../gateway/wire/json.ts'
import { scanJson } from '../../gateway/wire/json-scan.ts'

const read = (text: string) => readJson(Buffer.from(text, 'utf8'))

test('reads a message and keeps its text byte for byte', () => {
  const text = ' {"a": 1.0, "b": [-0, 1e400, "\\u00e9"], "c": {"a": null}}\n'
  expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown, text })
})

test.each<[string, string]>([
  ['nothing at all', ''],
  ['white space', ' \n'],
  ['an open object', '{"a":1'],
  ['an open string', '{"a":"1'],
  ['an open string that ends in a backslash', '{"a":"1\\'],
  ['two values', '{} {}'],
  ['a trailing comma', '{"a":1,}'],
  ['a single quote', "{'a':1}"],
  ['a comment', '{/**/"a":1}'],
  ['NaN', '[NaN]'],
  ['a lone high surrogate', '["\\ud800"]'],
  ['a lone low surrogate as a name', '{"\\udc00":1}'],
  ['a raw control character', '["\u0001"]'],
  ['twenty thousand levels', '['.repeat(20_000)],
  ['one level too many', '['.repeat(65) + ']'.repeat(65)],
  ['a byte order mark', '\uFEFF{}'],
])('refuses %s', (_, text) => {
  expect(read(text)).toEqual({ ok: false, why: 'malformed' })
})

test.each<[string, readonly number[]]>([
  ['a byte that is no UTF-8', [0x22, 0xff, 0x22]],
  ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
  ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
])('refuses %s', (_, bytes) => {
  expect(readJson(Uint8Array.from(bytes))).toEqual({ ok: false, why: 'malformed' })
})

test.each<[string, string]>([
  ['at the top', '{"a":1,"b":2,"a":1}'],
  ['nested', '{"x":[{"a":1,"a":2}]}'],
  ['written with an escape', '{"agbCode":1,"agb\\u0043ode":2}'],
  ['far from its colon', `{"a":1,"a"${' '.repeat(200)}\t\r\n:2}`],
  ['after a value that looks like a name', '{"a":"a","b":"x:","a":1}'],
  ['of the prototype', '{"__proto__":1,"__proto__":2}'],
])('refuses a name used twice %s', (_, text) => {
  expect(read(text)).toEqual({ ok: false, why: 'duplicate-member' })
})

test.each<[string, string]>([
  ['in different objects', '{"a":{"a":1},"b":{"a":1}}'],
  ['as values', '{"a":"b","c":"b"}'],
  ['in an array, before a colon in a string', '["a:","a:","a"]'],
  ['with other case', '{"a":1,"A":2}'],
  ['after an array in an object', '{"a":["b"],"b":1}'],
])('allows the same text %s', (_, text) => {
  expect(read(text).ok).toBe(true)
})

test('sixty-four levels are read', () => {
  expect(read('['.repeat(64) + ']'.repeat(64)).ok).toBe(true)
})

test('reads whatever JSON.stringify writes, to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
      const text = JSON.stringify(value)
      const wellFormed = !/\\ud[89a-f]/i.test(text)
      const result = read(text)
      expect(result.ok).toBe(wellFormed)
      if (result.ok) expect(result.value).toEqual(JSON.parse(text))
    }),
  )
})

test('never throws, whatever bytes come in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof readJson(bytes).ok).toBe('boolean')
    }),
  )
})

test('finds any name that is written twice in one object', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, other) => {
      const twice = `{${JSON.stringify(name)}:1,${JSON.stringify(other)}:{},${JSON.stringify(name)}:2}`
      expect(read(twice)).toEqual({ ok: false, why: 'duplicate-member' })
    }),
  )
})

test('F15: what is refused has a place, and what is read has none', () => {
  const texts = fc.oneof(
    fc.json(),
    fc.string(),
    fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', ':', ',', '"', 'a', '\\', 'u', '0', '1', ' '),
    }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(scanJson(text) === undefined).toBe(read(text).ok)
    }),
  )
})
