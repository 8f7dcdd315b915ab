import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { dutchToday } from '../../gateway/base/today.ts'

test.each([
  ['2026-11-21T22:59:59.999Z', '2026-11-21'],
  ['2026-11-21T23:00:00.000Z', '2026-11-22'],
  ['2026-06-30T21:59:59.999Z', '2026-06-30'],
  ['2026-06-30T22:00:00.000Z', '2026-07-01'],
  ['2026-12-31T23:00:00.000Z', '2027-01-01'],
  ['2028-02-28T23:30:00.000Z', '2028-02-29'],
  // The night the clock goes back: 01:30 in Amsterdam happens twice, on the same date.
  ['2026-10-24T22:00:00.000Z', '2026-10-25'],
  ['2026-10-25T22:59:00.000Z', '2026-10-25'],
])('at %s it is %s in the Netherlands', (moment, date) => {
  expect(dutchToday(Date.parse(moment))).toBe(date)
})

test('the answer is not kept past its minute, in either direction', () => {
  const midnight = Date.parse('2026-11-21T23:00:00.000Z')
  const moments = [midnight - 1, midnight, midnight + 59_999, midnight - 1]
  expect(moments.map(dutchToday)).toEqual(['2026-11-21', '2026-11-22', '2026-11-22', '2026-11-21'])
})

test.each([
  ['America/Los_Angeles', 'en_US.UTF-8'],
  ['Asia/Tokyo', 'ar_EG.UTF-8'],
  ['UTC', 'C'],
])('the date is the same on a machine in %s that speaks %s', (TZ, LANG) => {
  const source = join(import.meta.dirname, '../../gateway/base/today.ts')
  const script = `
    const { transformFileSync } = require('@swc/core')
    const { code } = transformFileSync(${JSON.stringify(source)}, { module: { type: 'commonjs' } })
    new Function('exports', code)(exports)
    process.stdout.write(exports.dutchToday(Date.parse('2026-11-21T23:30:00Z')))`
  const run = () =>
    execFileSync(process.execPath, ['-e', script], {
      env: { ...process.env, TZ, LANG, LC_ALL: LANG },
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '../..'),
    })
  expect(run()).toBe('2026-11-22')
})
