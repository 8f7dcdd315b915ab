/** The certificate that was last seen of each holder: whether it is good can then be decided as of any later moment. */
import type { Knex } from 'knex'

export const name = '0009-gebruikersbeheer'

export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('certificaat_gezien', (table) => {
    /** DER. Null: seen before this column was there. */
    table.binary('certificaat')
  })
}
