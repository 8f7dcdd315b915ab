import { describe, expect, test } from '@jest/globals'
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import fc from 'fast-check'
import { readEmail } from '../../gateway/account/email.ts'
import {
  drawMeldcode,
  meldcodeMac,
  readMeldcode,
  shownMeldcode,
} from '../../gateway/account/meldcode.ts'
import { drawNumber, isReservedNumber } from '../../gateway/account/numbers.ts'
import { maskedNumber, readMobile } from '../../gateway/account/phone.ts'

describe('an e-mail address', () => {
  test.each([
    ['Jan@Praktijk.example', 'Jan@praktijk.example', 'jan@praktijk.example'],
    ['  jan+vim@praktijk.example ', 'jan+vim@praktijk.example', 'jan+vim@praktijk.example'],
    [
      "o'neil.x@a-b.praktijk.example",
      "o'neil.x@a-b.praktijk.example",
      "o'neil.x@a-b.praktijk.example",
    ],
    ['jan@zorgcafé.example', 'jan@xn--zorgcaf-hya.example', 'jan@xn--zorgcaf-hya.example'],
  ])('%s is sent to %s and compared as %s', (text, address, fold) => {
    expect(readEmail(text)).toEqual({ address, fold })
  })

  test.each([
    'a@example.nl,b@evil.example',
    '"a@example.nl" <b@evil.example>',
    'a@example.nl b@evil.example',
    'a@example.nl;b@evil.example',
    '<a@example.nl>',
    'a(comment)@example.nl',
    '"quoted"@example.nl',
    'a@example.nl\r\nBcc: b@evil.example',
    'a@exam­ple.nl',
    'a@exam​ple.nl',
    'a@example.nl\0',
    'a@[127.0.0.1]',
    'a@localhost',
    'a@example.nl.',
    'a..b@example.nl',
    '.a@example.nl',
    '@example.nl',
    'a@',
    '',
    'a@b@example.nl',
    'jan@exаmple.nl', // a Cyrillic letter in a Latin word
    'jan@xn--80ak6aa92e.example', // Cyrillic letters alone, in the ASCII form
    'jan@xn--exmple-4nf.nl', // a Cyrillic letter in a Latin word, in the ASCII form
    `${'a'.repeat(65)}@example.nl`,
    `a@${'b'.repeat(250)}.nl`,
  ])('T21: %j is refused', (text) => {
    expect(readEmail(text)).toBeUndefined()
  })

  test('whatever is read holds one address and reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string()), (text) => {
        const read = readEmail(text)
        if (read === undefined) return
        expect(read.address).toMatch(/^[^\s,;<>"@]+@[^\s,;<>"@]+$/)
        expect(readEmail(read.fold)?.fold).toBe(read.fold)
      }),
    )
  })
})

describe('a mobile number', () => {
  test.each([
    ['06 12345678', '+31612345678'],
    ['06-12 34 56 78', '+31612345678'],
    ['+31 6 12345678', '+31612345678'],
    ['+31 (0)6 12345678', '+31612345678'],
    ['0031612345678', '+31612345678'],
  ])('%s is %s', (text, number) => {
    expect(readMobile(text)).toBe(number)
  })

  test.each([
    '020 1234567',
    '0900 1234',
    '0970 12345678',
    '06 6123 4567',
    '+44 7400 123456',
    '+32 470 12 34 56',
    '612345678',
    '06 1234567',
    '06 123456789',
    '06 1234567a',
    '٠٦١٢٣٤٥٦٧٨',
    '',
  ])('%s is refused while only the Netherlands is allowed', (text) => {
    expect(readMobile(text)).toBeUndefined()
  })

  test('of a country that is allowed passes', () => {
    expect(readMobile('+32 470 12 34 56', ['31', '32'])).toBe('+32470123456')
  })

  test('agrees with libphonenumber on every Dutch number', () => {
    expect(isSupportedCountry('NL')).toBe(true)
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: 999_999_999 }), (national) => {
        const parsed = parsePhoneNumberFromString(`+31${national}`)
        expect(readMobile(`+31${national}`) !== undefined).toBe(parsed?.isValid() === true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is shown by its last two digits', () => {
    expect(maskedNumber('+31612345678')).toBe('06-…78')
  })
})

describe('a meldcode', () => {
  const draw = (): string => {
    let next = 0
    return drawMeldcode((max) => next++ % max)
  }

  test('is shown in groups of four', () => {
    expect(shownMeldcode(draw())).toBe('0123-4567-89AB')
  })

  test.each([
    ['0123-4567-89AB', '0123456789AB'],
    [' o123 4567 89ab ', '0123456789AB'],
    ['OIL3-4567-89AB', '0113456789AB'],
  ])('%s is read as meant', (text, code) => {
    expect(readMeldcode(text)).toBe(code)
  })

  test.each(['0123-4567-89A', '0123-4567-89ABC', '0123-4567-89AU', '', '0123-4567-89A!'])(
    '%s is no code',
    (text) => {
      expect(readMeldcode(text)).toBeUndefined()
    },
  )

  test('is found by a hash that another data key does not give', () => {
    const one = { id: '00000001', lookup: Buffer.alloc(32, 1) }
    const other = { id: '00000001', lookup: Buffer.alloc(32, 2) }
    expect(meldcodeMac(one, draw())).toMatch(/^00000001:[0-9a-f]{64}$/)
    expect(meldcodeMac(one, draw())).not.toBe(meldcodeMac(other, draw()))
  })
})

test('numbers of accounts and meldcodes are never those of certificate holders', () => {
  expect(drawNumber('account', () => 3)).toBe('733333333333')
  expect(drawNumber('meldcode', () => 0)).toBe('600000000000')
  expect(['733333333333', '600000000000'].every(isReservedNumber)).toBe(true)
  expect(['10000001', '733', '800000000000'].some(isReservedNumber)).toBe(false)
})
