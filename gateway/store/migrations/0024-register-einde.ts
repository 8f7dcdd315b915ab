/** Until when the register says an organisation is one, where the register is asked and not imported. */
import type { Knex } from 'knex'

export const name = '0024-register-einde'

export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('aanmelding', (table) => {
    /** ISO date, inclusive; null: without end, or never asked. */
    table.text('register_einde')
    /** When the register was asked last; null: never. */
    table.bigInteger('register_op')
  })
}
