/**
 * Accounts, their sign-ins, the attempts at one, and the links in mails. What tells of a person beside the name is
 * sealed; tokens and addresses are kept as hashes. Times are milliseconds since the epoch.
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
    table.text('nummer').primary()
    /** Keyed hash of the folded address. */
    table.text('adres_mac').notNullable().unique({ indexName: 'account_adres_mac' })
    table.text('naam').notNullable()
    /** `actief`, `geblokkeerd` or `factor-ontbreekt`. */
    table.text('staat').notNullable()
    /** Address, password record and factors. */
    table.binary('sealed').notNullable()
    /** The last step of the app's code that was taken. */
    table.bigInteger('totp_stap')
    table.text('agb_zorgverlener')
    /** The organisation that was acted for last. */
    table.text('laatste_agb')
    table.bigInteger('created_at').notNullable()
    table.bigInteger('changed_at').notNullable()
    table.bigInteger('version').notNullable()
  })
  await db.schema.createTable('account_netwerk', (table) => {
    table.text('nummer').notNullable()
    table.text('netwerk_mac').notNullable()
    table.bigInteger('at').notNullable()
    table.primary(['nummer', 'netwerk_mac'])
  })
}

const sessie = (db: Knex): Promise<void> =>
  db.schema.createTable('sessie', (table) => {
    /** SHA-256 of what the cookie holds, hex. */
    table.text('hash').primary()
    /** `account` or `meldcode`, and its number. */
    table.text('soort').notNullable()
    table.text('nummer').notNullable()
    /** Whom it acts for; empty: no organisation. */
    table.text('agb_code').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('seen_at').notNullable()
    table.bigInteger('ends_at').notNullable()
    table.bigInteger('ended_at')
    /** When a code of the second factor was last entered. */
    table.bigInteger('code_at')
    table.bigInteger('beveiligd_tot')
    table.binary('sleutel')
    table.index(['nummer'], 'sessie_nummer')
    table.index(['ends_at'], 'sessie_ends_at')
  })

const uitdaging = (db: Knex): Promise<void> =>
  db.schema.createTable('uitdaging', (table) => {
    /** SHA-256 of what the cookie holds, hex. */
    table.text('hash').primary()
    /** What it is an attempt at: `aanmelden` or `inrichten`. */
    table.text('doel').notNullable()
    /** Of the account; null: it is being made. */
    table.text('nummer')
    /** Id of the link it began with. */
    table.text('link')
    table.text('kanaal')
    table.text('code_mac')
    /** Where it goes on, and what was filled in until now. */
    table.binary('sealed').notNullable()
    table.integer('pogingen').notNullable()
    table.integer('verstuurd').notNullable()
    table.bigInteger('sent_at')
    table.bigInteger('created_at').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.bigInteger('ended_at')
    table.index(['valid_until'], 'uitdaging_valid_until')
    table.index(['link'], 'uitdaging_link')
  })

const link = (db: Knex): Promise<void> =>
  db.schema.createTable('link', (table) => {
    table.text('id').primary()
    table.text('soort').notNullable()
    /** The address, organisation and dienst it is for: of those one is live. */
    table.text('adres_mac').notNullable()
    table.text('agb_code').notNullable()
    table.text('dienst').notNullable()
    /** Of the account it is about; null: there is none yet. */
    table.text('nummer')
    /** Who asked for it: a number, `link`, or empty for whoever it is sent to. */
    table.text('door').notNullable()
    /** Name, address, telephone, and what else it carries. */
    table.binary('sealed').notNullable()
    table.integer('pogingen').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('valid_until').notNullable()
    table.bigInteger('used_at')
    table.bigInteger('revoked_at')
    table.index(['adres_mac', 'soort'], 'link_adres_mac')
    table.index(['agb_code', 'dienst', 'soort'], 'link_agb_code')
  })
