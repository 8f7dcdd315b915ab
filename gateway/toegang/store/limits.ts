/** The windows that limit what strangers may try and have sent, in the database: shared by all processes. */
import type { Knex } from 'knex'
import { each } from '../../store/batch.ts'
import type { BatchChange } from '../../store/batch.ts'
import type { CommitQueue } from '../../store/commit.ts'
import { firstOf } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import type { Take } from '../../store/store.ts'
import type { LimitStore } from '../../store/toegang/limits.ts'

export const limitStore = (queue: CommitQueue): LimitStore => ({
  neem: (takes) => queue.commit(take, takes),
  geefTerug: (keys) => queue.commit(giveBack, keys),
})

/** All or none: an attempt that is refused by one limit costs nothing of another. */
const take: BatchChange<readonly Take[], number> = async (db, inputs) => {
  await lockWindows(db, inputs.flat())
  const waits: number[] = []
  for (const takes of inputs) waits.push(await takeAll(db, takes))
  return waits
}

/**
 * Nobody else counts in them until this transaction is over. In one order everywhere, so that two processes with the
 * same windows do not wait for each other; one that is not there yet is made with nothing in it.
 */
async function lockWindows(db: Knex, takes: readonly Take[]): Promise<void> {
  const byKey = new Map(takes.map((one) => [one.key, one]))
  const rows = [...byKey.values()]
    .map(({ key: id, at, limit }) => ({ id, started_at: at, per_ms: limit.perMs, used: 0 }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  if (rows.length === 0) return
  await db('quota_window').insert(rows).onConflict('id').ignore()
  const ids = rows.map(({ id }) => id)
  await db('quota_window').whereIn('id', ids).orderBy('id').forUpdate().select('id')
}

async function takeAll(db: Knex, takes: readonly Take[]): Promise<number> {
  let wait = 0
  for (const one of takes) wait = Math.max(wait, await waitFor(db, one))
  if (wait > 0) return wait
  for (const one of takes) await count(db, one)
  return 0
}

async function waitFor(db: Knex, { key, limit, at }: Take): Promise<number> {
  const row = await firstOf(db('quota_window').where('id', key).first())
  if (row === undefined || isOver(row, limit.perMs, at)) return 0
  if (Number(row['used']) < limit.aantal) return 0
  return Math.max(1, Number(row['started_at']) + limit.perMs - at)
}

/** A window that begins far ahead is of a clock that was set back: it counts for nothing. */
const isOver = (row: Stored, perMs: number, at: number): boolean => {
  const startedAt = Number(row['started_at'])
  return startedAt + perMs <= at || startedAt > at + perMs
}

async function count(db: Knex, { key, limit, at }: Take): Promise<void> {
  const row = await firstOf(db('quota_window').where('id', key).first())
  const fresh = { started_at: at, per_ms: limit.perMs, used: 1 }
  if (row === undefined) await db('quota_window').insert({ id: key, ...fresh })
  else
    await db('quota_window')
      .where('id', key)
      .update(isOver(row, limit.perMs, at) ? fresh : { used: Number(row['used']) + 1 })
}

const giveBack = each<readonly string[], undefined>(async (db, keys) => {
  for (const id of [...keys].sort())
    await db('quota_window')
      .where({ id })
      .where('used', '>', 0)
      .update({ used: db.raw('used - 1') })
  return undefined
})
