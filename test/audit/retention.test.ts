import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { defaultRetentionYears, expiryMoment } from '../../gateway/audit/retention.ts'

test.each<[string, string, number, string]>([
  ['five years back', '2031-08-01T12:00:00.000Z', 5, '2026-08-01T12:00:00.000Z'],
  ['one year back', '2031-01-01T00:00:00.000Z', 1, '2030-01-01T00:00:00.000Z'],
  ['a leap day to a year that has one', '2032-02-29T01:02:03.004Z', 4, '2028-02-29T01:02:03.004Z'],
  ['a leap day to a year that has none', '2028-02-29T12:00:00.000Z', 5, '2023-02-28T12:00:00.000Z'],
])('rows expire: %s', (_, now, years, before) => {
  expect(new Date(expiryMoment(Date.parse(now), years)).toISOString()).toBe(before)
})

test('a row is kept until the same date and time, the years later', () => {
  expect(defaultRetentionYears).toBe(5)
  const moment = fc.date({
    min: new Date('2000-01-01'),
    max: new Date('2100-01-01'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: 1, max: 99 }),
      fc.nat(86_400_000),
      (row, years, early) => {
        const anniversary = new Date(row)
        anniversary.setUTCFullYear(row.getUTCFullYear() + years)
        // The anniversary of 29 February is the beginning of 1 March in a year without one; never before.
        if (anniversary.getUTCMonth() !== row.getUTCMonth()) anniversary.setUTCHours(0, 0, 0, 0)
        const atLast = anniversary.getTime()
        expect(expiryMoment(atLast - 1 - early, years)).toBeLessThanOrEqual(row.getTime())
        // On 29 February it is still the 28th of a year that has none.
        expect(expiryMoment(atLast + 2 * 86_400_000, years)).toBeGreaterThan(row.getTime())
      },
    ),
    { examples: [[new Date('2012-02-29T00:00:00.001Z'), 1, 0]] },
  )
})
