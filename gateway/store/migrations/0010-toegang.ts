/**
 * Accounts, their sign-ins, what is under way (a code that is waited for, an account that is being set up) and the
 * links in mails. Times are epoch milliseconds. What is secret is sealed or kept as a keyed hash.
 */
import type { Knex } from 'knex'

export const name = '0010-toegang'

export async function up(db: Knex): Promise<void> {
  await account(db)
  await sessie(db)
  await uitdaging(db)
  await link(db)
}

async function account(db: Knex): Promise<void> {
  await db.schema.createTable('account', (table) => {
    /** 12 digits beginning with 7. */
    table.text('nummer').primary()
    table.text('email').notNullable()
    table.text('email_fold').notNullable().unique()
    table.text('naam').notNullable()
    table.text('agb_zorgverlener')
    /** The record of the password (scrypt), sealed. */
    table.binary('geheim').notNullable()
    table.binary('telefoon')
    table.text('telefoon_mac')
    table.binary('totp')
    table.bigInteger('totp_stap')
    table.text('sleutel_publiek')
    table.binary('sleutel_prive')
    table.text('staat').notNullable()
    /** The organisation that was acted for last. */
    table.text('laatste_agb')
    table.bigInteger('created_at').notNullable()
    table.bigInteger('changed_at').notNullable()
    table.integer('versie').notNullable()
  })
}

async function sessie(db: Knex): Promise<void> {
  await db.schema.createTable('sessie', (table) => {
    /** SHA-256 of what the cookie holds. */
    table.text('hash').primary()
    table.text('soort').notNullable()
    table.text('nummer').notNullable()
    /** Empty: for no organisation. */
    table.text('agb_code').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('seen_at').notNullable()
    table.bigInteger('ends_at').notNullable()
    table.bigInteger('beveiligd_tot')
    table.binary('sleutel')
    table.text('adres_mac').notNullable()
    table.bigInteger('ended_at')
    table.index(['nummer', 'created_at'])
    table.index(['ends_at'])
  })
}

async function uitdaging(db: Knex): Promise<void> {
  await db.schema.createTable('uitdaging', (table) => {
    /** SHA-256 of what its cookie holds. */
    table.text('id').primary()
    table.text('doel').notNullable()
    table.text('nummer')
    table.text('kanaal')
    table.text('code_mac')
    table.bigInteger('code_until')
    table.integer('pogingen').notNullable()
    table.integer('verstuurd').notNullable()
    table.bigInteger('verstuurd_at')
    table.bigInteger('created_at').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.text('na').notNullable()
    table.text('link_id')
    /** What is being set up, sealed. */
    table.binary('sealed')
    table.index(['valid_until'])
    table.index(['link_id'])
  })
}

async function link(db: Knex): Promise<void> {
  await db.schema.createTable('link', (table) => {
    /** UUID; the token is made of it. */
    table.text('id').primary()
    table.text('soort').notNullable()
    /** What it is of: an account, an invitation, an aanmelding. */
    table.text('ref')
    table.text('agb_code')
    table.text('dienst')
    /** Keyed hash of the folded address it was sent to. */
    table.text('adres_mac').notNullable()
    table.binary('sealed').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.bigInteger('used_at')
    table.bigInteger('revoked_at')
    table.integer('pogingen').notNullable()
    table.index(['adres_mac', 'soort'])
    table.index(['valid_until'])
  })
}
