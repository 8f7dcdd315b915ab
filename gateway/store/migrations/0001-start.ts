/**
 * The first tables. Times are epoch milliseconds (bigint), booleans and JSON are not used: both engines keep
 * integers, text and bytes alike. A migration only adds: an older version may still be running.
 */
import type { Knex } from 'knex'

export const name = '0001-start'

export async function up(db: Knex): Promise<void> {
  await instroom(db)
  await audit(db)
  await register(db)
  await db.schema.createTable('identity_key', (table) => {
    table.text('kid').primary()
    table.integer('generation').notNullable().unique()
    table.binary('sealed').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('active_from').notNullable()
    table.bigInteger('retired_at')
  })
}

async function instroom(db: Knex): Promise<void> {
  await db.schema.createTable('instroom', (table) => {
    table.text('id').primary()
    for (const column of ['dienst', 'agb_code', 'referentie', 'key_id', 'fingerprint'])
      table.text(column).notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.text('systeem').notNullable()
    table.text('persoon').notNullable()
    table.binary('sealed')
    table.bigInteger('withdrawn_at')
    table.text('opened_by')
    table.bigInteger('opened_at')
    table.bigInteger('delivered_at')
    table.text('location')
    table.text('lease_by')
    table.bigInteger('lease_until')
    table.unique(['dienst', 'agb_code', 'referentie'], { indexName: 'instroom_referentie' })
  })
  // Partial: only what waits, only what has content, only what was opened.
  await db.raw(
    'create index instroom_waiting on instroom (agb_code, created_at) where opened_at is null and withdrawn_at is null',
  )
  await db.raw('create index instroom_content on instroom (valid_until) where sealed is not null')
  await db.raw(
    'create index instroom_opened on instroom (agb_code, opened_at) where opened_at is not null',
  )
}

async function audit(db: Knex): Promise<void> {
  await db.schema.createTable('audit_writers', (table) => {
    table.integer('id').primary()
    table.integer('count').notNullable()
    table.text('hash').notNullable()
  })
  await db.schema.createTable('audit_writer', (table) => {
    table.text('id').primary()
    table.integer('seq').notNullable().unique()
    table.bigInteger('started_at').notNullable()
    table.text('hash').notNullable()
    table.bigInteger('base_nr').notNullable()
    table.text('base_hash').notNullable()
    table.bigInteger('head_nr').notNullable()
    table.text('head_hash').notNullable()
  })
  await db.schema.createTable('audit', (table) => {
    table.text('writer').notNullable()
    table.bigInteger('nr').notNullable()
    table.bigInteger('tijd').notNullable()
    table.text('agb_code')
    table.text('line').notNullable()
    table.text('hash').notNullable()
    table.primary(['writer', 'nr'])
    table.index(['tijd', 'writer', 'nr'], 'audit_tijd')
    table.index(['agb_code', 'tijd', 'writer', 'nr'], 'audit_agb_code')
  })
}

async function register(db: Knex): Promise<void> {
  await db.schema.createTable('register_version', (table) => {
    table.integer('id').primary()
    table.text('version').notNullable()
    table.integer('entries').notNullable()
    table.bigInteger('imported_at').notNullable()
  })
  await db.schema.createTable('register_entry', (table) => {
    table.text('version').notNullable()
    table.text('agb_code').notNullable()
    table.text('soort').notNullable()
    table.text('naam').notNullable()
    table.text('aanvang').notNullable()
    table.text('einde')
    table.primary(['version', 'agb_code'])
  })
}
