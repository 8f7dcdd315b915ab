/** Codes that bring a sign-in to the host of a dienst, and its cookies there, in the database. */
import type { Knex } from 'knex'
import { each } from '../../store/batch.ts'
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import { answering } from '../../store/reading.ts'
import { firstOf } from '../../store/rows.ts'
import type { DienstSessieRow, DoorgangRow, DoorgangStore } from '../../store/toegang/doorgang.ts'
import { findSessie } from './sessie.ts'

export const doorgangStore = ({ reader }: Database, queue: CommitQueue): DoorgangStore => ({
  geefDoor: (row) => queue.commit(add, row),
  doorgang: (hash) => answering(() => find(reader, hash)),
  gaDoor: (what, audit) => queue.commit(use, what, audit),
  sessieOfDienst: (hash, host) => answering(() => sessieOfDienst(reader, hash, host)),
})

const add = each<DoorgangRow, undefined>(async (db, row) => {
  await db('doorgang').insert({
    hash: row.hash,
    sessie: row.sessie,
    host: row.host,
    staat: row.staat,
    sleutel: row.sleutel,
    valid_until: row.validUntil,
  })
  return undefined
})

async function find(db: Knex, hash: string): Promise<DoorgangRow | undefined> {
  const row = await firstOf(db('doorgang').where({ hash }).whereNull('used_at').first())
  return (
    row && {
      hash,
      sessie: String(row['sessie']),
      host: String(row['host']),
      staat: String(row['staat']),
      sleutel: (row['sleutel'] ?? null) as Buffer | null,
      validUntil: Number(row['valid_until']),
    }
  )
}

/** One code, one cookie: whoever comes second gets none. */
const use = each<
  { readonly doorgang: string; readonly at: number; readonly sessie: DienstSessieRow },
  boolean
>(async (db, { doorgang, at, sessie }) => {
  const used = await db('doorgang')
    .where({ hash: doorgang, host: sessie.host, sessie: sessie.sessie })
    .whereNull('used_at')
    .where('valid_until', '>', at)
    .update({ used_at: at, sleutel: null })
  if (used !== 1) return false
  await db('dienst_sessie').insert({
    hash: sessie.hash,
    sessie: sessie.sessie,
    host: sessie.host,
    sleutel: sessie.sleutel,
    created_at: at,
  })
  return true
})

/** The sign-in itself, with what this cookie opens of it. */
async function sessieOfDienst(db: Knex, hash: string, host: string) {
  const own = await firstOf(db('dienst_sessie').where({ hash, host }).first())
  const sessie = own && (await findSessie(db, String(own['sessie'])))
  return sessie && { ...sessie, sleutel: (own['sleutel'] ?? null) as Buffer | null }
}
