/** What registering and ending a koppeling comes to. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { describe, expect, test } from '@jest/globals'
import { toHouder } from '../../gateway/gebruikersbeheer/practice/overlay.ts'
import { isGekoppeld, toEnd, toRegister } from '../../gateway/koppeling/rules.ts'
import type { HouderValue } from '../../gateway/store/beheer.ts'

const system = (change: Partial<HouderValue> = {}): HouderValue => ({
  ...{ soort: 'systeem', gebruikersnummer: gebruikersnr('90000057'), naam: null },
  ...{ autorisaties: {}, ipAdressen: ['192.0.2.10'], geblokkeerd: false },
  ...change,
})

const standing = (...systemen: readonly HouderValue[]) => ({
  dienst: { naam: 'gli' },
  recht: 'koppelen',
  systemen: systemen.map(toHouder),
  most: 1,
})

const typed = { gebruikersnummer: '90000057', ipAdressen: '192.0.2.10\n192.0.2.128/25' }

test('S1-11: a new systeemcertificaat may deliver, from its addresses alone', () => {
  expect(toRegister(standing(), typed)).toEqual({
    soort: 'houder',
    van: null,
    naar: system({
      autorisaties: { gli: ['koppelen'] },
      ipAdressen: ['192.0.2.10', '192.0.2.128/25'],
    }),
  })
})

test('what a system may do elsewhere stays, whether a koppeling begins or ends', () => {
  const known = system({ autorisaties: { melden: ['aanleveren'], gli: ['anders'] } })
  const begun = toRegister(standing(known), typed)
  const naar = 'naar' in begun ? begun.naar : null
  expect(naar?.autorisaties).toEqual({ melden: ['aanleveren'], gli: ['anders', 'koppelen'] })
  const ended = naar && toEnd(standing(naar), typed.gebruikersnummer)
  expect(ended?.naar?.autorisaties).toEqual(known.autorisaties)
})

test('a system that may nothing else is taken out when its koppeling ends', () => {
  const linked = system({ autorisaties: { gli: ['koppelen'] } })
  expect(isGekoppeld(standing(linked), toHouder(linked))).toBe(true)
  expect(toEnd(standing(linked), '90000057')?.naar).toBeNull()
  expect(toEnd(standing(linked), '90000058')).toBeUndefined()
  expect(toEnd(standing(system()), '90000057')).toBeUndefined()
})

describe('refused at its field', () => {
  test.each([
    ['no number', 'gebruikersnummer', { gebruikersnummer: '' }, []],
    ['a number in letters', 'gebruikersnummer', { gebruikersnummer: 'abc' }, []],
    ['the number of an account', 'gebruikersnummer', { gebruikersnummer: '700000000001' }, []],
    ['the number of a meldcode', 'gebruikersnummer', { gebruikersnummer: '600000000001' }, []],
    ['one too many', 'gebruikersnummer', {}, [system({ gebruikersnummer: gebruikersnr('1') })]],
    ['a blocked system', 'gebruikersnummer', {}, [system({ geblokkeerd: true })]],
    ['no address', 'ipAdressen', { ipAdressen: ' \n' }, []],
    ['a name for an address', 'ipAdressen', { ipAdressen: 'epd.example' }, []],
    ['half a range', 'ipAdressen', { ipAdressen: '192.0.2.9/24' }, []],
    ['an address twice', 'ipAdressen', { ipAdressen: '192.0.2.1,192.0.2.1' }, []],
  ])('%s', (_, veld, change, systemen) => {
    const result = toRegister(standing(...systemen), { ...typed, ...change })
    expect('problems' in result && result.problems.map((one) => one.veld)).toEqual([veld])
  })
})
