import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { agb } from '../../gateway/identity/agb-code.ts'
import { chain, genesis } from '../../gateway/audit/chain.ts'
import type { AuditRow } from '../../gateway/audit/chain.ts'
import { columns, csvLines } from '../../gateway/audit/export-csv.ts'
import type { Separator } from '../../gateway/base/csv.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { auditEvent } from '../store/fixtures.ts'
import { hostile } from './hostile.ts'
import { anyText } from '../support/any-text.ts'

const rowsOf = (...events: readonly AuditEvent[]): readonly AuditRow[] =>
  chain('w1', genesis('w1'), events).rows

async function exported(rows: readonly AuditRow[], separator?: Separator): Promise<string> {
  const lines: string[] = []
  for await (const line of csvLines(asyncOf(rows), separator)) lines.push(line)
  return lines.join('')
}

async function* asyncOf(rows: readonly AuditRow[]): AsyncGenerator<AuditRow> {
  for (const row of rows) yield await Promise.resolve(row)
}

const records = (csv: string, delimiter: Separator = ','): readonly (readonly string[])[] =>
  parse(csv, { bom: true, delimiter, record_delimiter: '\r\n' })

const named = (change: { naam?: string | null; instantieNaam?: string | null }): AuditEvent =>
  auditEvent({ gebruiker: { ...gebruiker, ...change } })

const gebruiker = {
  soort: 'persoonlijk' as const,
  gebruikersnummer: gebruikersnr('10000001'),
  naam: 'A. de Vries',
  agbCode: agb('12000001'),
  instantieNaam: 'Tandartspraktijk De Sluis',
}

/** The cell of a column in the only record. */
const cellOf = (csv: string, column: keyof typeof columns): string | undefined =>
  records(csv)[1]?.[Object.keys(columns).indexOf(column)]

/** A text as a cell may show it. */
const shown = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

test('the columns are fixed: a later version only adds at the end', () => {
  expect(Object.keys(columns).join()).toBe(
    'tijd,gebeurtenis,actie,uitkomst,code,mislukt,controles,agbCode,instantieNaam,soort,' +
      'gebruikersnummer,naam,dienst,autorisatie,objectSoort,objectId,persoon,softwarepakket,' +
      'aantal,wijziging,toelichting,luisteraar,adres,profiel,serienummer,vingerafdruk,' +
      'publiekeSleutel,uitgever,beleid,verzoek,schrijver,nr,vorige,hash',
  )
})

test('a row has every field in its column, with a mark for UTF-8 and CRLF', async () => {
  const [row] = rowsOf(
    auditEvent({
      uitkomst: 'geweigerd',
      code: 'SL205',
      mislukt: ['SL205', 'SL208'],
      object: { soort: 'instroom', id: 'i-1', persoon: 'abcdef01:ff' },
      softwarepakket: 'Demo HIS 4.2',
      aantal: 3,
      wijziging: { van: null, naar: ['indienen'] },
      toelichting: 'uitleg',
    }),
  )
  if (row === undefined) throw new Error('no row')
  const csv = await exported([row])
  expect(csv.startsWith('\ufeff"tijd","gebeurtenis"')).toBe(true)
  expect(csv.split('\r\n')).toHaveLength(3)
  const [header, record] = records(csv)
  expect(header).toEqual(Object.keys(columns))
  const cells = Object.fromEntries(header?.map((name, i) => [name, record?.[i]]) ?? [])
  expect(cells).toMatchObject({
    tijd: '2026-08-01T12:00:00.000Z',
    gebeurtenis: 'instroom-aanbieden',
    code: 'SL205',
    mislukt: 'SL205 SL208',
    agbCode: agb('12000001'),
    naam: 'Demo HIS',
    objectId: 'i-1',
    persoon: 'abcdef01:ff',
    softwarepakket: 'Demo HIS 4.2',
    aantal: '3',
    wijziging: '{"van":null,"naar":["indienen"]}',
    toelichting: 'uitleg',
    adres: '127.0.0.1',
    profiel: 'dev-systeem',
    schrijver: 'w1',
    nr: '1',
    vorige: genesis('w1').hash,
    hash: row.hash,
  })
})

test('a row without a user or certificate has empty cells', async () => {
  const csv = await exported(
    rowsOf(auditEvent({ gebruiker: null, certificaat: null, object: null })),
  )
  for (const column of ['naam', 'agbCode', 'vingerafdruk', 'objectId', 'toelichting'] as const)
    expect(cellOf(csv, column)).toBe('')
})

test.each(hostile)('a name with %s is one harmless cell', async (_, text) => {
  for (const separator of [',', ';'] as const) {
    const csv = await exported(rowsOf(named({ naam: text, instantieNaam: text })), separator)
    expect(csv.split('\r\n')).toHaveLength(3)
    // Nothing a terminal or an editor would act on, but for the mark in front.
    expect(csv.slice(1)).not.toMatch(/[^\P{Cc}\r\n]|[\u200b\u202e\u2028\ufeff]|\p{Surrogate}/u)
    for (const record of records(csv, separator)) {
      expect(record).toHaveLength(Object.keys(columns).length)
      for (const cell of record) expect(cell).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]/u)
    }
  }
  const cell = cellOf(await exported(rowsOf(named({ naam: text }))), 'naam') ?? ''
  // Nothing is lost: without the apostrophe, and with its escapes read, it is what it was.
  const isFormula = cell.startsWith("'") && !text.startsWith("'")
  if (!text.includes('\\')) expect(shown(isFormula ? cell.slice(1) : cell)).toBe(text)
})

test.each([
  ['=1', "'=1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@a', "'@a"],
  ['\ta', "'\\u0009a"],
  ['\ra', "'\\u000da"],
  ['a=1', 'a=1'],
  ['1-2', '1-2'],
  ["'=1", "'=1"],
])('the cell of %j is %j', async (text, cell) => {
  expect(cellOf(await exported(rowsOf(named({ naam: text }))), 'naam')).toBe(cell)
})

test('whatever a name holds, the number of fields and records stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyText(), { maxLength: 4 }), async (names) => {
      const csv = await exported(rowsOf(...names.map((naam) => named({ naam }))))
      const all = records(csv)
      expect(all).toHaveLength(names.length + 1)
      for (const record of all) expect(record).toHaveLength(Object.keys(columns).length)
    }),
  )
})

test('a long row that was clipped is shown as it was kept', async () => {
  const wijziging = { van: 'x'.repeat(5_000), naar: null }
  const csv = await exported(rowsOf(auditEvent({ wijziging })))
  expect(cellOf(csv, 'wijziging')).toContain('[ingekort, was 5000 tekens]')
})

test.each(['x', '[]', 'null', '"text"'])(
  'a row whose line is %s cannot be exported',
  async (line) => {
    const [row] = rowsOf(auditEvent())
    if (row === undefined) throw new Error('no row')
    await expect(exported([{ ...row, line }])).rejects.toMatchObject({
      name: 'UnreadableRow',
      row: { nr: 1 },
    })
  },
)
