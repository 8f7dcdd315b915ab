import { expect, test } from '@jest/globals'
import { isoTime, timeOfIso } from '../../gateway/base/iso-time.ts'

test('a moment is written as the calendar has it and read back, asked once or again', () => {
  const moments = [0, 1, 1, Date.UTC(2028, 1, 29, 23, 59, 59, 999), 1, -1, 0]
  for (const at of moments) {
    expect(isoTime(at)).toBe(new Date(at).toISOString())
    expect(timeOfIso(new Date(at).toISOString())).toBe(at)
  }
  expect(timeOfIso(isoTime(5))).toBe(5)
})

test('the moment that came last is not that of other text', () => {
  isoTime(5)
  expect(timeOfIso('1970-01-01T00:00:00.006Z')).toBe(6)
  expect(timeOfIso('')).toBeNaN()
})
