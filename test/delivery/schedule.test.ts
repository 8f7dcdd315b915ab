import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  attemptOf,
  pauseAfter,
  readRetryAfter,
  settlementOf,
} from '../../gateway/delivery/schedule.ts'

const at = Date.UTC(2026, 7, 1, 12)
const hour = 3_600_000
const lasting = { attempts: 1, validUntil: at + 72 * hour }

describe('the pause after an attempt', () => {
  test.each([
    [1, 5_000],
    [2, 15_000],
    [3, 60_000],
    [4, 300_000],
    [5, 900_000],
    [6, hour],
    [50, hour],
  ])('number %i is %i ms, a fifth less or more', (attempt, ms) => {
    expect(pauseAfter(attempt, 0.5)).toBe(ms)
    expect(pauseAfter(attempt, 0)).toBe(ms * 0.8)
    expect(pauseAfter(attempt, 0.999_999)).toBeCloseTo(ms * 1.2, -2)
  })
})

describe('an answer', () => {
  test.each([200, 201, 202, 204])('of %i is delivered', (status) => {
    expect(attemptOf(status, { attempts: 1 })).toEqual({ kind: 'afgeleverd' })
  })

  test.each([400, 401, 403, 404, 405, 410, 413, 415, 422, 409])(
    'of %i to a first attempt is refused for good',
    (status) => {
      expect(attemptOf(status, { attempts: 1 })).toEqual({ kind: 'geweigerd', code: 'SL506' })
    },
  )

  test('of 409 to a repeat says that it was kept earlier', () => {
    expect(attemptOf(409, { attempts: 2 })).toEqual({ kind: 'afgeleverd' })
  })

  test.each([203, 206, 301, 302, 303, 307, 308, 408, 425, 429, 500, 502, 503, 504, 599])(
    'of %i is tried again',
    (status) => {
      expect(attemptOf(status, { attempts: 3 })).toEqual({ kind: 'later', code: 'SL501' })
    },
  )
})

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    ['Sat, 01 Aug 2026 12:10:00 GMT', 600_000],
    ['Sat, 01 Aug 2026 11:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['morgen', undefined],
    [undefined, undefined],
  ])('of %s', (text, ms) => {
    expect(readRetryAfter(text, at)).toBe(ms)
  })

  test('makes the pause longer, by an hour at most', () => {
    const after = (retryAfterMs: number) =>
      settlementOf({ kind: 'later', code: 'SL501', retryAfterMs }, lasting, { at, chance: 0.5 })
    expect(after(600_000)).toMatchObject({ nextAt: at + 600_000 })
    expect(after(100 * hour)).toMatchObject({ nextAt: at + hour })
    expect(after(1)).toMatchObject({ nextAt: at + 5_000 })
  })
})

describe('what becomes of a delivery', () => {
  test('the last try is at the end of its time, and then it is dead with what that met', () => {
    const late = { attempts: 9, validUntil: at + 60_000 }
    const later = { kind: 'later', code: 'SL502' } as const
    expect(settlementOf(later, late, { at, chance: 0.5 })).toEqual({
      kind: 'opnieuw',
      code: 'SL502',
      nextAt: at + 60_000,
    })
    expect(settlementOf(later, late, { at: at + 60_000, chance: 0.5 })).toEqual({
      kind: 'dood',
      code: 'SL502',
    })
  })

  test('it is never due in the past nor after its time, whatever it meets', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(10 * hour),
        fc.integer({ min: 1, max: 72 * hour }),
        (attempts, chance, retryAfterMs, left) => {
          const met = { kind: 'later', code: 'SL501', retryAfterMs } as const
          const settled = settlementOf(met, { attempts, validUntil: at + left }, { at, chance })
          if (settled.kind !== 'opnieuw') throw new Error('not tried again')
          expect(settled.nextAt).toBeGreaterThan(at)
          expect(settled.nextAt).toBeLessThanOrEqual(at + left)
        },
      ),
    )
  })
})
