/**
 * One counter goes up with every change of organisations, members and meldcodes. It comes first in a change: its row is
 * locked until the commit, so changes of all processes come one after the other, and no process sees a counter whose
 * change it cannot see.
 */
import type { Knex } from 'knex'
import { allOf, firstOf } from '../rows.ts'

export async function nextCounter(db: Knex): Promise<number> {
  const [row] = await allOf(
    db('leden_counter').where('id', 1).increment('counter', 1).returning('counter'),
  )
  return Number(row?.['counter'])
}

export async function readCounter(db: Knex): Promise<number> {
  const row = await firstOf(db('leden_counter').where('id', 1).first())
  return Number(row?.['counter'] ?? 0)
}
