/** Puts rows behind the head of a chain, inside a transaction. */
import type { Knex } from 'knex'
import { chain, genesis } from '../audit/chain.ts'
import type { AuditWriter, Head } from '../audit/chain.ts'
import type { AuditEvent } from '../audit/event.ts'
import { fromAuditRow, insertRows, runIn, toWriter } from './rows.ts'
import type { Session } from './rows.ts'
import { registerIn } from './writers.ts'

/** Locks a writer by a write: it takes SQLite's one write lock, and waits for an earlier try. */
export async function lockWriter(trx: Session, writer: string): Promise<AuditWriter> {
  const [row] = await runIn(trx, 'update audit_writer set seq = seq where id = ? returning *', [
    writer,
  ])
  if (row === undefined) throw new Error('the audit writer is not registered')
  return toWriter(row)
}

export const lockHead = async (trx: Session, writer: string): Promise<Head> =>
  (await lockWriter(trx, writer)).head

/** Appends to a chain whose head is locked; gives the new head. */
export async function appendEvents(
  trx: Session,
  writer: string,
  before: Head,
  events: readonly AuditEvent[],
): Promise<Head> {
  const { rows, head } = chain(writer, before, events)
  await insertRows(trx, 'audit', rows.map(fromAuditRow))
  await runIn(trx, 'update audit_writer set head_nr = ?, head_hash = ? where id = ?', [
    head.nr,
    head.hash,
    writer,
  ])
  return head
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
