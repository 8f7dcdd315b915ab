import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canonicalJson } from '../../gateway/secrets/canonical.ts'

test.each<[string, unknown, string]>([
  [
    'members are sorted by UTF-16 code unit',
    { b: 1, a: 2, B: 3, é: 4, '10': 5, '9': 6 },
    '{"10":5,"9":6,"B":3,"a":2,"b":1,"é":4}',
  ],
  [
    'a surrogate pair sorts before U+FB33 (RFC 8785 3.2.3)',
    { '\ufb33': 1, '😀': 2 },
    '{"😀":2,"\ufb33":1}',
  ],
  ['members are sorted at every depth', { a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}]}'],
  ['the order of a list stays', [3, 1, 2], '[3,1,2]'],
  [
    'numbers are as JSON writes them',
    [1.0, 1e21, -0, 0.1, 333333333.3333333],
    '[1,1e+21,0,0.1,333333333.3333333]',
  ],
  ['text is escaped as JSON does', 'a"\\\n\u0000é', '"a\\"\\\\\\n\\u0000é"'],
  ['a member without a value is left out', { a: undefined, b: null }, '{"b":null}'],
  [
    'a member named __proto__ is a member',
    JSON.parse('{"__proto__":1,"a":2}'),
    '{"__proto__":1,"a":2}',
  ],
  ['true, false and null', [true, false, null], '[true,false,null]'],
])('%s', (_, value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

test.each([[Number.NaN], [Infinity], [undefined], [Symbol('x')], [() => 1], [1n]])(
  'what JSON cannot hold is refused: %p',
  (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  },
)

test('the order of members never matters, and the value stays the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).toReversed())
      expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      const plain = JSON.parse(JSON.stringify(value)) as unknown
      expect(JSON.parse(canonicalJson(value))).toEqual(plain)
    }),
  )
})

test('different values have different text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const same = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown
      fc.pre(!isEqual(same(one), same(other)))
      expect(canonicalJson(one)).not.toBe(canonicalJson(other))
    }),
  )
})

function isEqual(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other)
    return true
  } catch {
    return false
  }
}
