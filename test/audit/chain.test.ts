import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { chain, genesis } from '../../gateway/audit/chain.ts'
import type { AuditRow } from '../../gateway/audit/chain.ts'
import { clip } from '../../gateway/audit/clip.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { exportLine } from '../../gateway/audit/export.ts'
import { auditEvent } from '../store/fixtures.ts'
import { runs } from '../support/runs.ts'

const rowOf = (change: Partial<AuditEvent> = {}): AuditRow => {
  const [row] = chain('w1', genesis('w1'), [auditEvent(change)]).rows
  if (row === undefined) throw new Error('no row')
  return row
}

const read = (row: AuditRow) => JSON.parse(row.line) as Record<string, unknown>

describe('a chain', () => {
  test('numbers its rows, and each names the hash of the one before', () => {
    const { rows, head } = chain('w1', genesis('w1'), [auditEvent(), auditEvent(), auditEvent()])
    expect(rows.map(({ nr }) => nr)).toEqual([1, 2, 3])
    const hashes = [genesis('w1').hash, ...rows.map(({ hash }) => hash)]
    expect(rows.map((row) => read(row)['vorige'])).toEqual(hashes.slice(0, 3))
    expect(head).toEqual({ nr: 3, hash: hashes[3] })
  })

  test('goes on where it was', () => {
    const events = [auditEvent(), auditEvent(), auditEvent()]
    const whole = chain('w1', genesis('w1'), events)
    const first = chain('w1', genesis('w1'), events.slice(0, 1))
    expect(chain('w1', first.head, events.slice(1)).head).toEqual(whole.head)
  })

  test('of nothing is its head', () => {
    expect(chain('w1', genesis('w1'), [])).toEqual({ rows: [], head: genesis('w1') })
  })

  test('is another for another writer', () => {
    const event = auditEvent()
    const heads = ['w1', 'w2'].map((writer) => chain(writer, genesis(writer), [event]).head.hash)
    expect(new Set(heads).size).toBe(2)
  })

  test('hashes the line as it is stored', () => {
    const row = rowOf()
    expect(row.hash).toBe(createHash('sha256').update(row.line).digest('hex'))
  })
})

describe('a line', () => {
  test('holds every field of the event, first where it stands', () => {
    const event = auditEvent({
      softwarepakket: 'Demo HIS 4.2',
      aantal: 3,
      wijziging: { van: null, naar: ['indienen'] },
      toelichting: 'uitleg',
    })
    const { schrijver, nr, vorige, ...rest } = read(rowOf(event))
    expect({ schrijver, nr, vorige }).toEqual({
      schrijver: 'w1',
      nr: 1,
      vorige: genesis('w1').hash,
    })
    expect(rest).toEqual(event)
  })

  test('is the same put together of what is kept of a certificate as written whole', () => {
    const { certificaat, gebruiker } = auditEvent()
    const shared = [0, 1].map((nr) => ({
      certificaat: Object.freeze({ ...certificaat, serienummer: `0${nr}` }),
      gebruiker: Object.freeze({ ...gebruiker, naam: nr === 0 ? 'Zoë "\\' : '\u2028' }),
    }))
    const text = fc.constantFrom('a', 'b"', '\n', '\u202e', 'x'.repeat(5_000))
    const change = fc.record(
      {
        ...{ verzoek: text, controles: text, beleid: text, dienst: text, adres: text },
        ...{ autorisatie: fc.option(text), toelichting: text, aantal: fc.nat() },
        object: fc.option(fc.record({ soort: fc.constant('pad' as const), id: text })),
        mislukt: fc.constantFrom([], ['SL205' as const]),
        who: fc.constantFrom(...shared),
      },
      { requiredKeys: ['who'] },
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const events = changes.map(({ who, ...rest }) => auditEvent({ ...rest, ...who } as never))
        const apart = events.map((event) => ({ ...event, certificaat: { ...event.certificaat } }))
        const lines = (all: readonly object[]) =>
          chain('w1', genesis('w1'), all as readonly AuditEvent[]).rows.map(({ line }) => line)
        expect(lines(events)).toEqual(lines(apart))
      }),
      { numRuns: runs(200) },
    )
  })

  test.each<[string, string]>([
    ['a newline and a false line', 'x\n{"uitkomst":"toegestaan"}'],
    ['an escape sequence', '\u001b[31mrood'],
    ['a C1 control', '\u009b31m'],
    ['a line separator', 'a\u2028b\u2029c'],
    ['a direction override', '\u202egnp.exe'],
    ['an isolate', '\u2066a\u2069'],
    ['a zero-width space and a BOM', 'a\u200bb\ufeff'],
    ['NUL and DEL', '\0\u007f'],
    ['a lone surrogate', '\ud800'],
  ])('with %s is one line of plain characters, and says the same', (_, toelichting) => {
    const row = rowOf({ toelichting })
    expect(row.line).toMatch(/^[\x20-\x7e]+$/)
    expect(read(row)['toelichting']).toBe(toelichting)
    expect(exportLine(row).split('\n')).toHaveLength(2)
  })

  test('of a name in another script stays readable', () => {
    expect(rowOf({ toelichting: 'Zoë Łukasz 李' }).line).toContain('Zoë Łukasz 李')
  })

  test.each<[string, Partial<AuditEvent>]>([
    ['a path of a megabyte', { object: { soort: 'pad', id: `/${'a'.repeat(1_000_000)}` } }],
    [
      'a list of a million',
      { wijziging: { van: null, naar: Array.from({ length: 1e6 }, () => 1) } },
    ],
    [
      'an object of many fields',
      {
        wijziging: {
          van: null,
          naar: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, i])),
        },
      },
    ],
    ['a very deep value', { wijziging: { van: null, naar: deep(2_000) } }],
  ])('with %s is cut, with a mark', (_, change) => {
    const { line } = rowOf(change)
    expect(line.length).toBeLessThan(20_000)
    expect(line).toContain('ingekort')
  })

  function deep(levels: number): unknown {
    let value: unknown = 'x'.repeat(5_000)
    for (let level = 0; level < levels; level += 1) value = [value]
    return value
  }
})

describe('clip', () => {
  test.each<[string, string, number, string]>([
    ['short text stays', 'abc', 3, 'abc'],
    ['long text is cut and says how long it was', 'abcdef', 3, 'abc… [ingekort, was 6 tekens]'],
    ['a surrogate pair is not cut in two', 'a😀b', 2, 'a… [ingekort, was 4 tekens]'],
  ])('%s', (_, text, max, clipped) => {
    expect(clip(text, max)).toBe(clipped)
  })

  test('the default is 512 characters', () => {
    expect(clip('a'.repeat(512))).toHaveLength(512)
    expect(clip('a'.repeat(513))).toContain('was 513 tekens')
  })
})

test('an exported line ends with its hash, and can be checked by itself', () => {
  const row = rowOf()
  const line = exportLine(row)
  const { hash, ...rest } = JSON.parse(line) as Record<string, unknown>
  expect(rest).toEqual(read(row))
  const unhashed = line.trimEnd().replace(/,"hash":"[0-9a-f]{64}"\}$/, '}')
  expect(createHash('sha256').update(unhashed).digest('hex')).toBe(hash)
})
