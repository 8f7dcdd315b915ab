import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isBsn, isTestPerson } from '../../gateway/instroom/bsn.ts'

test.each(['999994669', '999992740', '999990019', '999911120', '999911132'])(
  'accepts the test person %s',
  (bsn) => {
    expect(isBsn(bsn)).toBe(true)
    expect(isTestPerson(bsn)).toBe(true)
  },
)

test.each<[string, string]>([
  ['one digit changed', '999990018'],
  ['eight digits', '99999001'],
  ['ten digits', '9999900190'],
  ['all zeros, which pass the arithmetic', '000000000'],
  ['a space before', ' 99999001'],
  ['full-width digits', '９９９９９００１９'],
  ['a line feed after', '999990019\n'],
  ['letters', 'abcdefghi'],
  ['nothing', ''],
])('refuses %s', (_, text) => {
  expect(isBsn(text)).toBe(false)
})

test('a changed digit never passes', () => {
  const digit = fc.integer({ min: 0, max: 8 })
  fc.assert(
    fc.property(digit, fc.integer({ min: 1, max: 9 }), (place, step) => {
      const good = '999990019'
      const changed = String((Number(good[place]) + step) % 10)
      expect(isBsn(good.slice(0, place) + changed + good.slice(place + 1))).toBe(false)
    }),
  )
})

test('a number outside the test range is no test person', () => {
  expect(isTestPerson('123456782')).toBe(false)
})
