import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  refusalOfOpening,
  refusalOfRepeat,
  refusalOfWithdrawal,
  stateOf,
} from '../../gateway/instroom/life.ts'
import type { InstroomState, Life } from '../../gateway/instroom/life.ts'

const waits: Life = { validUntil: 1_000, withdrawnAt: null, openedBy: null, openedAt: null }
const opened: Life = { ...waits, openedBy: '10000001', openedAt: 10 }
const withdrawn: Life = { ...waits, withdrawnAt: 20 }

test.each<[string, Life, number, InstroomState]>([
  ['waits until its time', waits, 999, 'klaargezet'],
  ['is expired at its time', waits, 1_000, 'verlopen'],
  ['is opened, also after its time', opened, 1_000, 'geopend'],
  ['is withdrawn, also after its time', withdrawn, 1_000, 'ingetrokken'],
  ['is withdrawn before all else', { ...opened, withdrawnAt: 20 }, 5, 'ingetrokken'],
])('an instroom %s', (_, row, at, state) => {
  expect(stateOf(row, at)).toBe(state)
})

/** The table of contract 5.1, row by row. */
test.each<[InstroomState, Life, number, (string | undefined)[]]>([
  ['klaargezet', waits, 500, [undefined, 'SL311', undefined, undefined, undefined]],
  ['geopend', opened, 2_000, [undefined, 'SL311', 'SL312', undefined, 'SL404']],
  ['ingetrokken', withdrawn, 500, ['SL311', 'SL311', undefined, 'SL405', 'SL405']],
  ['verlopen', waits, 2_000, ['SL311', 'SL311', 'SL402', 'SL402', 'SL402']],
])('%s: repeat, other content, withdraw, open, open by a colleague', (state, row, at, codes) => {
  expect(stateOf(row, at)).toBe(state)
  expect([
    refusalOfRepeat(row, true, at),
    refusalOfRepeat(row, false, at),
    refusalOfWithdrawal(row, at),
    refusalOfOpening(row, '10000001', at, true),
    refusalOfOpening(row, '10000002', at, true),
  ]).toEqual(codes)
})

test.each<[InstroomState, Life, number, string]>([
  ['klaargezet', waits, 500, 'SL407'],
  ['geopend', opened, 2_000, 'SL407'],
  ['ingetrokken', withdrawn, 500, 'SL405'],
  ['verlopen', waits, 2_000, 'SL402'],
])(
  'S2: %s, posted by who may not any more: the person and a colleague',
  (_state, row, at, code) => {
    expect(refusalOfOpening(row, '10000001', at, false)).toBe(code)
    expect(refusalOfOpening(row, '10000002', at, false)).toBe(code)
  },
)

test('another content is never answered as before', () => {
  const moment = fc.option(fc.nat(2_000), { nil: null })
  const life = fc.record({
    validUntil: fc.nat(2_000),
    withdrawnAt: moment,
    openedAt: moment,
    openedBy: fc.constantFrom('10000001', null),
  })
  fc.assert(
    fc.property(life, fc.nat(3_000), (row, at) => {
      expect(refusalOfRepeat(row, false, at)).toBe('SL311')
    }),
  )
})
