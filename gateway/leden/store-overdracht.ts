/** Requests and orders to hand participants over, in the database. An order and its delivery are one transaction. */
import type { Knex } from 'knex'
import { queueAfleveringen } from '../delivery/store.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { doerIn } from '../store/doer.ts'
import { nextCounter } from '../store/leden/counter.ts'
import type { NewOverdracht, OverdrachtRow, OverdrachtStore } from '../store/leden/overdracht.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, firstOf, nummerIn } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'

export const makeOverdrachtStore = ({ reader }: Database, queue: CommitQueue): OverdrachtStore => ({
  vraag: (what, audit) => queue.commit(ask, what, audit),
  draagOp: (what, audit) => queue.commit(order, what, audit),
  find: (id) => answering(() => find(reader, id)),
  open: (limit) =>
    answering(async () => {
      const rows = reader('overdracht').whereNull('ordered_at').orderBy(['created_at', 'id'])
      return (await allOf(rows.limit(limit))).map(toRow)
    }),
})

async function find(db: Knex, id: string): Promise<OverdrachtRow | undefined> {
  const row = await firstOf(db('overdracht').where({ id }).first())
  return row && toRow(row)
}

type Asking = Parameters<OverdrachtStore['vraag']>[0]

const ask = each<Asking, 'gevraagd' | 'bestaat' | 'vol'>(async (db, { row, hoogstens, mails }) => {
  // Its row is locked until the commit: two that ask the same are one after the other.
  await nextCounter(db)
  const waiting = await allOf(
    db('overdracht').where({ agb_code: row.agbCode, dienst: row.dienst }).whereNull('ordered_at'),
  )
  if (waiting.some((one) => one['van'] === row.van && one['naar'] === row.naar)) return 'bestaat'
  if (waiting.length >= hoogstens) return 'vol'
  await db('overdracht').insert(fromNew(row))
  await queueAfleveringen(db, mails)
  return 'gevraagd'
})

interface Ordering {
  readonly row: NewOverdracht
  readonly aflevering: NewAflevering
}

const order = each<Ordering, boolean>(async (db, { row, aflevering }) => {
  await nextCounter(db)
  if ((await find(db, row.id))?.orderedAt != null) return false
  const at = aflevering.createdAt
  await db('overdracht')
    .where({ agb_code: row.agbCode, dienst: row.dienst, van: row.van, naar: row.naar })
    .whereNull('ordered_at')
    .update({ ordered_at: at })
  await db('overdracht')
    .insert({ ...fromNew(row), ordered_at: at })
    .onConflict('id')
    .ignore()
  await queueAfleveringen(db, [aflevering])
  return true
})

const fromNew = (row: NewOverdracht) => ({
  ...{ id: row.id, agb_code: row.agbCode, dienst: row.dienst, door: row.door },
  ...{ van: row.van, van_agb: row.vanAgb, naar: row.naar, naar_agb: row.naarAgb },
  created_at: row.createdAt,
})

const toRow = (row: Stored): OverdrachtRow => ({
  id: String(row['id']),
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  van: nummerIn(row, 'van'),
  vanAgb: agbIn(row, 'van_agb'),
  naar: nummerIn(row, 'naar'),
  naarAgb: agbIn(row, 'naar_agb'),
  door: doerIn(row),
  createdAt: Number(row['created_at']),
  orderedAt: row['ordered_at'] === null ? null : Number(row['ordered_at']),
})
