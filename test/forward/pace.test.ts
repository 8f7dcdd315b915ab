import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { minBytesPerSecond, startPace } from '../../gateway/forward/pace.ts'
import type { Pace, WaitingFor } from '../../gateway/forward/pace.ts'

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

/** Allowances: a second for the upstream, three for the client. */
function start(): { pace: Pace; late: WaitingFor[] } {
  const late: WaitingFor[] = []
  const pace = startPace(
    { upstreamMs: 1_000, clientMs: 3_000 },
    (what) => late.push(what),
    Date.now,
  )
  return { pace, late }
}

const pass = (ms: number): void => {
  jest.advanceTimersByTime(ms)
}

test('an upstream that says nothing is late after its allowance, once', () => {
  const { late } = start()
  pass(999)
  expect(late).toEqual([])
  pass(100_000)
  expect(late).toEqual(['upstream-answer'])
})

test('nothing is late after the end', () => {
  const { pace, late } = start()
  pace.stop()
  pass(100_000)
  expect(late).toEqual([])
})

describe('time', () => {
  test('that the client takes is not the upstream’s', () => {
    const { pace, late } = start()
    pass(500)
    pace.waitFor('client-body')
    pass(2_900)
    pace.waitFor('upstream-answer')
    pass(490)
    expect(late).toEqual([])
    pass(20)
    expect(late).toEqual(['upstream-answer'])
  })

  test('that the upstream takes is not the client’s', () => {
    const { pace, late } = start()
    pace.waitFor('client-room')
    pass(2_900)
    pace.waitFor('upstream-answer')
    pass(900)
    pace.waitFor('client-room')
    pass(2_900)
    expect(late).toEqual([])
    pass(200)
    expect(late).toEqual(['client-room'])
  })

  test('a party takes to make room begins anew each time', () => {
    const { pace, late } = start()
    for (let at = 0; at < 5; at++) {
      pace.waitFor('upstream-room')
      pass(900)
      pace.waitFor('client-body')
      pace.came('client-body', 65_536)
    }
    expect(late).toEqual([])
    pace.waitFor('upstream-room')
    pass(1_002)
    expect(late).toEqual(['upstream-room'])
  })
})

describe('a sender', () => {
  test('that keeps the rate may go on for ever', () => {
    const { pace, late } = start()
    for (let second = 0; second < 100; second++) {
      pass(900)
      pace.came('upstream-answer', minBytesPerSecond)
    }
    expect(late).toEqual([])
  })

  test('of a byte now and then is late after its allowance', () => {
    const { pace, late } = start()
    for (let at = 0; at < 30 && late.length === 0; at++) {
      pass(100)
      pace.came('upstream-answer', 1)
    }
    expect(late).toEqual(['upstream-answer'])
  })

  test('that sent much may not be silent for longer', () => {
    const { pace, late } = start()
    pace.came('upstream-answer', 10_000_000)
    pass(1_002)
    expect(late).toEqual(['upstream-answer'])
  })
})

test('once the answer has begun, the body is of no account', () => {
  const { pace, late } = start()
  pace.bodyWaits('client-body')
  pass(2_000)
  pace.answerBegan()
  pace.bodyWaits('client-body')
  pass(1_002)
  expect(late).toEqual(['upstream-answer'])
})
