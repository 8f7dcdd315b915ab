/** What the register says of the end of an organisation, in the database. */
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { nextCounter } from '../store/leden/counter.ts'
import type { AanmeldingStore } from '../store/leden/aanmelding.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, textOf } from '../store/rows.ts'

type Part = Pick<AanmeldingStore, 'teVragen' | 'noteerEinde'>

export const eindeStore = ({ reader }: Database, queue: CommitQueue): Part => ({
  teVragen: (since, limit) => answering(() => teVragen(reader, since, limit)),
  noteerEinde: (what, audit) => noteEnd(reader, queue, what, audit),
})

async function teVragen(db: Knex, since: number, limit: number): Promise<readonly AgbCode[]> {
  const rows = await allOf(
    db('aanmelding')
      .where('staat', 'actief')
      .whereRaw('coalesce(register_op, 0) < ?', [since])
      .groupBy('agb_code')
      .orderByRaw('min(coalesce(register_op, 0)), agb_code')
      .limit(limit)
      .select('agb_code'),
  )
  return rows.map((row) => agbIn(row))
}

type Einde = Parameters<AanmeldingStore['noteerEinde']>[0]

/** That it was asked is no change; what it said is, and is recorded, only when it is something else. */
async function noteEnd(
  reader: Knex,
  queue: CommitQueue,
  what: Einde,
  audit: Parameters<AanmeldingStore['noteerEinde']>[1],
): Promise<boolean> {
  const place = { agb_code: what.agbCode, staat: 'actief' }
  const known = await answering(() => allOf(reader('aanmelding').where(place)))
  const isOther = known.some((row) => (textOf(row, 'register_einde') ?? null) !== what.einde)
  return isOther ? queue.commit(setEnd, what, audit) : queue.commit(noteAsked, what)
}

const noteAsked = each<Einde, boolean>(async (db, { agbCode, at }) => {
  await db('aanmelding').where({ agb_code: agbCode, staat: 'actief' }).update({ register_op: at })
  return false
})

const setEnd = each<Einde, boolean>(async (db, { agbCode, einde, at }) => {
  const counter = await nextCounter(db)
  const changed = await db('aanmelding')
    .where({ agb_code: agbCode, staat: 'actief' })
    .update({ register_einde: einde, register_op: at, counter })
  return changed > 0
})
