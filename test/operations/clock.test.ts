import { describe, expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { createClock } from '../../gateway/operations/clock.ts'
import { clockPart } from '../../gateway/start/state/ready-parts.ts'
import { startClockUpkeep } from '../../gateway/start/upkeep/clock-upkeep.ts'

const minute = 60_000
const hour = 60 * minute
const begin = Date.parse('2026-03-01T12:00:00Z')

/** A machine whose clocks a test moves. */
function machine(wall = begin) {
  const times = { wall, elapsed: 5 }
  const clock = createClock({ wall: () => times.wall, elapsed: () => times.elapsed })
  return {
    clock,
    pass: (ms: number) => {
      times.wall += ms
      times.elapsed += ms
    },
    set: (ms: number) => {
      times.wall += ms
    },
  }
}

describe('S13: nothing is judged earlier than the highest time seen', () => {
  test('S13: the time goes on when the clock is set back, with an alarm until it is right again', () => {
    const { clock, pass, set } = machine()
    pass(hour)
    expect(clock.now()).toBe(begin + hour)
    set(-12 * hour)
    expect(clock.now()).toBe(begin + hour)
    pass(minute)
    expect(clock.now()).toBe(begin + hour + minute)
    expect(clock.status()).toMatchObject({ staat: 'achteruit' })
    expect(clockPart(clock)).toMatchObject({
      onderdeel: 'klok',
      status: 'waarschuwing',
      melding: expect.stringMatching(/720 minuten achter/),
    })
    set(12 * hour)
    expect(clock.now()).toBe(begin + hour + minute)
    expect(clockPart(clock)).toEqual({ onderdeel: 'klok', status: 'goed' })
  })

  test('S13: a correction of less than a minute is no alarm, and still nothing goes back', () => {
    const { clock, pass, set } = machine()
    pass(hour)
    clock.now()
    set(-40_000)
    expect(clock.now()).toBe(begin + hour)
    expect(clock.status().staat).toBe('goed')
    pass(50_000)
    expect(clock.now()).toBe(begin + hour + 10_000)
  })

  test('S13: many small steps back do not add up to an earlier time', () => {
    const { clock, pass, set } = machine()
    pass(hour)
    clock.now()
    for (let step = 0; step < 100; step += 1) {
      set(-59_000)
      expect(clock.now()).toBeGreaterThanOrEqual(begin + hour)
    }
    expect(clock.status().staat).toBe('achteruit')
  })

  test('S13: a jump ahead is told for an hour, and judged by when the clock is set back: it was seen', () => {
    const { clock, pass, set } = machine()
    set(13 * hour)
    expect(clock.now()).toBe(begin + 13 * hour)
    expect(clockPart(clock)).toMatchObject({
      status: 'waarschuwing',
      melding: expect.stringMatching(/780 minuten vooruit gesprongen.*sluis clock reset/),
    })
    pass(hour)
    expect(clock.status().staat).toBe('goed')
    set(-13 * hour)
    expect(clock.now()).toBe(begin + 14 * hour)
    expect(clock.status().staat).toBe('achteruit')
  })

  test('S13: after a jump ahead by accident the reset is the way out', () => {
    const { clock, pass, set } = machine()
    set(365 * 24 * hour)
    clock.now()
    set(-365 * 24 * hour)
    pass(minute)
    expect(clock.now()).toBe(begin + 365 * 24 * hour + minute)
    clock.forget()
    expect(clock.now()).toBe(begin + minute)
    expect(clock.status().staat).toBe('goed')
  })
})

describe('S13: the highest time is kept across restarts', () => {
  /** A store of one number. */
  function shelf(kept: number) {
    const row = { kept }
    return {
      row,
      highest: () => Promise.resolve(row.kept),
      keep: (at: number) => {
        row.kept = Math.max(row.kept, at)
        return Promise.resolve()
      },
      reset: () => {
        row.kept = 0
        return Promise.resolve()
      },
    }
  }
  const silent = { warn: () => undefined, info: () => undefined }

  test('S13: a start with a clock that was set back goes on from the highest time', async () => {
    const { clock, pass } = machine(begin - 12 * hour)
    const store = shelf(begin)
    const told: string[] = []
    const log = {
      warn: (_: object, text: string) => told.push(`warn ${text}`),
      info: (_: object, text: string) => told.push(`info ${text}`),
    }
    const upkeep = await startClockUpkeep({ clock, store, log })
    pass(minute)
    expect(clock.now()).toBe(begin + minute)
    upkeep.look()
    upkeep.look()
    expect(told).toEqual([expect.stringMatching(/^warn .*achter op de hoogste tijd/)])
    await upkeep.keep()
    expect(store.row.kept).toBe(begin + minute)
  })

  test('S13: a run of a moment is enough, and a store that is away for a while stops nothing', async () => {
    const { clock, pass } = machine()
    const store = shelf(0)
    const told: string[] = []
    const log = { warn: (_: object, text: string) => told.push(text), info: () => undefined }
    const upkeep = await startClockUpkeep({ clock, store, log })
    expect(store.row.kept).toBe(begin)
    const { highest } = store
    store.highest = () => Promise.reject(new Error('away'))
    pass(hour)
    await upkeep.keep()
    expect(told).toEqual([logTexts.clockNotKept])
    store.highest = highest
    await upkeep.keep()
    expect(store.row.kept).toBe(begin + hour)
  })

  test('S13: a reset is the way out for a gateway that runs, too', async () => {
    const { clock } = machine(begin)
    const store = shelf(begin + 365 * 24 * hour)
    const upkeep = await startClockUpkeep({ clock, store, log: silent })
    await upkeep.keep()
    expect(clock.now()).toBe(begin + 365 * 24 * hour)
    await store.reset()
    await upkeep.keep()
    expect(clock.now()).toBe(begin)
    expect(store.row.kept).toBe(begin)
  })
})
