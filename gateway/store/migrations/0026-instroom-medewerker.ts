/** The employee that a message names: nobody else opens its instroom. */
import type { Knex } from 'knex'

export const name = '0026-instroom-medewerker'

export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('instroom', (table) => {
    /** Gebruikersnummer of an account; null: the message names none. */
    table.text('medewerker')
  })
}
