/**
 * What is to be delivered without a person: messages of a dienst with `aflevering: direct`, mails, take-over orders.
 * One row each; `next_at` is when it is due, and null once it is over.
 */
import type { Knex } from 'knex'

export const name = '0007-aflevering'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('aflevering', (table) => {
    table.text('id').primary()
    for (const column of ['soort', 'doel']) table.text(column).notNullable()
    table.text('agb_code')
    table.binary('sealed')
    table.bigInteger('created_at').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.bigInteger('next_at')
    /** Attempts that were begun: counted before anything is sent. */
    table.integer('attempts').notNullable()
    table.text('lease_by')
    table.text('last_code')
    table.bigInteger('last_at')
    table.bigInteger('done_at')
    table.bigInteger('dead_at')
    table.bigInteger('withdrawn_at')
  })
  await db.raw('create index aflevering_due on aflevering (next_at) where next_at is not null')
  await db.raw('create index aflevering_dead on aflevering (dead_at) where dead_at is not null')
  await db.raw('create index aflevering_done on aflevering (done_at) where done_at is not null')
}
