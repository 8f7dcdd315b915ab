/** Where a systeemcertificaat was last used from: what a contact person registers its addresses by. */
import type { Knex } from 'knex'

export const name = '0015-gebruikt-vanaf'

export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('certificaat_gezien', (table) => {
    /** Null: of a person, or seen before this column was there. */
    table.text('adres')
  })
}
