/** Reads the audit in parts, so that its size costs no memory. */
import type { Knex } from 'knex'
import type { AuditRow, AuditWriter } from '../audit/chain.ts'
import type { AuditSelection } from '../audit/export.ts'
import { verifyRows, verifyWriters } from '../audit/verify.ts'
import type { Finding, WriterRegister } from '../audit/verify.ts'
import type { Database } from './database.ts'
import { allOf, firstOf, textOf, toAuditRow, toWriter } from './rows.ts'

const partSize = 2_000

/** What a check of the whole audit came to. */
export interface Verification {
  readonly writers: number
  readonly rows: number
  readonly findings: readonly Finding[]
}

/** Checks every chain as it is at one moment, also while gateways write. `onRows` is told how many were read. */
export async function verifyAudit(
  { reader, engine }: Database,
  onRows: (read: number) => void = () => undefined,
): Promise<Verification> {
  const snapshot = engine === 'postgres' ? { isolationLevel: 'repeatable read' as const } : {}
  return reader.transaction((trx) => verifyIn(trx, onRows), {
    ...snapshot,
    readOnly: engine === 'postgres',
  })
}

async function verifyIn(db: Knex, onRows: (read: number) => void): Promise<Verification> {
  const writers = (await allOf(db('audit_writer').orderBy('seq'))).map(toWriter)
  const findings = [...verifyWriters(writers, await registerOf(db), await strangersOf(db))]
  let read = 0
  const counted = async function* (writer: AuditWriter): AsyncGenerator<AuditRow> {
    for await (const row of rowsOfWriter(db, writer.id)) {
      read += 1
      if (read % partSize === 0) onRows(read)
      yield row
    }
  }
  for (const writer of writers) {
    const finding = await verifyRows(writer, counted(writer))
    if (finding !== undefined) findings.push(finding)
  }
  onRows(read)
  return { writers: writers.length, rows: read, findings }
}

async function registerOf(db: Knex): Promise<WriterRegister> {
  const row = await firstOf(db('audit_writers').where('id', 1).first())
  return { count: Number(row?.['count'] ?? 0), hash: textOf(row, 'hash') ?? '' }
}

async function strangersOf(db: Knex): Promise<readonly string[]> {
  const strangers = db('audit')
    .distinct('writer')
    .whereNotIn('writer', db('audit_writer').select('id'))
    .orderBy('writer')
  return (await allOf(strangers)).map(({ writer }) => String(writer))
}

async function* rowsOfWriter(db: Knex, writer: string): AsyncGenerator<AuditRow> {
  let after: number | undefined
  for (;;) {
    const query = db('audit').where('writer', writer).orderBy('nr').limit(partSize)
    if (after !== undefined) void query.where('nr', '>', after)
    const rows = (await allOf(query)).map(toAuditRow)
    yield* rows
    after = rows.at(-1)?.nr
    if (rows.length < partSize) return
  }
}

/** The selected rows in order of time. */
export async function* selectAudit(
  { reader }: Database,
  { agbCode, from, until }: AuditSelection,
): AsyncGenerator<AuditRow> {
  let last: AuditRow | undefined
  for (;;) {
    const query = reader('audit').orderBy(['tijd', 'writer', 'nr']).limit(partSize)
    if (agbCode !== undefined) void query.where('agb_code', agbCode)
    if (from !== undefined) void query.where('tijd', '>=', from)
    if (until !== undefined) void query.where('tijd', '<', until)
    if (last !== undefined)
      void query.whereRaw('(tijd, writer, nr) > (?, ?, ?)', [last.tijd, last.writer, last.nr])
    const rows = (await allOf(query)).map(toAuditRow)
    yield* rows
    last = rows.at(-1)
    if (rows.length < partSize) return
  }
}
