/**
 * The systeemcertificaat that posted an instroom, so that it can be judged again when a person opens it. Empty
 * in rows from before, and in those an older version still posts.
 */
import type { Knex } from 'knex'

export const name = '0006-systeemcertificaat'

export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('instroom', (table) => {
    /** DER. */
    table.binary('systeem_certificaat')
  })
}
