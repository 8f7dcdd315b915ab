/** Signed checkpoints of the audit, and the keys they are signed with. */
import type { Knex } from 'knex'

export const name = '0003-checkpoints'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('audit_key', (table) => {
    table.text('kid').primary()
    table.integer('generation').notNullable().unique()
    table.binary('sealed').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('active_from').notNullable()
    table.bigInteger('retired_at')
  })
  /** One row: how many checkpoints there are, and the hash of the last. */
  await db.schema.createTable('audit_checkpoints', (table) => {
    table.integer('id').primary()
    table.bigInteger('count').notNullable()
    table.text('hash').notNullable()
  })
  await db('audit_checkpoints').insert({ id: 1, count: 0, hash: '' })
  await db.schema.createTable('audit_checkpoint', (table) => {
    table.bigInteger('seq').primary()
    table.text('previous').notNullable()
    table.text('kind').notNullable()
    table.text('writer').notNullable()
    table.bigInteger('nr').notNullable()
    table.text('hash').notNullable()
    table.bigInteger('tijd').notNullable()
    table.integer('writers_count').notNullable()
    table.text('writers_hash').notNullable()
    table.bigInteger('expired_before')
    table.text('kid').notNullable()
    table.text('signature').notNullable()
    table.index(['writer', 'nr'], 'audit_checkpoint_writer')
  })
}
