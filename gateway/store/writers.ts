/** Registers this start of the process as a writer of the audit, behind the writers before it. */
import type { Knex } from 'knex'
import { genesis, registrationHash } from '../audit/chain.ts'
import { durably } from './database.ts'
import type { Database } from './database.ts'
import { whenFree } from './patience.ts'
import { allOf } from './rows.ts'

const patienceMs = 10_000

/** Registers `id`, which no earlier start has had. */
export async function registerWriter(
  database: Database,
  id: string,
  startedAt: number,
): Promise<void> {
  await whenFree(() => durably(database, (trx) => registerIn(trx, id, startedAt)), patienceMs)
}

/** Registers it as part of a transaction. */
export async function registerIn(trx: Knex, id: string, startedAt: number): Promise<void> {
  // The update locks the row: writers that start together are registered one after the other.
  const [last] = await allOf(
    trx('audit_writers').where('id', 1).increment('count', 1).returning(['count', 'hash']),
  )
  if (last === undefined) throw new Error('the audit has no register of writers')
  const seq = Number(last['count'])
  const hash = registrationHash(String(last['hash']), { id, seq, startedAt })
  const { nr, hash: start } = genesis(id)
  await trx('audit_writer').insert({
    id,
    seq,
    started_at: startedAt,
    hash,
    base_nr: nr,
    base_hash: start,
    head_nr: nr,
    head_hash: start,
  })
  await trx('audit_writers').where('id', 1).update({ hash })
}
