import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { buildSerialSet, hasSerial } from '../../gateway/revocation/serial-set.ts'
import type { SerialSet } from '../../gateway/revocation/serial-set.ts'

const setOf = (serials: readonly string[]): SerialSet => {
  const bytes = serials.map((serial) => Buffer.from(serial, 'hex'))
  const builder = buildSerialSet(
    bytes.length,
    bytes.reduce((sum, { length }) => sum + length, 0),
  )
  for (const serial of bytes) builder.add(serial, 0, serial.length)
  return builder.finish()
}

/** Content octets of a DER INTEGER, up to a few more than RFC 5280 allows. */
const serial = fc
  .uint8Array({ minLength: 1, maxLength: 24 })
  .filter(([first = 0, second]) => !(first === 0 && second !== undefined && second < 0x80))
  .map((octets) => Buffer.from(octets).toString('hex'))

test('holds exactly what was put in', () => {
  fc.assert(
    fc.property(fc.array(serial, { maxLength: 200 }), fc.array(serial), (listed, others) => {
      const set = setOf(listed)
      const expected = new Set(listed)
      expect(set.count).toBe(expected.size)
      for (const one of [...listed, ...others]) expect(hasSerial(set, one)).toBe(expected.has(one))
    }),
  )
})

test.each([
  ['00', '0000'],
  ['7f', '007f'],
  ['0080', '000080'],
])('takes %s and %s, with a superfluous zero octet, for the same number', (plain, padded) => {
  expect(hasSerial(setOf([padded]), plain)).toBe(true)
  expect(hasSerial(setOf([plain]), padded)).toBe(true)
})

test.each([
  ['80', '0080'],
  ['ff', '00ff'],
  ['00', '01'],
  ['01', '0100'],
  ['01'.repeat(21), '01'.repeat(20)],
])('does not take %s for %s', (listed, other) => {
  expect(hasSerial(setOf([listed]), other)).toBe(false)
  expect(hasSerial(setOf([other]), listed)).toBe(false)
})

test('is empty without serials', () => {
  expect(setOf([]).count).toBe(0)
  expect(hasSerial(setOf([]), '01')).toBe(false)
})

test.each(['', '1', 'zz', '0g', '01 02'])('does not judge %j, which is no whole octets', (text) => {
  expect(() => hasSerial(setOf(['01']), text)).toThrow(RangeError)
})
