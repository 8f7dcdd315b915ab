import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { parseAgbCode, zorgsoortOf } from '../../gateway/identity/agb-code.ts'
import { runs } from '../support/runs.ts'
import { anyText } from '../support/any-text.ts'

describe('AGB-codes', () => {
  test.each([
    ['12000001', '12000001'],
    ['01000001', '01000001'],
    ['00000000', undefined],
    ['1000001', undefined],
    ['120000011', undefined],
    [' 12000001', undefined],
    ['12000001 ', undefined],
    ['12000001\n', undefined],
    ['12000001\0', undefined],
    ['1200000O', undefined],
    ['1e000001', undefined],
    ['+1000001', undefined],
    ['0x120000', undefined],
    ['\uFF11\uFF12\uFF10\uFF10\uFF10\uFF10\uFF10\uFF11', undefined],
    ['\u0661\u0662\u0660\u0660\u0660\u0660\u0660\u0661', undefined],
    ['\u{1D7CF}\u{1D7D0}\u{1D7CE}\u{1D7CE}\u{1D7CE}\u{1D7CE}\u{1D7CE}\u{1D7CF}', undefined],
    ['1200\u200B0001', undefined],
    ['', undefined],
  ])('%j is %s', (text, code) => {
    expect(parseAgbCode(text)).toBe(code)
  })

  test('whatever is parsed is the text itself: eight ASCII digits, not all zero', () => {
    const digits = fc.stringMatching(/^[0-9]{7,9}$/)
    fc.assert(
      fc.property(fc.oneof(anyText(), digits), (text) => {
        const code = parseAgbCode(text)
        const bytes = Buffer.from(text, 'utf8')
        const eight = bytes.length === 8 && bytes.every((octet) => octet >= 0x30 && octet <= 0x39)
        expect(code).toBe(eight && Number(text) !== 0 ? text : undefined)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('the zorgsoort is the first two digits, kept as text', () => {
    const code = parseAgbCode('01000001')
    expect(code === undefined ? undefined : zorgsoortOf(code)).toBe('01')
  })
})
