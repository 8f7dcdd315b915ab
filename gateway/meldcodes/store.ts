/** Meldcodes in the database. Of the code itself only a keyed hash is there. */
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { nextCounter } from '../store/leden/counter.ts'
import type { MeldcodeRow, MeldcodeStore } from '../store/leden/meldcode.ts'
import { toMeldcode } from '../store/leden/rows.ts'
import { answering } from '../store/reading.ts'
import { allOf, firstOf } from '../store/rows.ts'

export function makeMeldcodeStore({ reader }: Database, queue: CommitQueue): MeldcodeStore {
  return {
    maak: (row, audit) => queue.commit(maak, row, audit),
    trekIn: (what, audit) => queue.commit(trekIn, what, audit),
    find: (macs) => answering(() => findBy(reader, macs)),
    byId: (id) => answering(() => byId(reader, id)),
    used: (id, at) => queue.commit(used, { id, at }),
    list: (agbCode, dienst) => answering(() => list(reader, agbCode, dienst)),
  }
}

type New = MeldcodeRow & { readonly mac: string; readonly hoogstens: number }

/** How many are live is counted behind the counter's lock: two that are made at once do not pass each other. */
const maak = each<New, boolean>(async (db, row) => {
  const counter = await nextCounter(db)
  const [live] = await allOf(
    db('meldcode')
      .where({ agb_code: row.agbCode, dienst: row.dienst })
      .whereNull('revoked_at')
      .where('valid_until', '>', row.createdAt)
      .count({ count: '*' }),
  )
  if (Number(live?.['count']) >= row.hoogstens) return false
  await db('meldcode').insert({
    id: row.id,
    agb_code: row.agbCode,
    dienst: row.dienst,
    mac: row.mac,
    label: row.label,
    door: row.door,
    created_at: row.createdAt,
    valid_until: row.validUntil,
    counter,
  })
  return true
})

type Ended = Parameters<MeldcodeStore['trekIn']>[0]

const trekIn = each<Ended, boolean>(async (db, { id, agbCode, dienst, at }) => {
  const counter = await nextCounter(db)
  const place = { id, agb_code: agbCode, dienst }
  await db('meldcode').where(place).whereNull('revoked_at').update({ revoked_at: at, counter })
  return (await firstOf(db('meldcode').where(place).first())) !== undefined
})

const used = each<{ readonly id: string; readonly at: number }, undefined>(
  async (db, { id, at }) => {
    await db('meldcode').where('id', id).update({ last_used_at: at })
    return undefined
  },
)

async function findBy(db: Knex, macs: readonly string[]): Promise<MeldcodeRow | undefined> {
  const row = await firstOf(
    db('meldcode')
      .whereIn('mac', [...macs])
      .first(),
  )
  return row === undefined ? undefined : toMeldcode(row)
}

async function byId(db: Knex, id: string): Promise<MeldcodeRow | undefined> {
  const row = await firstOf(db('meldcode').where('id', id).first())
  return row === undefined ? undefined : toMeldcode(row)
}

async function list(db: Knex, agbCode: AgbCode, dienst: string): Promise<readonly MeldcodeRow[]> {
  const rows = db('meldcode').where({ agb_code: agbCode, dienst }).orderBy('created_at', 'desc')
  return (await allOf(rows)).map(toMeldcode)
}
