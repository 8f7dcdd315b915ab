import {
  gebruikersnr,
  gebruikersnummersIn,
  nobodysNumber,
  notedNumber,
  parseGebruikersnummer,
} from '../../gateway/identity/gebruikersnummer.ts'
import { expect, test } from '@jest/globals'
import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { doerIn } from '../../gateway/store/doer.ts'
import { agb, noOrganisation, parseAgbCode } from '../../gateway/identity/agb-code.ts'
import {
  agbIn,
  agbOrNoneIn,
  fingerprintIn,
  instroomRowOf,
  nummerIn,
} from '../../gateway/store/rows.ts'

const wrong = [
  ['seven digits', '1200000'],
  ['the code of nobody', '00000000'],
  ['text', 'De Sluis'],
  ['a number', 12_000_001.5],
  ['nothing', null],
  ['a column that is not there', undefined],
] as const

test.each([...wrong, ['empty', '']])(
  'a row with %s for an AGB-code is a fault that names the column',
  (_, value) => {
    expect(() => agbIn({ agb_code: value })).toThrow('column agb_code of the store')
    expect(() => agbIn({ door_agb: value }, 'door_agb')).toThrow('column door_agb of the store')
    expect(() => instroomRowOf({ agb_code: value })).toThrow('agb_code')
  },
)

test('an AGB-code in a row is read, and empty is none only where that may be', () => {
  expect(agbIn({ agb_code: '01000001' })).toBe('01000001')
  expect(agbOrNoneIn({ agb_code: '01000001' })).toBe('01000001')
  expect(agbOrNoneIn({ agb_code: '' })).toBe('')
})

test.each(wrong)('where none may be, %s is a fault all the same', (_, value) => {
  expect(() => agbOrNoneIn({ agb_code: value })).toThrow('agb_code')
})

test('nobody has the code of no organisation, and no code is written out that is none', () => {
  expect(parseAgbCode(noOrganisation)).toBeUndefined()
  expect(() => agb(noOrganisation)).toThrow('is no AGB-code')
})

const hash = fingerprintOf(Buffer.from('a certificate'))

test.each([
  ['half of one', hash.slice(32)],
  ['one with another digit', `${hash}0`],
  ['one in capitals', 'AB'.repeat(32)],
  ['one with a line after it', `${hash}\n`],
  ['one as openssl prints it', 'ab:'.repeat(32)],
  ['empty', ''],
  ['nothing', null],
  ['a column that is not there', undefined],
])('a row with %s for a fingerprint is a fault that names the column', (_, value) => {
  expect(() => fingerprintIn({ door_certificaat: value }, 'door_certificaat')).toThrow(
    'column door_certificaat of the store holds no fingerprint',
  )
})

test('a fingerprint in a row is read as it is made', () => {
  expect(fingerprintIn({ door_certificaat: hash }, 'door_certificaat')).toBe(hash)
})

test.each([
  ['letters', '1000000a'],
  ['21 digits', '1'.repeat(21)],
  ['digits of another script', '１２３４５６７８'],
  ['a space before it', ' 10000001'],
  ['a line after it', '10000001\n'],
  ['a number below zero', -1],
  ['empty', ''],
  ['nothing', null],
  ['a column that is not there', undefined],
])('a row with %s for a gebruikersnummer is a fault that names the column', (_, value) => {
  expect(() => nummerIn({ gebruikersnummer: value })).toThrow(
    'column gebruikersnummer of the store',
  )
  expect(() => nummerIn({ door: value }, 'door')).toThrow('column door of the store')
})

test('a gebruikersnummer in a row is read with its zeros, and nobody has the number of nobody', () => {
  expect(nummerIn({ gebruikersnummer: '00000001' })).toBe('00000001')
  expect(parseGebruikersnummer(nobodysNumber)).toBeUndefined()
  expect(() => gebruikersnr('7b')).toThrow('is no gebruikersnummer')
})

test.each([
  ['a number', '700000000001'],
  ['a word of ours', 'servicedesk'],
  ['nothing at all', ''],
  ['a word of another version', 'aanbieder'],
  ['what a certificate had', 'AB-12'],
])('who did something is told by %s', (_, text) => {
  expect(doerIn({ door: text })).toBe(text)
  expect(notedNumber(text)).toBe(text)
})

test('of a list of numbers what is none is left out', () => {
  expect(gebruikersnummersIn(['10000001', 'AB-12', '', '00000001'])).toEqual([
    '10000001',
    '00000001',
  ])
})
