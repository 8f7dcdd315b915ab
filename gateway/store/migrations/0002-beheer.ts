/**
 * Gebruikersbeheer: what contact persons changed, over what the policy files say, and which certificates were
 * seen. Lists and grants are JSON in text columns; flags are 0 or 1.
 */
import type { Knex } from 'knex'

export const name = '0002-beheer'

export async function up(db: Knex): Promise<void> {
  await counter(db)
  await changes(db)
  await history(db)
  await db.schema.createTable('certificaat_gezien', (table) => {
    holder(table)
    table.text('naam')
    table.bigInteger('valid_to').notNullable()
    table.bigInteger('last_used_at').notNullable()
    table.primary(['agb_code', 'soort', 'gebruikersnummer'])
  })
}

const holder = (table: Knex.CreateTableBuilder): void => {
  for (const column of ['agb_code', 'soort', 'gebruikersnummer']) table.text(column).notNullable()
}

/** One row: goes up with every change of any practice, and is what other processes look at. */
async function counter(db: Knex): Promise<void> {
  await db.schema.createTable('beheer_counter', (table) => {
    table.integer('id').primary()
    table.bigInteger('counter').notNullable()
  })
  await db('beheer_counter').insert({ id: 1, counter: 0 })
}

async function changes(db: Knex): Promise<void> {
  await db.schema.createTable('beheer_practice', (table) => {
    table.text('agb_code').primary()
    table.bigInteger('version').notNullable()
    table.bigInteger('changed_at').notNullable()
    /** The counter at its last change. */
    table.bigInteger('counter').notNullable().index('beheer_practice_counter')
    /** JSON lists: the contact persons, and those of the file at that moment. Null: never changed. */
    table.text('contactpersonen')
    table.text('contactpersonen_basis')
  })
  await db.schema.createTable('beheer_houder', (table) => {
    holder(table)
    table.text('naam')
    table.text('autorisaties').notNullable()
    table.text('ip_adressen').notNullable()
    table.integer('geblokkeerd').notNullable()
    table.integer('removed').notNullable()
    /** The practice's version that it was changed in. */
    table.bigInteger('version').notNullable()
    table.primary(['agb_code', 'soort', 'gebruikersnummer'])
  })
}

async function history(db: Knex): Promise<void> {
  await db.schema.createTable('beheer_history', (table) => {
    table.text('agb_code').notNullable()
    table.bigInteger('version').notNullable()
    table.bigInteger('at').notNullable()
    table.text('door').notNullable()
    table.text('door_naam')
    /** Null: the contact persons. */
    table.text('soort')
    table.text('gebruikersnummer')
    table.text('van').notNullable()
    table.text('naar').notNullable()
    table.primary(['agb_code', 'version'])
  })
}
