/** Requests and orders to hand the participants of one member over to another. Times are milliseconds since the epoch. */
import type { Knex } from 'knex'

export const name = '0019-overdracht'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('overdracht', (table) => {
    /** UUID: also of the delivery of the order. */
    table.text('id').primary()
    for (const column of ['agb_code', 'dienst']) table.text(column).notNullable()
    /** Numbers of the accounts, and their personal AGB-codes. */
    for (const column of ['van', 'van_agb', 'naar', 'naar_agb']) table.text(column).notNullable()
    /** Who asked for it: a number, or the service desk. */
    table.text('door').notNullable()
    table.bigInteger('created_at').notNullable()
    /** Null: it waits for the service desk. */
    table.bigInteger('ordered_at')
    table.index(['ordered_at', 'created_at'], 'overdracht_open')
  })
}
