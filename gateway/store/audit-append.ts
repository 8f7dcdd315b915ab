/** Puts rows behind the head of a chain, inside a transaction. */
import type { Knex } from 'knex'
import { chain, genesis } from '../audit/chain.ts'
import type { AuditRow, AuditWriter, Head } from '../audit/chain.ts'
import type { AuditEvent } from '../audit/event.ts'
import { durably } from './database.ts'
import type { Database } from './database.ts'
import { whenFree } from './patience.ts'
import { fromAuditRow, insertRows, isDriver, runIn, toWriter } from './rows.ts'
import type { Driver, Session, Stored } from './rows.ts'
import { registerIn } from './writers.ts'

/** Locks a writer by a write: it takes SQLite's one write lock, and waits for an earlier try. */
export async function lockWriter(trx: Session, writer: string): Promise<AuditWriter> {
  const [row] = await runIn(trx, 'update audit_writer set seq = seq where id = ? returning *', [
    writer,
  ])
  if (row === undefined) throw new Error('the audit writer is not registered')
  return toWriter(row)
}

const headOf = 'select head_nr, head_hash from audit_writer where id = ?'

/** Locks a writer and gives its head. A transaction of the driver has SQLite's one write lock from its begin. */
export async function lockHead(trx: Session, writer: string): Promise<Head> {
  if (!isDriver(trx)) return (await lockWriter(trx, writer)).head
  const row = trx.prepare(headOf).get(writer) as Stored | undefined
  if (row === undefined) throw new Error('the audit writer is not registered')
  return { nr: Number(row['head_nr']), hash: String(row['head_hash']) }
}

/** Appends to a chain whose head is locked; gives the new head. */
export async function appendEvents(
  trx: Session,
  writer: string,
  before: Head,
  events: readonly AuditEvent[],
): Promise<Head> {
  const { rows, head } = chain(writer, before, events)
  if (isDriver(trx)) insertByDriver(trx, rows)
  else await insertRows(trx, 'audit', rows.map(fromAuditRow))
  await runIn(trx, 'update audit_writer set head_nr = ?, head_hash = ? where id = ?', [
    head.nr,
    head.hash,
    writer,
  ])
  return head
}

const insert =
  'insert into audit (writer, nr, tijd, agb_code, line, hash) values (?, ?, ?, ?, ?, ?)'

/** The rows of nearly every request there is: with nothing between them and the statement. */
function insertByDriver(driver: Driver, rows: readonly AuditRow[]): void {
  const statement = driver.prepare(insert)
  for (const { writer, nr, tijd, agbCode, line, hash } of rows)
    statement.run(writer, nr, tijd, agbCode, line, hash)
}

/** Records an event of a process that has no other, under a writer of its own: all of it or nothing. */
export async function recordOnce(
  trx: Knex,
  { writer, at }: { readonly writer: string; readonly at: number },
  event: AuditEvent,
): Promise<void> {
  await registerIn(trx, writer, at)
  await appendEvents(trx, writer, genesis(writer), [event])
}

/** How long an event by itself waits for another process's lock; milliseconds. */
const alonePatienceMs = 5_000

/** As {@link recordOnce}, in a transaction of its own: on disk when it resolves. */
export const recordAlone = (
  database: Pick<Database, 'writer' | 'flush'>,
  by: { readonly writer: string; readonly at: number },
  event: AuditEvent,
): Promise<void> =>
  whenFree(() => durably(database, (trx) => recordOnce(trx, by, event)), alonePatienceMs)
