import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readCertificate } from '../../gateway/certificate/read.ts'
import { parseAgbCode } from '../../gateway/identity/agb-code.ts'
import { identify } from '../../gateway/identity/identify.ts'
import type { Identification } from '../../gateway/identity/identify.ts'
import type { Profile } from '../../gateway/identity/profile.ts'
import {
  attribute,
  makeCa,
  makeKey,
  makeLeaf,
  type LeafOptions,
  type NameEntries,
  type NameEntry,
} from '../support/certificates.ts'
import { hex } from '../support/der.ts'
import {
  devProfile,
  subjectRule,
  uziOtherName,
  uziPolicy,
  uziProfile,
} from '../support/profiles.ts'
import { runs } from '../support/runs.ts'
import { anyText } from '../support/any-text.ts'

const ca = makeCa()
const key = makeKey('P-256')
const authorities = { uitgevers: [ca], ankers: [ca] }
const persoonlijk = devProfile('persoonlijk', authorities)
const systeem = devProfile('systeem', authorities)
const uzi = uziProfile(authorities)
const all = [persoonlijk, systeem, uzi]

const identifyLeaf = (options: LeafOptions, profiles: readonly Profile[] = all): Identification =>
  identify(readCertificate(makeLeaf(ca, { key, ...options }).der), { candidates: profiles, all })

const agb = (value: string, change: Partial<NameEntry> = {}): NameEntry => ({
  oid: attribute.organizationIdentifier,
  value,
  ...change,
})
const name = (oid: string, value: string): NameEntry => ({ oid, value })

const O = name(attribute.organizationName, 'Tandartspraktijk De Sluis')
const SERIAL = name(attribute.serialNumber, '10000001')
const CN = name(attribute.commonName, 'A. de Vries')
const AGB = agb('AG:NL-12000001')

/** The good subject with the AGB-code replaced. */
const subjectWith = (...agbs: readonly (NameEntry | readonly NameEntry[])[]): NameEntries => [
  O,
  ...agbs,
  SERIAL,
  CN,
]

const otherName = (value: string, type: 'ia5' | 'utf8' | 'printable' | 'bmp' = 'ia5') => ({
  oid: uziOtherName,
  value,
  type,
})
const uziValue = (agbCode: string) =>
  `2.16.528.1.1003.1.3.5.5.3-1-900000123-N-90000382-00.000-${agbCode}`

/** A certificate of an UZI medewerkerpas, for the same person and practice. */
const uziLeaf: LeafOptions = {
  gebruikersnummer: '900000123',
  subject: [O, name(attribute.serialNumber, '900000123'), CN],
  policies: [uziPolicy],
  otherNames: [
    { oid: '1.3.6.1.4.1.311.20.2.3', value: '900000123@90000382', type: 'utf8' },
    otherName(uziValue('12000001')),
  ],
}

describe('the development profile', () => {
  test('gives the identity of a persoonlijk certificate', () => {
    expect(identifyLeaf({})).toEqual({
      identity: {
        soort: 'persoonlijk',
        profiel: 'dev-persoonlijk',
        gebruikersnummer: '10000001',
        agbCode: '12000001',
        naam: 'A. de Vries',
        instantieNaam: 'Tandartspraktijk De Sluis',
      },
    })
  })

  test('gives the identity of a systeemcertificaat', () => {
    expect(identifyLeaf({ soort: 'systeem' })).toMatchObject({
      identity: { soort: 'systeem', profiel: 'dev-systeem', gebruikersnummer: '90000001' },
    })
  })

  test('may read no names', () => {
    const { gebruikersnummer, agbCode } = persoonlijk.velden
    const bare = { ...persoonlijk, velden: { gebruikersnummer, agbCode } }
    expect(identifyLeaf({ subject: [AGB, SERIAL] }, [bare])).toMatchObject({
      identity: { naam: undefined, instantieNaam: undefined },
    })
  })
})

describe('subjects that give an identity all the same', () => {
  test.each<[string, NameEntries]>([
    ['another order of attributes (B23)', [CN, SERIAL, AGB, O]],
    ['more attributes than the profile reads', [...subjectWith(AGB), name('2.5.4.12', 'tandarts')]],
    [
      'an OU that looks like an AGB-code',
      [...subjectWith(AGB), name('2.5.4.11', 'AG:NL-12000002')],
    ],
    [
      'an AGB-code that is spelt out in O (B06)',
      [
        name(attribute.organizationName, 'Praktijk,2.5.4.97=AG:NL-12000002+OU=/CN=x'),
        AGB,
        SERIAL,
        CN,
      ],
    ],
    [
      'a private OID that prints alike (B15)',
      [...subjectWith(AGB), agb('AG:NL-12000002', { oid: '2.5.4.97.1' })],
    ],
    ['a PrintableString (B10)', subjectWith(agb('AG:NL-12000001', { type: 'printable' }))],
    ['an IA5String (B10)', subjectWith(agb('AG:NL-12000001', { type: 'ia5' }))],
    ['a CN of __proto__ (B21)', [O, AGB, SERIAL, name(attribute.commonName, '__proto__')]],
    [
      '200 OUs (B13)',
      [...subjectWith(AGB), ...Array.from({ length: 200 }, () => name('2.5.4.11', 'x'))],
    ],
  ])('%s', (_, subject) => {
    expect(identifyLeaf({ subject })).toMatchObject({ identity: { agbCode: '12000001' } })
  })
})

describe('subjects that give none', () => {
  test.each<[string, NameEntries]>([
    ['empty (B14)', []],
    ['two AGB-codes (B01)', subjectWith(AGB, agb('AG:NL-12000002'))],
    ['two AGB-codes, the other order (B01)', subjectWith(agb('AG:NL-12000002'), AGB)],
    ['the same AGB-code twice', subjectWith(AGB, AGB)],
    ['two AGB-codes in one RDN (B02)', subjectWith([AGB, agb('AG:NL-12000002')])],
    ['AGB-code and CN in one RDN (B03)', [O, [AGB, name(attribute.title, 'x')], SERIAL, CN]],
    ['NUL and a second code (B04)', subjectWith(agb('AG:NL-12000001\0 12000002'))],
    ['a newline in the AGB-code (B05)', subjectWith(agb('AG:NL-12000001\nOU=12000002'))],
    [
      'a newline in O (B05)',
      [name(attribute.organizationName, 'De Sluis\nAG:NL-12000002'), AGB, SERIAL, CN],
    ],
    ['full-width digits (B07)', subjectWith(agb('AG:NL-\uFF11\uFF12000001'))],
    ['spaces around (B08)', subjectWith(agb(' AG:NL-12000001 '))],
    ['nine digits (B09)', subjectWith(agb('AG:NL-120000011'))],
    ['all zeros: none', subjectWith(agb('AG:NL-00000000'))],
    ['a BMPString (B10)', subjectWith(agb('AG:NL-12000001', { type: 'bmp' }))],
    ['a TeletexString (B10)', subjectWith(agb('AG:NL-12000001', { type: 'teletex' }))],
    ['a UniversalString (B10)', subjectWith(agb('AG:NL-12000001', { type: 'universal' }))],
    ['a BIT STRING (B11)', subjectWith(agb('', { der: hex('03 02 0061') }))],
    ['an OCTET STRING (B11)', subjectWith(agb('', { der: hex('04 01 61') }))],
    ['invalid UTF-8 (B12)', subjectWith(agb('', { der: hex('0c 02 c361') }))],
    [
      'a CN of 60,000 characters (B13)',
      [O, AGB, SERIAL, name(attribute.commonName, 'x'.repeat(60_000))],
    ],
    [
      'the AGB-code in CN and O only (B14)',
      [
        name(attribute.organizationName, '12000001'),
        SERIAL,
        name(attribute.commonName, 'AG:NL-12000001'),
      ],
    ],
    ['no gebruikersnummer', [O, AGB, CN]],
    ['two gebruikersnummers', [O, AGB, SERIAL, SERIAL, CN]],
    ['no name where the profile reads one', [O, AGB, SERIAL]],
    ['lower case (B20)', subjectWith(agb('ag:nl-12000001'))],
  ])('%s', (_, subject) => {
    const identification = identifyLeaf({ subject })
    expect(identification).not.toHaveProperty('identity')
    expect(identification).toHaveProperty('problems.0')
  })

  test('whatever stands in a subject, no AGB-code comes out but the value of its one attribute', () => {
    const text = fc.oneof(
      anyText({ maxLength: 20 }),
      fc.stringMatching(/^(AG:NL-)?[0-9]{7,9}$/),
      fc.constantFrom('AG:NL-12000001', 'AG:NL-12000002', '\nAG:NL-12000001', 'AG:NL-00000000'),
    )
    const oid = fc.constantFrom(...Object.values(attribute), '2.5.4.97.1', '2.999.97')
    const type = fc.constantFrom(
      'utf8',
      'printable',
      'ia5',
      'bmp',
      'teletex',
      'universal',
      'numeric',
    )
    const entry = fc.record({ oid, value: text, type })
    const rdn = fc.oneof(
      { weight: 4, arbitrary: entry },
      { weight: 1, arbitrary: fc.array(entry, { minLength: 1, maxLength: 3 }) },
    )
    const extra = fc.array(rdn, { maxLength: 4 })
    fc.assert(
      fc.property(extra, extra, fc.constantFrom([], [AGB]), (before, after, agbs) => {
        const subject = [...before, O, SERIAL, ...agbs, CN, ...after] as NameEntries
        const identification = identifyLeaf({ subject })
        if (!('identity' in identification)) return
        const { agbCode } = identification.identity
        const written = subject.flat().filter((e) => e.oid === attribute.organizationIdentifier)
        expect(written.map(({ value }) => value)).toEqual([`AG:NL-${agbCode}`])
        expect(parseAgbCode(agbCode)).toBe(agbCode)
      }),
      { numRuns: runs(300) },
    )
  })
})

describe('the UZI profile', () => {
  test.each(['ia5', 'utf8', 'printable'] as const)(
    'reads the otherName as %s alike (B17)',
    (type) => {
      const otherNames = [otherName(uziValue('12000001'), type)]
      expect(identifyLeaf({ ...uziLeaf, otherNames })).toEqual({
        identity: {
          soort: 'persoonlijk',
          profiel: 'uzi-medewerker',
          gebruikersnummer: '900000123',
          agbCode: '12000001',
          naam: 'A. de Vries',
          instantieNaam: 'Tandartspraktijk De Sluis',
        },
      })
    },
  )

  test('reads it among other otherNames, in any order', () => {
    const otherNames = [...(uziLeaf.otherNames ?? [])].reverse()
    for (const options of [uziLeaf, { ...uziLeaf, otherNames }])
      expect(identifyLeaf(options)).toMatchObject({ identity: { agbCode: '12000001' } })
  })

  test.each<[string, LeafOptions]>([
    ['AGB-code 00000000 means none (B17)', { otherNames: [otherName(uziValue('00000000'))] }],
    ['no otherName', { otherNames: [] }],
    [
      'two otherNames',
      { otherNames: [otherName(uziValue('12000001')), otherName(uziValue('12000001'))] },
    ],
    ['a BMPString', { otherNames: [otherName(uziValue('12000001'), 'bmp')] }],
    ['eight parts (B18)', { otherNames: [otherName(`${uziValue('12000001')}-12000002`)] }],
    ['six parts (B18)', { otherNames: [otherName('2.16.528.1-1-900000123-N-90000382-12000001')] }],
    ['a hyphen too many (B18)', { otherNames: [otherName(uziValue('-12000001'))] }],
    [
      'the AGB-code in the place of the URA (B18)',
      { otherNames: [otherName('2.16.528.1-1-900000123-N-12000001-00.000-')] },
    ],
    ['another pass type', { otherNames: [otherName(uziValue('12000001').replace('-N-', '-X-'))] }],
    ['the policy of a signature certificate', { policies: ['2.16.528.1.1003.1.2.5.2'] }],
    ['usage of a signature certificate (A25)', { keyUsage: ['nonRepudiation'] }],
  ])('refuses %s', (_, change) => {
    expect(identifyLeaf({ ...uziLeaf, ...change })).not.toHaveProperty('identity')
  })
})

describe('exactly one profile', () => {
  test('no candidate, no identity', () => {
    expect(identifyLeaf({}, [])).toEqual({ problems: [] })
  })

  test('a profile of another issuer does not count', () => {
    expect(identifyLeaf({}, [systeem])).not.toHaveProperty('identity')
  })

  test('two that fit give none', () => {
    const twin = { ...persoonlijk, naam: 'tweeling', soort: 'systeem' as const }
    expect(identifyLeaf({}, [persoonlijk, twin])).toEqual({
      problems: ['het certificaat past bij meer dan één profiel'],
    })
  })

  test.each<[string, readonly string[] | null, readonly string[], boolean]>([
    ['one of the policies is enough', ['2.999.1.1', '2.999.5'], ['2.999.8', '2.999.1.1'], true],
    ['none of them is not', ['2.999.5'], ['2.999.1.1'], false],
    ['no policies at all are not', null, ['2.999.1.1'], false],
    ['anyPolicy is none of them', ['2.5.29.32.0'], ['2.999.1.1'], false],
    ['a profile may ask for none', null, [], true],
  ])('%s', (_, policies, policyOids, fits) => {
    const identification = identifyLeaf({ policies }, [{ ...persoonlijk, policyOids }])
    expect('identity' in identification).toBe(fits)
  })

  test('every problem of every candidate is told, with its profile and field', () => {
    const identification = identifyLeaf({ subject: [O, SERIAL], policies: ['2.999.1.2'] })
    expect(identification).toEqual({
      problems: [
        'profiel dev-persoonlijk: het certificaat noemt het beleid (certificatePolicies) niet',
        'profiel dev-persoonlijk, agbCode: attribuut 2.5.4.97 van het onderwerp ontbreekt',
        'profiel dev-persoonlijk, naam: attribuut 2.5.4.3 van het onderwerp ontbreekt',
        'profiel dev-systeem, agbCode: attribuut 2.5.4.97 van het onderwerp ontbreekt',
        'profiel dev-systeem, naam: attribuut 2.5.4.3 van het onderwerp ontbreekt',
        'profiel uzi-medewerker: het certificaat noemt het beleid (certificatePolicies) niet',
        'profiel uzi-medewerker, gebruikersnummer: attribuut 2.5.4.5 van het onderwerp heeft niet de vorm van het profiel',
        'profiel uzi-medewerker, agbCode: otherName 2.5.5.5 ontbreekt',
        'profiel uzi-medewerker, naam: attribuut 2.5.4.3 van het onderwerp ontbreekt',
      ],
    })
  })

  test('a broken rule of every profile comes before all that', () => {
    expect(identifyLeaf({ eku: null, subject: [] })).toEqual({
      problems: ['het uitgebreide sleutelgebruik (extendedKeyUsage) noemt clientAuth niet'],
    })
  })
})

describe('a second AGB-code where another profile would read it (B16)', () => {
  const withOtherName = (value: string, type: 'ia5' | 'bmp' = 'ia5'): LeafOptions => ({
    otherNames: [otherName(value, type)],
  })
  const ambiguous = { problems: ['het certificaat bevat nog een andere AGB-code'] }

  test('is a doubt, and no identity', () => {
    expect(identifyLeaf(withOtherName(uziValue('12000002')))).toEqual(ambiguous)
    expect(identifyLeaf(withOtherName(uziValue('12000002')), [persoonlijk])).toEqual(ambiguous)
  })

  test('is a doubt also when that profile would refuse it for being there twice', () => {
    const otherNames = [otherName(uziValue('12000001')), otherName(uziValue('12000002'))]
    expect(identifyLeaf({ otherNames })).toEqual(ambiguous)
  })

  test('is a doubt in a UZI certificate with another AGB-code in its subject', () => {
    const subject = [...(uziLeaf.subject ?? []), agb('AG:NL-12000002')]
    expect(identifyLeaf({ ...uziLeaf, subject })).toEqual(ambiguous)
  })

  test.each<[string, LeafOptions]>([
    ['the same AGB-code', withOtherName(uziValue('12000001'))],
    ['00000000, which means none', withOtherName(uziValue('00000000'))],
    ['text of no profile', withOtherName('12000002')],
  ])('%s is no doubt', (_, options) => {
    expect(identifyLeaf(options)).toMatchObject({ identity: { agbCode: '12000001' } })
  })

  test('B24: codes that differ in a leading zero are two codes', () => {
    const loose = devProfile('systeem', authorities, {
      velden: {
        ...systeem.velden,
        agbCode: subjectRule(attribute.organizationIdentifier, 'AG:NL-(.*)'),
      },
    })
    const subject = subjectWith(agb('AG:NL-1000001'))
    expect(identifyLeaf({ subject, soort: 'systeem' }, [loose])).toEqual({
      problems: ['profiel dev-systeem, agbCode: is geen AGB-code'],
    })
  })

  test('what a profile reads for a gebruikersnummer that is no digits names nobody', () => {
    const { organizationIdentifier } = attribute
    const loose = devProfile('systeem', authorities, {
      velden: { ...systeem.velden, gebruikersnummer: subjectRule(organizationIdentifier, '(.*)') },
    })
    const subject = subjectWith(agb('AG:NL-12000001'))
    expect(identifyLeaf({ subject, soort: 'systeem' }, [loose])).toEqual({
      problems: ['profiel dev-systeem, gebruikersnummer: bestaat niet uit 1 tot 20 cijfers'],
    })
  })
})
