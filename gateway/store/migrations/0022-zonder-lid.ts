/** Whose account was told that it goes, as it has belonged to no organisation for long. Times are milliseconds since the epoch. */
import type { Knex } from 'knex'

export const name = '0022-zonder-lid'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('account_gewaarschuwd', (table) => {
    table.text('nummer').primary()
    table.bigInteger('at').notNullable()
  })
}
