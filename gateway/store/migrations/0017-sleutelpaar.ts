/** The key pairs of accounts; the private half only as it is wrapped under a key of the password. */
import type { Knex } from 'knex'

export const name = '0017-sleutelpaar'

export const up = (db: Knex): Promise<void> =>
  db.schema.createTable('sleutelpaar', (table) => {
    table.text('nummer').notNullable()
    /** RFC 7638. */
    table.text('thumbprint').notNullable()
    /** JWK, in clear. */
    table.text('publiek').notNullable()
    table.binary('prive').notNullable()
    table.bigInteger('created_at').notNullable()
    /** Since when no password opens it: that was forgotten. */
    table.bigInteger('lost_at')
    table.primary(['nummer', 'thumbprint'])
  })
