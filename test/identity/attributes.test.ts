import { describe, expect, test } from '@jest/globals'
import type { Certificate, SubjectAttribute } from '../../gateway/certificate/certificate.ts'
import { readCertificate } from '../../gateway/certificate/read.ts'
import {
  MAX_LENGTH,
  allMatches,
  compilePatroon,
  readField,
} from '../../gateway/identity/attributes.ts'
import type { FieldRule } from '../../gateway/identity/profile.ts'
import { makeCa, makeLeaf } from '../support/certificates.ts'
import { otherNameRule, subjectRule } from '../support/profiles.ts'

const AGB = '2.5.4.97'
const base: Certificate = readCertificate(makeLeaf(makeCa()).der)
const agbRule = subjectRule(AGB, String.raw`AG:NL-(\d{8})`)

const attributeOf = (text: string | undefined, change: Partial<SubjectAttribute> = {}) => ({
  oid: AGB,
  type: 'UTF8String',
  text,
  multiValuedRdn: false,
  ...change,
})
const withSubject = (...subject: SubjectAttribute[]): Certificate => ({ ...base, subject })

describe('a field that is there once and fits', () => {
  test.each<[string, Certificate, FieldRule, string]>([
    ['the first group of the pattern', base, agbRule, '12000001'],
    ['the whole value without a pattern', base, subjectRule('2.5.4.3'), 'A. de Vries'],
    [
      'the whole match of a pattern without a group',
      base,
      subjectRule('2.5.4.5', '1.*'),
      '10000001',
    ],
    [
      'an otherName',
      { ...base, otherNames: [{ oid: '2.5.5.5', type: 'IA5String', text: 'x-1' }] },
      otherNameRule('2.5.5.5', 'x-(.)'),
      '1',
    ],
    ...['PrintableString', 'IA5String', 'NumericString'].map(
      (type): [string, Certificate, FieldRule, string] => [
        `a value written as ${type}`,
        withSubject(attributeOf('AG:NL-12000001', { type })),
        agbRule,
        '12000001',
      ],
    ),
    [
      'a value of the greatest length',
      withSubject(attributeOf('é'.repeat(MAX_LENGTH))),
      subjectRule(AGB),
      'é'.repeat(MAX_LENGTH),
    ],
    [
      'a value that is the name of something in JavaScript (B21)',
      withSubject(attributeOf('__proto__')),
      subjectRule(AGB),
      '__proto__',
    ],
    [
      'markup, as it is (B22)',
      withSubject(attributeOf('=<script>"&\'')),
      subjectRule(AGB),
      '=<script>"&\'',
    ],
  ])('%s', (_, certificate, rule, value) => {
    expect(readField(certificate, rule)).toEqual({ value })
  })
})

describe('a field that is refused', () => {
  const good = attributeOf('AG:NL-12000001')

  test('the baseline is not', () => {
    expect(readField(withSubject(good), agbRule)).toEqual({ value: '12000001' })
  })

  test.each<[string, SubjectAttribute[], RegExp]>([
    ['absent', [], /ontbreekt/],
    ['twice, with the same value (B01)', [good, good], /meer dan eens/],
    ['twice, with two values', [good, attributeOf('AG:NL-12000002')], /meer dan eens/],
    [
      'twice, the second not readable',
      [good, attributeOf(undefined, { type: 'other' })],
      /meer dan eens/,
    ],
    ['in a multi-valued RDN (B03)', [{ ...good, multiValuedRdn: true }], /RDN/],
    ['a BMPString (B10)', [{ ...good, type: 'BMPString', text: undefined }], /tekensoort/],
    ['a BMPString that somehow has text', [{ ...good, type: 'BMPString' }], /tekensoort/],
    ['a BIT STRING (B11)', [{ ...good, type: 'other', text: undefined }], /tekensoort/],
    ['bytes that do not decode (B12)', [{ ...good, text: undefined }], /tekensoort/],
    ['empty (B14)', [attributeOf('')], /vorm/],
    ['too long (B13)', [attributeOf('a'.repeat(MAX_LENGTH + 1))], /langer/],
    ['with NUL at the end (B04)', [attributeOf('AG:NL-12000001\0')], /stuurtekens/],
    [
      'with a newline and another attribute (B05)',
      [attributeOf('AG:NL-12000001\nOU=x')],
      /stuurtekens/,
    ],
    ['with ESC', [attributeOf('\u001b[31m')], /stuurtekens/],
    ['with a C1 control', [attributeOf('a\u0085b')], /stuurtekens/],
    ['with U+2028', [attributeOf('a\u2028b')], /stuurtekens/],
    ['with U+2029', [attributeOf('a\u2029b')], /stuurtekens/],
    ['with U+FFFD', [attributeOf('Caf\uFFFD')], /stuurtekens/],
    ['with a lone surrogate', [attributeOf('a\uD800b')], /stuurtekens/],
    ['with an RTL override (B08)', [attributeOf('AG:NL-\u202E10000021')], /stuurtekens/],
    ['with an isolate', [attributeOf('\u2066a')], /stuurtekens/],
    ['with a leading space (B08)', [attributeOf(' AG:NL-12000001')], /vorm/],
    ['with a trailing NBSP (B08)', [attributeOf('AG:NL-12000001\u00A0')], /vorm/],
    ['with a zero-width space (B08)', [attributeOf('AG:NL-1200\u200B0001')], /vorm/],
    ['with a byte order mark (B08)', [attributeOf('\uFEFFAG:NL-12000001')], /vorm/],
    [
      'with full-width digits (B07)',
      [attributeOf('AG:NL-\uFF11\uFF12\uFF10\uFF10\uFF10\uFF10\uFF10\uFF11')],
      /vorm/,
    ],
    [
      'with Arabic-Indic digits (B07)',
      [attributeOf('AG:NL-\u0661\u0662\u0660\u0660\u0660\u0660\u0660\u0661')],
      /vorm/,
    ],
    [
      'with mathematical digits (B07)',
      [
        attributeOf(
          'AG:NL-\u{1D7CF}\u{1D7D0}\u{1D7CE}\u{1D7CE}\u{1D7CE}\u{1D7CE}\u{1D7CE}\u{1D7CF}',
        ),
      ],
      /vorm/,
    ],
    ['of seven digits (B09)', [attributeOf('AG:NL-1200001')], /vorm/],
    ['of nine digits (B09)', [attributeOf('AG:NL-120000010')], /vorm/],
    ['with a sign (B09)', [attributeOf('AG:NL-+1000001')], /vorm/],
    ['with an exponent (B09)', [attributeOf('AG:NL-1e000001')], /vorm/],
    ['with the letter O (B09)', [attributeOf('AG:NL-1200000O')], /vorm/],
    ['in lower case (B20)', [attributeOf('ag:nl-12000001')], /vorm/],
    ['with another prefix (B20)', [attributeOf('AGB:12000001')], /vorm/],
    ['of another OID that prints alike (B15)', [{ ...good, oid: '2.5.4.97.1' }], /ontbreekt/],
  ])('%s', (_, subject, problem) => {
    expect(readField(withSubject(...subject), agbRule)).toEqual({
      problem: expect.stringMatching(problem),
    })
  })

  test('an otherName that occurs twice', () => {
    const name = { oid: '2.5.5.5', type: 'IA5String', text: 'x-1' }
    const rule = otherNameRule('2.5.5.5', 'x-(.)')
    expect(readField({ ...base, otherNames: [name, name] }, rule)).toEqual({
      problem: 'otherName 2.5.5.5 komt meer dan eens voor',
    })
    expect(readField(base, rule)).toEqual({ problem: 'otherName 2.5.5.5 ontbreekt' })
  })

  test('no problem holds content of the certificate', () => {
    for (const text of ['GEHEIM', 'GEHEIM\0', 'GEHEIM'.repeat(100)]) {
      const reading = readField(withSubject(attributeOf(text)), agbRule)
      expect(JSON.stringify(reading)).not.toContain('GEHEIM')
    }
  })
})

describe('patterns', () => {
  const read = (text: string, patroon: RegExp) =>
    readField(withSubject(attributeOf(text)), { uit: { kind: 'subject', oid: AGB }, patroon })

  test('match the whole value, also when they have alternatives', () => {
    expect(read('ab', compilePatroon('a|ab'))).toEqual({ value: 'ab' })
    expect(read('xab', compilePatroon('a|ab'))).toHaveProperty('problem')
    expect(read('ab\n', compilePatroon('ab'))).toHaveProperty('problem')
  })

  test('that somebody forgot to anchor do not pass on a part', () => {
    expect(read('AG:NL-12000001', /(\d{8})/u)).toHaveProperty('problem')
    expect(read('12000001', /(\d{8})/u)).toEqual({ value: '12000001' })
  })

  test('whose group took no part give nothing', () => {
    expect(read('b', compilePatroon('(a)?b'))).toHaveProperty('problem')
    expect(read('b', compilePatroon('(a*)b'))).toHaveProperty('problem')
  })

  test('that are no pattern by themselves are refused', () => {
    expect(() => compilePatroon('a)|(b')).toThrow(SyntaxError)
    expect(() => compilePatroon('(')).toThrow(SyntaxError)
  })
})

test('all matches are told, however many and in whatever type', () => {
  const certificate = withSubject(
    attributeOf('AG:NL-12000001'),
    attributeOf('iets anders'),
    attributeOf(undefined),
    attributeOf('AG:NL-12000002', { multiValuedRdn: true }),
  )
  expect(allMatches(certificate, agbRule)).toEqual(['12000001', '12000002'])
})
