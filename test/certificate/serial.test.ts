import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { serialFromPrinted } from '../../gateway/certificate/serial.ts'

test.each([
  ['0', '00'],
  ['00', '00'],
  ['01', '01'],
  ['7F', '7f'],
  ['80', '0080'],
  ['FF', '00ff'],
  ['0100', '0100'],
  ['-01', 'ff'],
  ['-80', '80'],
  ['-81', 'ff7f'],
  ['-0100', 'ff00'],
  ['ABCDEF0123456789', '00abcdef0123456789'],
])('the serial number printed as %s is written as %s', (printed, written) => {
  expect(serialFromPrinted(printed)).toBe(written)
})

test('two serial numbers that differ are never written alike', () => {
  const printed = fc.bigInt({ min: -(2n ** 168n), max: 2n ** 168n })
  const print = (value: bigint) =>
    `${value < 0n ? '-' : ''}${(value < 0n ? -value : value).toString(16)}`
  fc.assert(
    fc.property(printed, (value) => {
      const written = serialFromPrinted(print(value))
      expect(BigInt.asIntN(written.length * 4, BigInt(`0x${written}`))).toBe(value)
    }),
  )
})
