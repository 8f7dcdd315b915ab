/** Rows that commit 3b9bc1e wrote are kept, verified and exported as before, on both engines. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import { chain, genesis } from '../../gateway/audit/chain.ts'
import type { AuditRow, Head } from '../../gateway/audit/chain.ts'
import { csvLines } from '../../gateway/audit/export-csv.ts'
import { fhirBundle } from '../../gateway/audit/export-fhir.ts'
import { verifyRows } from '../../gateway/audit/verify.ts'
import { readMarks, writeMarks } from '../../gateway/decision/step-marks.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { askerOf, recordedMarks } from '../../gateway/workbench/recorded-row.ts'
import { decideAgain } from '../../gateway/workbench/recorded.ts'
import type { RecordedDecision } from '../../gateway/workbench/recorded-row.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { fromAuditRow, insertRows } from '../../gateway/store/rows.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { loadGood, makeFolder } from '../policy/policy-folder.ts'
import { auditEvent, noon, openTestStore } from './fixtures.ts'

type Judged = Readonly<Record<string, 'g' | 'm'>>

const frozen = JSON.parse(readFileSync('test/audit/fixtures/rows-3b9bc1e.json', 'utf8')) as {
  readonly writer: string
  readonly rows: readonly (AuditRow & { readonly judged: Judged })[]
  readonly head: Head
}

const rows: readonly AuditRow[] = frozen.rows.map(({ writer, nr, tijd, agbCode, line, hash }) => ({
  writer,
  nr,
  tijd,
  agbCode,
  line,
  hash,
}))

const shown = frozen.rows.map(({ judged }) =>
  Object.entries(judged)
    .map(([stap, mark]) => `${stap}:${mark}`)
    .join(' '),
)

eachDatabase('in %s', (engine) => {
  const newDatabase = useDatabases(engine)

  test('the frozen rows are one whole chain, and their steps are exported by name', async () => {
    const url = await newDatabase()
    await (await openTestStore(url)).close()
    const database = openDatabase(url)
    try {
      await insertRows(database.writer, 'audit', rows.map(fromAuditRow))
      const kept = (): AsyncIterable<AuditRow> => selectAudit(database, {})
      expect(await verifyRows(writer, kept())).toBeUndefined()
      expect(await csvColumn(kept(), 'controles')).toEqual(shown)
      expect(await fhirDetails(kept(), 'controles')).toEqual(shown)
    } finally {
      await database.close()
    }
  })
})

const writer = {
  id: frozen.writer,
  seq: 1,
  startedAt: noon,
  hash: '',
  base: genesis(frozen.writer),
  head: frozen.head,
}

const recorded = frozen.rows
  .map(({ line, judged }) => ({ row: JSON.parse(line) as RecordedDecision, judged }))
  .filter(({ row }) => row.certificaat !== null)

test('T26: each row has the very steps that were judged when it was written', () => {
  expect(recorded.map(({ row }) => Object.fromEntries(recordedMarks(row)))).toEqual(
    recorded.map(({ judged }) => judged),
  )
})

test('T26: replayed, each row that names a holder has the same outcome by the same steps', async () => {
  const folder = makeFolder()
  const set = await loadGood(folder.dir)
  folder.remove()
  const again = recorded.flatMap(({ row, judged }) => {
    const asker = askerOf(issuedHere(row, set))
    return asker === undefined ? [] : [{ row, judged, decision: decideAgain(set, asker) }]
  })
  expect(again).toHaveLength(16)
  for (const { row, judged, decision } of again) {
    expect(decision.code).toBe(row.code)
    expect(Object.fromEntries(readMarks(writeMarks(decision.controls)) ?? [])).toEqual(judged)
  }
})

/** The row as if its certificate came from a CA of the set: the one it came from is of no set any more. */
function issuedHere(row: RecordedDecision, { trust }: PolicySet): RecordedDecision {
  const soort = row.gebruiker?.soort
  const issuer =
    trust.issuers.find(({ profielen }) => profielen[0]?.soort === soort)?.fingerprint ?? ''
  return { ...row, certificaat: row.certificaat && { ...row.certificaat, uitgever: issuer } }
}

test('a row of now goes on behind one of then', async () => {
  const next = chain(frozen.writer, frozen.head, [auditEvent({ controles: 'vertrouwd:g' })])
  const all = asyncOf([...rows, ...next.rows])
  expect(await verifyRows({ ...writer, head: next.head }, all)).toBeUndefined()
})

async function* asyncOf(list: readonly AuditRow[]): AsyncGenerator<AuditRow> {
  for (const row of list) yield await Promise.resolve(row)
}

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  const all: string[] = []
  for await (const part of parts) all.push(part)
  return all.join('')
}

async function csvColumn(list: AsyncIterable<AuditRow>, column: string): Promise<unknown[]> {
  const records = parse<Record<string, string>>(await textOf(csvLines(list)), {
    bom: true,
    columns: true,
    record_delimiter: '\r\n',
  })
  return records.map((record) => record[column])
}

interface Bundle {
  readonly entry: readonly {
    readonly resource: {
      readonly entity: readonly {
        readonly detail?: readonly { readonly type: string; readonly valueString: string }[]
      }[]
    }
  }[]
}

async function fhirDetails(list: AsyncIterable<AuditRow>, type: string): Promise<unknown[]> {
  const bundle = JSON.parse(await textOf(fhirBundle(list, noon))) as Bundle
  return bundle.entry.map(({ resource }) => {
    const details = resource.entity.flatMap(({ detail }) => detail ?? [])
    return details.find((one) => one.type === type)?.valueString ?? ''
  })
}
