/** From the host of signing in to that of a dienst: codes that are used once, and the cookies that come of them. */
import type { Knex } from 'knex'

export const name = '0018-doorgang'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('doorgang', (table) => {
    /** SHA-256 of the code, hex. */
    table.text('hash').primary()
    /** The sign-in it is of. */
    table.text('sessie').notNullable()
    table.text('host').notNullable()
    /** SHA-256 of the cookie of the browser that asked. */
    table.text('staat').notNullable()
    /** The private half of the account's key pair, under a key of the code. */
    table.binary('sleutel')
    table.bigInteger('valid_until').notNullable()
    table.bigInteger('used_at')
    table.index(['valid_until'], 'doorgang_valid_until')
  })
  await db.schema.createTable('dienst_sessie', (table) => {
    /** SHA-256 of the cookie, hex. */
    table.text('hash').primary()
    table.text('sessie').notNullable()
    table.text('host').notNullable()
    table.binary('sleutel')
    table.bigInteger('created_at').notNullable()
    table.index(['sessie'], 'dienst_sessie_sessie')
  })
}
