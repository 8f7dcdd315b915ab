/** How much of its quota each instantie has used at each dienst in the window that runs. */
import type { Knex } from 'knex'

export const name = '0004-quotum'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('quota_window', (table) => {
    /** AGB-code and dienst. */
    table.text('id').primary()
    table.bigInteger('started_at').notNullable()
    table.bigInteger('per_ms').notNullable()
    table.bigInteger('used').notNullable()
  })
}
