/**
 * Brings the tables up to date: all migrations in one transaction, behind a lock that ends with its
 * process, so that two processes may start together and a crash half-way leaves nothing behind.
 */
import type { Knex } from 'knex'
import { firstRegistration } from '../audit/verify.ts'
import { isBusy } from './database.ts'
import type { Database } from './database.ts'
import * as start from './migrations/0001-start.ts'
import * as beheer from './migrations/0002-beheer.ts'
import * as checkpoints from './migrations/0003-checkpoints.ts'
import * as quotum from './migrations/0004-quotum.ts'
import * as beleid from './migrations/0005-beleid.ts'

interface Migration {
  readonly name: string
  readonly up: (db: Knex) => Promise<void>
}

const migrations: readonly Migration[] = [start, beheer, checkpoints, quotum, beleid]

const source: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: ({ name }) => name,
  getMigration: ({ up }) => Promise.resolve({ up, down: () => Promise.resolve() }),
}

/** Any number; the same in every version. */
const advisoryLock = 7_513_2018
const patienceMs = 30_000

/** Makes what is missing. Waits while another process does the same. */
export async function migrate(
  database: Database,
  now: () => number = () => performance.now(),
): Promise<void> {
  const until = now() + patienceMs
  for (;;) {
    try {
      await database.writer.transaction((trx) => migrateIn(trx, database))
      return
    } catch (error) {
      if (!isBusy(error) || now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function migrateIn(trx: Knex.Transaction, { engine }: Database): Promise<void> {
  await lock(trx, engine)
  // An older version that starts later knows fewer migrations than the database has: that is no fault.
  await trx.migrate.latest({ migrationSource: source, disableMigrationsListValidation: true })
  await trx('audit_writers')
    .insert({ id: 1, count: 0, hash: firstRegistration })
    .onConflict('id')
    .ignore()
  await trx('register_version')
    .insert({ id: 1, version: '', entries: 0, imported_at: 0 })
    .onConflict('id')
    .ignore()
}

async function lock(trx: Knex.Transaction, engine: Database['engine']): Promise<void> {
  if (engine === 'postgres') {
    await trx.raw('set local statement_timeout = 0')
    await trx.raw('set local lock_timeout = 0')
    await trx.raw('select pg_advisory_xact_lock(?)', [advisoryLock])
    return
  }
  // The first statement writes, so it takes SQLite's one write lock or says that it is busy.
  await trx.raw('create table if not exists migration_lock (id integer primary key)')
  await trx.raw('delete from migration_lock')
}
