/**
 * What the AGB register says of a code beside its entry, for organisations that register themselves: under the
 * version of the import that brought it. `gegevens` is JSON: `{ namen, adressen, emails }`.
 */
import type { Knex } from 'knex'

export const name = '0011-organisaties'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('register_detail', (table) => {
    table.text('version').notNullable()
    table.text('agb_code').notNullable()
    table.text('entiteit').notNullable()
    table.text('gegevens').notNullable()
    table.primary(['version', 'agb_code'])
  })
}
