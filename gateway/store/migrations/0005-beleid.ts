/**
 * Every policy set that was in force: its files once by their content, the sets by their version, and when
 * which process put which in force.
 */
import type { Knex } from 'knex'

export const name = '0005-beleid'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('policy_file', (table) => {
    /** SHA-256 of the content, hex. */
    table.text('hash').primary()
    /** gzip. */
    table.binary('content').notNullable()
    table.bigInteger('size').notNullable()
  })
  await db.schema.createTable('policy_version', (table) => {
    table.text('version').primary()
    /** JSON: hash by name. */
    table.text('files').notNullable()
    /** The version whose blocks stayed in force besides those of the files; null: a whole set. */
    table.text('blocks_over')
    table.bigInteger('first_at').notNullable()
  })
  await db.schema.createTable('policy_in_force', (table) => {
    table.text('writer').notNullable()
    table.bigInteger('nr').notNullable()
    table.text('version').notNullable().index('policy_in_force_version')
    table.bigInteger('at').notNullable().index('policy_in_force_at')
    table.text('host').notNullable()
    table.integer('pid').notNullable()
    table.primary(['writer', 'nr'])
  })
}
