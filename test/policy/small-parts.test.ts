import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { parseSource } from '../../gateway/policy/profiles/attribute-source.ts'
import { parseDuration } from '../../gateway/policy/diensten/duration.ts'
import { quote } from '../../gateway/policy/files/faults.ts'
import { typeNames } from '../../gateway/policy/files/wrong-type.ts'
import { imagine, revocationOf } from '../../gateway/decision/imagined.ts'
import { meantHint, nearest } from '../../gateway/base/nearest.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { formatProblem, sortProblems } from '../../gateway/decision/problem.ts'
import { keyHash, mergeBlokkades, toBlokkades } from '../../gateway/policy/read-blokkades.ts'
import { readInstantie } from '../../gateway/policy/instanties/read-instantie.ts'
import { newShared } from '../../gateway/policy/instanties/shared-values.ts'
import { policyFiles } from '../../gateway/policy/files/schemas.ts'
import { mayHaveChanged } from '../../gateway/policy/files/watch.ts'

test.each([
  ['15m', 900_000],
  ['10s', 10_000],
  ['1h', 3_600_000],
  ['500ms', 500],
  ['366d', 31_622_400_000],
  ['367d', undefined],
  ['0s', undefined],
  ['015m', undefined],
  ['1.5h', undefined],
  ['15', undefined],
  ['15 m', undefined],
  ['15M', undefined],
  ['1w', undefined],
  ['', undefined],
])('the duration %s is %s ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})

test.each([
  ['subject.commonName', { kind: 'subject', oid: '2.5.4.3' }],
  ['subject.organizationIdentifier', { kind: 'subject', oid: '2.5.4.97' }],
  ['subject.2.5.4.97', { kind: 'subject', oid: '2.5.4.97' }],
  ['san.otherName.2.5.5.5', { kind: 'otherName', oid: '2.5.5.5' }],
  ['san.otherName.upn', undefined],
  ['san.dNSName', undefined],
  ['subject.commonname', undefined],
  ['subject.toString', undefined],
  ['subject.2.5.4.097', undefined],
  ['subject.9.5', undefined],
  ['issuer.commonName', undefined],
])('the place %s is %j', (text, expected) => {
  expect(parseSource(text)).toEqual(expected)
})

test.each([
  ['autorisatie', 'autorisaties'],
  ['diensten', 'diensten'],
  ['agbcode', 'agbCode'],
  ['dienstne', 'diensten'],
  ['', undefined],
  ['agb', undefined],
  ['kleur', undefined],
  ['x'.repeat(65), undefined],
])('%s was probably meant as %s', (word, expected) => {
  expect(nearest(word, ['agbCode', 'autorisaties', 'diensten'])).toBe(expected)
})

test('of names that are equally near, the first is suggested', () => {
  expect(nearest('beleid-c', ['beleid-a', 'beleid-b'])).toBe('beleid-a')
  expect(meantHint('iets', [])).toEqual({})
})

describe('problems', () => {
  const problem = { file: 'b', line: 2, column: 1, melding: 'm' }

  test('are printed as compilers do', () => {
    expect(formatProblem(problem)).toBe('b:2:1: m')
    expect(formatProblem({ ...problem, hint: 'doe iets' })).toBe('b:2:1: m (doe iets)')
  })

  test('are told in order, each once', () => {
    const a = { ...problem, file: 'a', line: 9 }
    const late = { ...problem, line: 10 }
    const right = { ...problem, column: 5 }
    expect(sortProblems([late, right, problem, a, problem])).toEqual([a, problem, right, late])
  })

  test('show values of a file on one line, and not whole novels', () => {
    expect(quote('a\nb\u0000')).toBe('`a b `')
    expect(quote('x'.repeat(80))).toBe(`\`${'x'.repeat(57)}...\``)
    expect(quote(12)).toBe('`12`')
    expect(quote(undefined)).toBe('``')
  })
})

test('keys are blocked whatever the case they are written in', () => {
  const key = 'AB'.repeat(32)
  expect(keyHash(`sha256:${key}`)).toBe('ab'.repeat(32))
  const blokkades = toBlokkades([
    { publiekeSleutel: `sha256:${key}`, reden: 'x' },
    { agbCode: agb('12000001'), reden: 'x' },
  ])
  expect([...blokkades.publiekeSleutels]).toEqual(['ab'.repeat(32)])
  const both = mergeBlokkades(blokkades, toBlokkades([{ agbCode: agb('12000002'), reden: 'x' }]))
  expect([...both.agbCodes]).toEqual(['12000001', '12000002'])
  expect(both.publiekeSleutels.size).toBe(1)
})

describe('an imagined certificate', () => {
  const certificate = {
    soort: 'systeem',
    gebruikersnummer: '1',
    agbCode: agb('12000001'),
    publicKeySha256: undefined,
    toestand: 'goed',
  } as const

  test('is nobody’s where the policy has no profile for it', () => {
    expect(imagine(certificate, [])?.leaf.identity).toBeUndefined()
    expect(imagine({ ...certificate, toestand: 'afwezig' }, [])).toBeUndefined()
  })

  test.each<[string, readonly ('hard' | 'zacht')[]]>([
    ['hard', []],
    ['hard', ['hard', 'zacht']],
    ['zacht', ['zacht', 'zacht']],
  ])('is judged %s where the profiles of its kind are %j', (expected, all) => {
    const profiles = all.map((intrekking) => ({ soort: 'systeem', intrekking }))
    const imagined = imagine(certificate, profiles as unknown as PolicySet['profiles'])
    expect(imagined?.leaf.issuer?.intrekking).toBe(expected)
  })

  test('is in the state it is said to be in', () => {
    expect(revocationOf('ingetrokken')).toBe('ingetrokken')
    expect(revocationOf('intrekking-onbekend')).toBe('onbekend')
    expect(revocationOf('verlopen')).toBe('goed')
    expect(imagine({ ...certificate, toestand: 'niet-vertrouwd' }, [])?.leaf.issuer).toBeUndefined()
  })
})

test('a file that changed while or just before it was read may have changed unseen', () => {
  const mark = (ms: number): string => `1/2/3/0/${BigInt(ms) * 1_000_000n}`
  expect(mayHaveChanged(mark(10_000), 10_050)).toBe(true)
  expect(mayHaveChanged(mark(10_060), 10_050)).toBe(true)
  expect(mayHaveChanged(mark(9_000), 10_050)).toBe(false)
  expect(mayHaveChanged('-', 10_050)).toBe(false)
})

test('every type that a schema names can be told in words', () => {
  const typesIn = (schema: unknown): readonly string[] => {
    if (typeof schema !== 'object' || schema === null) return []
    const { type } = schema as { readonly type?: unknown }
    const own = typeof type === 'string' || Array.isArray(type) ? [type].flat() : []
    return [...own.map(String), ...Object.values(schema).flatMap(typesIn)]
  }
  for (const name of policyFiles) {
    const schema: unknown = JSON.parse(readFileSync(`schemas/policy-${name}.schema.json`, 'utf8'))
    for (const type of typesIn(schema)) expect(Object.keys(typeNames)).toContain(type)
  }
})

test('an instantie without an AGB-code is never made', () => {
  const raw = {
    agbCode: '00000000',
    naam: 'x',
    soort: 'praktijk',
    overeenkomst: { van: '2026-01-01' },
    diensten: [],
    certificaten: [],
  } as const
  const context = {
    diensten: new Map(),
    allDiensten: true,
    beleid: { policyTests: 'vrij', systeemcertificatenPerAgb: 1, contactpersonenPerAgb: 2 },
    today: '2026-11-21',
    shared: newShared(),
  } as const
  expect(() => readInstantie(raw, context)).toThrow('is none')
})
