/** The highest time that a gateway has seen: after a restart nothing is judged earlier than that. */
import type { Knex } from 'knex'

export const name = '0008-klok'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('klok', (table) => {
    /** Always 1: there is one row. */
    table.integer('id').primary()
    /** Milliseconds since the epoch. */
    table.bigInteger('highest').notNullable()
  })
  await db('klok').insert({ id: 1, highest: 0 })
}
