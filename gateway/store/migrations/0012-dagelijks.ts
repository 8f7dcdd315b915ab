/**
 * Gebruikersbeheer of every day: autorisaties that end, changes that were saved together, forms that are not finished,
 * what a person is told once, what employees ask for, and who is refused. Dates are ISO text, lists and forms JSON.
 */
import type { Knex } from 'knex'

export const name = '0012-dagelijks'

export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('beheer_houder', (table) => {
    /** The last day of the autorisaties, by dienst. Null: without end. */
    table.text('tot')
  })
  await db.schema.alterTable('beheer_history', (table) => {
    /** The last version of those that were saved together. Null: it was saved alone. */
    table.bigInteger('groep')
  })
  await forms(db)
  await db.schema.createTable('autorisatie_vraag', (table) => {
    holder(table)
    table.text('dienst').notNullable()
    table.text('autorisatie').notNullable()
    table.text('naam')
    table.bigInteger('gevraagd_op').notNullable()
    /** `gegeven` or `afgewezen`. Null: nobody decided yet. */
    table.text('besluit')
    table.bigInteger('besloten_op')
    table.text('door')
    table.text('door_naam')
    table.primary(['agb_code', 'soort', 'gebruikersnummer', 'dienst'])
  })
  await db.schema.createTable('beheer_geweigerd', (table) => {
    holder(table)
    table.text('code').notNullable()
    table.text('naam')
    table.bigInteger('laatst').notNullable()
    table.primary(['agb_code', 'soort', 'gebruikersnummer', 'code'])
  })
}

const holder = (table: Knex.CreateTableBuilder): void => {
  for (const column of ['agb_code', 'soort', 'gebruikersnummer']) table.text(column).notNullable()
}

/** Both of one person of a practice. */
async function forms(db: Knex): Promise<void> {
  await db.schema.createTable('beheer_concept', (table) => {
    for (const column of ['agb_code', 'gebruikersnummer', 'formulier'])
      table.text(column).notNullable()
    table.text('velden').notNullable()
    table.bigInteger('op').notNullable()
    table.primary(['agb_code', 'gebruikersnummer', 'formulier'])
  })
  await db.schema.createTable('beheer_melding', (table) => {
    for (const column of ['agb_code', 'gebruikersnummer', 'wat']) table.text(column).notNullable()
    table.bigInteger('op').notNullable()
    /** The change it is about. Null: nothing was saved. */
    table.bigInteger('versie')
    table.text('door')
    table.text('door_naam')
    table.primary(['agb_code', 'gebruikersnummer', 'wat'])
  })
}
