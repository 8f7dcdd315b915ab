/** Reads the audit in parts, so that its size costs no memory. */
import type { Knex } from 'knex'
import type { AuditRow, AuditWriter } from '../chain.ts'
import type { OutsideCheckpoint } from '../checkpoint.ts'
import { checkCheckpoints } from '../checkpoint-verify.ts'
import type { CheckpointCheck, CheckpointSummary, KnownKeys } from '../checkpoint-verify.ts'
import type { AuditSelection } from '../export.ts'
import { verifyRows, verifyWriters } from '../verify.ts'
import type { ChainFinding, WriterRegister } from '../verify.ts'
import { registerOf, toCheckpoint } from './checkpoints.ts'
import type { Database } from '../../store/database.ts'
import { allOf, firstOf, textOf, toAuditRow, toWriter } from '../../store/rows.ts'

const partSize = 2_000

/** What a check of the whole audit came to. */
export interface Verification {
  readonly writers: number
  readonly rows: number
  /** Rows that stand behind the last checkpoint of their writer. */
  readonly unsigned: number
  readonly findings: readonly ChainFinding[]
  readonly checkpoints: CheckpointSummary
}

/** What a check is told. */
export interface VerifyOptions {
  /** The public keys of the audit; none: signatures are not checked, all else is. */
  readonly keys?: KnownKeys
  /** A checkpoint that was kept outside. */
  readonly outside?: OutsideCheckpoint
  /** Told how many rows were read. */
  readonly onRows?: (read: number) => void
}

const noKeys: KnownKeys = { find: () => undefined, complete: false }

/** Checks every chain and checkpoint as it is at one moment, also while gateways write. */
export async function verifyAudit(
  database: Database,
  options: VerifyOptions = {},
): Promise<Verification> {
  return atOneMoment(database, (trx) => verifyIn(trx, options))
}

/**
 * Reads as the database is at one moment. Writers, checkpoints and rows that are read one after the other
 * otherwise seem to contradict each other while a gateway writes, and what is whole looks tampered with.
 */
export async function atOneMoment<T>(
  { reader, engine }: Database,
  read: (trx: Knex) => Promise<T>,
): Promise<T> {
  const snapshot = engine === 'postgres' ? { isolationLevel: 'repeatable read' as const } : {}
  return reader.transaction(read, { ...snapshot, readOnly: engine === 'postgres' })
}

async function verifyIn(
  db: Knex,
  { keys = noKeys, outside, onRows = () => undefined }: VerifyOptions,
): Promise<Verification> {
  const writers = (await allOf(db('audit_writer').orderBy('seq'))).map(toWriter)
  const check = checkCheckpoints({ keys, writers, outside })
  const checkpoints = await readCheckpoints(db, check)
  const registered = verifyWriters(writers, await registerOf(db), await strangersOf(db))
  const findings = registered.length > 0 ? [...registered] : [...check.writers()]
  let [read, unsigned] = [0, 0]
  const count = (): void => {
    read += 1
    if (read % partSize === 0) onRows(read)
  }
  for (const writer of writers) {
    const finding = await verifyChain(writer, { db, check, count })
    if (finding !== undefined) findings.push(finding)
    unsigned += check.unsigned(writer)
  }
  onRows(read)
  return { writers: writers.length, rows: read, unsigned, findings, checkpoints }
}

/** The first fault of a chain: in its rows, or between them and what was signed. */
async function verifyChain(
  writer: AuditWriter,
  parts: { readonly db: Knex; readonly check: CheckpointCheck; readonly count: () => void },
): Promise<ChainFinding | undefined> {
  const { db, check, count } = parts
  let differs: number | undefined
  const rows = async function* (): AsyncGenerator<AuditRow> {
    for await (const row of rowsOfWriter(db, writer.id)) {
      count()
      if (differs === undefined && !check.isAsSigned(writer.id, row)) differs = row.nr
      yield row
    }
  }
  const fault = (await verifyRows(writer, rows())) ?? check.chain(writer)
  if (fault !== undefined || differs === undefined) return fault
  return { writer: writer.id, nr: differs, fault: 'anders-ondertekend' }
}

/** Reads the checkpoints; a database of before there were any has none. */
export async function readCheckpoints(
  db: Knex,
  check: CheckpointCheck,
): Promise<CheckpointSummary> {
  if (!(await db.schema.hasTable('audit_checkpoint'))) return check.end({ count: 0, hash: '' })
  let after = 0
  for (;;) {
    const query = db('audit_checkpoint').where('seq', '>', after).orderBy('seq').limit(partSize)
    const part = (await allOf(query)).map(toCheckpoint)
    for (const checkpoint of part) check.add(checkpoint)
    after = part.at(-1)?.seq ?? after
    if (part.length < partSize) return check.end(await lastCheckpoint(db))
  }
}

async function lastCheckpoint(db: Knex): Promise<WriterRegister> {
  const row = await firstOf(db('audit_checkpoints').where('id', 1).first())
  return { count: Number(row?.['count'] ?? 0), hash: textOf(row, 'hash') ?? '' }
}

async function strangersOf(db: Knex): Promise<readonly string[]> {
  const strangers = db('audit')
    .distinct('writer')
    .whereNotIn('writer', db('audit_writer').select('id'))
    .orderBy('writer')
  return (await allOf(strangers)).map(({ writer }) => String(writer))
}

/** The rows of a chain in order of their number: all, or those behind one. */
export async function* rowsOfWriter(
  db: Knex,
  writer: string,
  behind?: number,
): AsyncGenerator<AuditRow> {
  let after = behind
  for (;;) {
    const query = db('audit').where('writer', writer).orderBy('nr').limit(partSize)
    if (after !== undefined) void query.where('nr', '>', after)
    const rows = (await allOf(query)).map(toAuditRow)
    yield* rows
    after = rows.at(-1)?.nr
    if (rows.length < partSize) return
  }
}

/** The rows of one request, by its id, in order of time; reads the whole audit. */
export async function auditOfRequest(
  { reader }: Database,
  request: string,
): Promise<readonly AuditRow[]> {
  const query = reader('audit')
    .whereLike('line', `%"verzoek":${JSON.stringify(request)}%`)
    .orderBy(['tijd', 'writer', 'nr'])
  return (await allOf(query)).map(toAuditRow)
}

/** How many rows are selected. */
export async function countAudit(
  { reader }: Database,
  { agbCode, from, until }: AuditSelection,
): Promise<number> {
  const query = reader('audit').count({ count: '*' })
  if (agbCode !== undefined) void query.where('agb_code', agbCode)
  if (from !== undefined) void query.where('tijd', '>=', from)
  if (until !== undefined) void query.where('tijd', '<', until)
  return Number((await firstOf(query.first()))?.['count'] ?? 0)
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
