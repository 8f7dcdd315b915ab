/**
 * Organisations that register themselves, their members and their meldcodes. `counter` is that of the last change of
 * a row: what other processes look at. Lists are JSON in text columns; what tells of a person is sealed.
 */
import type { Knex } from 'knex'

export const name = '0011-organisaties'

export async function up(db: Knex): Promise<void> {
  await register(db)
  await db.schema.createTable('leden_counter', (table) => {
    table.integer('id').primary()
    table.bigInteger('counter').notNullable()
  })
  await db('leden_counter').insert({ id: 1, counter: 0 })
  await aanmelding(db)
  await lidmaatschap(db)
  await uitnodiging(db)
  await meldcode(db)
}

/** Beside a register entry, under the version of its import. `gegevens`: `{ namen, adressen, emails }`. */
async function register(db: Knex): Promise<void> {
  await db.schema.createTable('register_detail', (table) => {
    table.text('version').notNullable()
    table.text('agb_code').notNullable()
    table.text('entiteit').notNullable()
    table.text('gegevens').notNullable()
    table.primary(['version', 'agb_code'])
  })
}

const ofDienst = (table: Knex.CreateTableBuilder): void => {
  for (const column of ['agb_code', 'dienst', 'staat', 'door']) table.text(column).notNullable()
  table.bigInteger('created_at').notNullable()
  table.bigInteger('changed_at').notNullable()
}

async function aanmelding(db: Knex): Promise<void> {
  await db.schema.createTable('aanmelding', (table) => {
    table.text('id').primary()
    ofDienst(table)
    for (const column of [
      'soort',
      'naam',
      'adres',
      'email',
      'epd',
      'rol',
      'register_version',
      'hoe',
    ])
      table.text(column)
    table.bigInteger('valid_until').notNullable()
    table.bigInteger('active_at')
    table.bigInteger('counter').notNullable().index('aanmelding_counter')
    table.index(['agb_code', 'dienst'], 'aanmelding_code')
    table.index(['door'], 'aanmelding_door')
  })
  // Whatever two processes do at once: one is active.
  await db.raw(
    "create unique index aanmelding_actief on aanmelding (agb_code, dienst) where staat = 'actief'",
  )
}

async function lidmaatschap(db: Knex): Promise<void> {
  await db.schema.createTable('lidmaatschap', (table) => {
    ofDienst(table)
    table.text('nummer').notNullable()
    table.text('naam').notNullable()
    table.text('rollen').notNullable()
    table.text('machtigingen').notNullable()
    table.text('via').notNullable()
    table.bigInteger('version').notNullable()
    table.bigInteger('counter').notNullable().index('lidmaatschap_counter')
    table.primary(['agb_code', 'dienst', 'nummer'])
    table.index(['nummer'], 'lidmaatschap_nummer')
  })
  await db.schema.createTable('leden_history', (table) => {
    for (const column of ['agb_code', 'dienst', 'nummer', 'door', 'wat']) table.text(column)
    table.bigInteger('counter').primary()
    table.bigInteger('at').notNullable()
    table.index(['agb_code', 'dienst', 'counter'], 'leden_history_code')
  })
}

async function uitnodiging(db: Knex): Promise<void> {
  await db.schema.createTable('uitnodiging', (table) => {
    table.text('id').primary()
    ofDienst(table)
    table.text('rol').notNullable()
    table.text('adres_mac').notNullable()
    table.binary('sealed').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.index(['agb_code', 'dienst', 'created_at'], 'uitnodiging_code')
    table.index(['adres_mac'], 'uitnodiging_adres')
  })
}

async function meldcode(db: Knex): Promise<void> {
  await db.schema.createTable('meldcode', (table) => {
    table.text('id').primary()
    for (const column of ['agb_code', 'dienst', 'label', 'door']) table.text(column).notNullable()
    table.text('mac').notNullable().unique({ indexName: 'meldcode_mac' })
    table.bigInteger('created_at').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.bigInteger('revoked_at')
    table.bigInteger('last_used_at')
    table.bigInteger('counter').notNullable().index('meldcode_counter')
    table.index(['agb_code', 'dienst'], 'meldcode_code')
  })
}
