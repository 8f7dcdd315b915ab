import { expect, test } from '@jest/globals'
import {
  daysBetween,
  dutchDate,
  dutchIsoDate,
  dutchMoment,
  dutchTime,
} from '../../gateway/pages/dates.ts'

const at = (iso: string): number => Date.parse(iso)

test.each([
  ['in winter, one hour east of UTC', '2026-11-21T21:15:00Z', '21 november 2026, 22:15 uur'],
  ['in summer, two hours east of UTC', '2026-07-01T21:15:00Z', '1 juli 2026, 23:15 uur'],
  ['after midnight in the Netherlands', '2026-12-31T23:05:00Z', '1 januari 2027, 00:05 uur'],
])('writes a moment %s', (_, iso, expected) => {
  expect(dutchMoment(at(iso))).toBe(expected)
})

test('writes date and time apart', () => {
  expect(dutchDate(at('2026-02-05T12:00:00Z'))).toBe('5 februari 2026')
  expect(dutchTime(at('2026-02-05T08:04:00Z'))).toBe('09:04 uur')
})

test.each([
  ['1980-01-31', '31 januari 1980'],
  ['31-01-1980', '31-01-1980'],
  ['2026-13-45', '2026-13-45'],
  ['', ''],
])('writes the ISO date %p as %p', (iso, expected) => {
  expect(dutchIsoDate(iso)).toBe(expected)
})

test.each([
  ['the same day', '2026-11-21T00:00:00Z', '2026-11-21T22:30:00Z', 0],
  ['a minute later, but past Dutch midnight', '2026-11-21T22:59:00Z', '2026-11-21T23:00:00Z', 1],
  ['over the change to winter time', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z', 2],
  ['thirty days', '2026-11-21T12:00:00Z', '2026-12-21T11:00:00Z', 30],
  ['the day before', '2026-11-21T12:00:00Z', '2026-11-20T12:00:00Z', -1],
])('counts calendar days: %s', (_, from, to, days) => {
  expect(daysBetween(at(from), at(to))).toBe(days)
})
