/**
 * What names of accounts are looked for by. Tables of their own: an index on `account` would lock it while an older
 * version works (docs/adr/0008), and would not find É by e. Filled with each change of a name, and by upkeep.
 */
import type { Knex } from 'knex'

export const name = '0027-zoeknaam'

export async function up(db: Knex): Promise<void> {
  /** The name of an account that its parts are of. */
  await db.schema.createTable('account_zoeknaam', (table) => {
    table.text('nummer').primary()
    table.text('naam').notNullable()
  })
  await db.schema.createTable('account_naamdeel', (table) => {
    /** UTF-8: bytes compare alike on both engines, whatever the collation. */
    table.binary('deel').notNullable()
    table.text('nummer').notNullable()
    table.primary(['deel', 'nummer'])
  })
}
