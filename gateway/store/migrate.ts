/**
 * Brings the tables up to date: all migrations in one transaction, behind a lock that ends with its
 * process, so that two processes may start together and a crash half-way leaves nothing behind.
 */
import type { Knex } from 'knex'
import { firstRegistration } from '../audit/verify.ts'
import { openDatabase } from './database.ts'
import { codeOf, isBusy } from './database-faults.ts'
import type { Database, DatabaseLimits } from './database.ts'
import * as start from './migrations/0001-start.ts'
import * as beheer from './migrations/0002-beheer.ts'
import * as checkpoints from './migrations/0003-checkpoints.ts'
import * as quotum from './migrations/0004-quotum.ts'
import * as beleid from './migrations/0005-beleid.ts'
import * as systeemcertificaat from './migrations/0006-systeemcertificaat.ts'
import * as aflevering from './migrations/0007-aflevering.ts'
import * as klok from './migrations/0008-klok.ts'
import * as gebruikersbeheer from './migrations/0009-gebruikersbeheer.ts'
import * as toegang from './migrations/0010-toegang.ts'
import * as organisaties from './migrations/0011-organisaties.ts'
import * as dagelijks from './migrations/0012-dagelijks.ts'
import * as servicedesk from './migrations/0013-servicedesk.ts'
import * as gebruiktVanaf from './migrations/0015-gebruikt-vanaf.ts'
import * as sleutelpaar from './migrations/0017-sleutelpaar.ts'
import * as doorgang from './migrations/0018-doorgang.ts'
import * as overdracht from './migrations/0019-overdracht.ts'
import * as registerEinde from './migrations/0024-register-einde.ts'
import * as zonderLid from './migrations/0022-zonder-lid.ts'
import * as instroomMedewerker from './migrations/0026-instroom-medewerker.ts'
import * as zoeknaam from './migrations/0027-zoeknaam.ts'
import * as kanaal from './migrations/0028-kanaal.ts'

interface Migration {
  readonly name: string
  readonly up: (db: Knex) => Promise<void>
}

const migrations: readonly Migration[] = [
  start,
  beheer,
  checkpoints,
  quotum,
  beleid,
  systeemcertificaat,
  aflevering,
  klok,
  gebruikersbeheer,
  toegang,
  organisaties,
  dagelijks,
  servicedesk,
  gebruiktVanaf,
  sleutelpaar,
  doorgang,
  overdracht,
  zonderLid,
  registerEinde,
  instroomMedewerker,
  zoeknaam,
  kanaal,
]

const source: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: ({ name }) => name,
  getMigration: ({ up }) => Promise.resolve({ up, down: () => Promise.resolve() }),
}

/** Any number; the same in every version. */
const advisoryLock = 7_513_2018
const patienceMs = 30_000

/** Making tables, and waiting for a process that does, may take longer than any statement of a request. */
const statementMs = 15 * 60_000

/** Brings a database up to date, over a connection of its own. */
export async function migrateAt(url: string, limits: Partial<DatabaseLimits> = {}): Promise<void> {
  const database = openDatabase(url, { ...limits, statementMs, connections: 1 })
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
}

/** Makes what is missing. Waits while another process does the same, or uses a table that is to be changed. */
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
      if (!isHeldUp(error) || now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, isBusy(error) ? 50 : tableLockMs))
    }
  }
}

/**
 * How long a table that is in use is waited for on PostgreSQL, and how long it is left alone before the next
 * try: while one waits to change a table, everybody else waits for that table as well.
 */
const tableLockMs = 1_000
const deadlock = '40P01'
const lockNotAvailable = '55P03'

/** Whether others hold what is needed: nothing was done, and trying again makes sense. */
const isHeldUp = (error: unknown): boolean =>
  isBusy(error) || [deadlock, lockNotAvailable].includes(codeOf(error))

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
    await trx.raw(`set local lock_timeout = ${tableLockMs}`)
    return
  }
  // The first statement writes, so it takes SQLite's one write lock or says that it is busy.
  await trx.raw('create table if not exists migration_lock (id integer primary key)')
  await trx.raw('delete from migration_lock')
}
