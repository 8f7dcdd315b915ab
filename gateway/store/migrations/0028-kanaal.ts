/** By which second factor somebody signed in: a dienst may take one kind only (`tweedeFactor`). */
import type { Knex } from 'knex'

export const name = '0028-kanaal'

export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('sessie', (table) => {
    /** `app` or `sms`; null: a sign-in of before, or by a meldcode. */
    table.text('kanaal')
  })
}
