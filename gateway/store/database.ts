/**
 * Opens the database named by SLUIS_DATABASE: SQLite in a file, or PostgreSQL. The two are used alike; what
 * differs is in this file, in `rows.ts` and in the first migration.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import knexPackage from 'knex'
import type { Knex } from 'knex'
import type { Database as SqliteConnection } from 'better-sqlite3'
import { postgresAddress } from './postgres-tls.ts'
import type { Session } from './rows.ts'
import { driverTransaction, keepStatements, writeAheadLog } from './sqlite.ts'

// A CommonJS package whose names Node does not see.
const { knex } = knexPackage

export type Engine = 'sqlite' | 'postgres'

/** An open database. */
export interface Database {
  readonly engine: Engine
  /** For reading, and for transactions of their own. */
  readonly reader: Knex
  /** Where is written; on SQLite one connection, and nothing is on disk before {@link flush}. */
  readonly writer: Knex
  /** One transaction of `writer` that does nothing but statements; on SQLite without knex in between. */
  readonly direct: (work: (session: Session) => Promise<void>) => Promise<void>
  /**
   * Resolves when all that `writer` committed so far is on disk. On SQLite its COMMIT does not wait for the
   * disk, which would stop the thread for milliseconds; this does, beside the thread.
   */
  readonly flush: () => Promise<void>
  close(): Promise<void>
}

/** How long statements may take, in milliseconds. */
export interface DatabaseLimits {
  /** SQLite: how long a statement waits for another process's lock. It blocks the thread. */
  readonly busyMs: number
  /** PostgreSQL: statement_timeout. */
  readonly statementMs: number
  /** PostgreSQL: connections at most. */
  readonly connections: number
}

/** A transaction of its own, on disk when it resolves. */
export async function durably<T>(
  { writer, flush }: Pick<Database, 'writer' | 'flush'>,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  const result = await writer.transaction(work)
  await flush()
  return result
}

const gatewayLimits: DatabaseLimits = { busyMs: 100, statementMs: 5_000, connections: 10 }

/** The engine of a database URL, or undefined when it is not one. */
export function engineOf(url: string): Engine | undefined {
  if (/^postgres(ql)?:\/\/./.test(url)) return 'postgres'
  return /^sqlite:[^:?]/.test(url) ? 'sqlite' : undefined
}

const fileOf = (url: string): string => resolve(url.slice('sqlite:'.length))

/** Whether the file of a SQLite database is there; of a PostgreSQL database that shows when it is used. */
export const databaseExists = (url: string): boolean =>
  engineOf(url) !== 'sqlite' || existsSync(fileOf(url))

/** Opens `sqlite:<path>` (folder and file are made) or `postgres://…`. Connects when first used. */
export function openDatabase(url: string, limits: Partial<DatabaseLimits> = {}): Database {
  const all = { ...gatewayLimits, ...limits }
  switch (engineOf(url)) {
    case 'sqlite':
      return openSqlite(fileOf(url), all)
    case 'postgres':
      return openPostgres(url, all)
    case undefined:
      throw new Error('the database is neither sqlite:<path> nor postgres://…')
  }
}

/** knex writes to stdout by itself, with values in it; what fails is told by a rejection. */
const log = {
  warn: () => undefined,
  error: () => undefined,
  deprecate: () => undefined,
  debug: () => undefined,
}

function openSqlite(filename: string, limits: DatabaseLimits): Database {
  mkdirSync(dirname(filename), { recursive: true, mode: 0o700 })
  // SQLite gives its -wal and -shm files the mode of the database. One that is there is not touched: closing any
  // descriptor of a file drops the locks that this process has on it, and then the next `sqlite3` takes the log away.
  if (!existsSync(filename)) closeSync(openSync(filename, 'a', 0o600))
  const wal = writeAheadLog(filename, limits.busyMs)
  const connect = (max: number, synchronous: 'FULL' | 'NORMAL', opened?: () => void): Knex =>
    knex({
      client: 'better-sqlite3',
      log,
      connection: { filename },
      useNullAsDefault: true,
      acquireConnectionTimeout: 5_000,
      pool: { min: 0, max, afterCreate: settle(limits, synchronous, opened) },
    })
  // FULL: a commit is on disk before it returns, also in WAL. NORMAL: once the WAL was flushed.
  const [reader, writer] = [connect(2, 'FULL'), connect(1, 'NORMAL', wal.hold)]
  const close = async (): Promise<void> => {
    await writer.destroy()
    await reader.destroy()
    await wal.close()
  }
  return {
    engine: 'sqlite',
    reader,
    writer,
    direct: driverTransaction(writer, limits.busyMs),
    flush: wal.flush,
    close,
  }
}

/** Settings of a SQLite connection. */
const settle =
  ({ busyMs }: DatabaseLimits, synchronous: 'FULL' | 'NORMAL', opened?: () => void) =>
  (connection: SqliteConnection, done: (error: unknown, connection: SqliteConnection) => void) => {
    try {
      for (const pragma of [
        `busy_timeout = ${busyMs}`,
        'journal_mode = WAL',
        `synchronous = ${synchronous}`,
        'foreign_keys = ON',
        // 16 MiB: a checkpoint every few thousand instromen, and a file that does not stay large.
        'wal_autocheckpoint = 4000',
        'journal_size_limit = 67108864',
        // Deleted content is overwritten where that costs no extra write.
        'secure_delete = FAST',
      ])
        connection.pragma(pragma)
      keepStatements(connection)
      opened?.()
      done(null, connection)
    } catch (error) {
      done(error, connection)
    }
  }

function openPostgres(url: string, limits: DatabaseLimits): Database {
  const db = knex({
    client: 'pg',
    log,
    acquireConnectionTimeout: 3_000,
    connection: {
      ...postgresAddress(url),
      application_name: 'sluis',
      connectionTimeoutMillis: 2_000,
      statement_timeout: limits.statementMs,
      // The server may be gone without a word: then the client gives up by itself.
      query_timeout: limits.statementMs + 1_000,
      // A process that stalls halfway holds its practices' quota rows until the server ends its session.
      idle_in_transaction_session_timeout: limits.statementMs,
      keepAlive: true,
    },
    pool: { min: 0, max: limits.connections, afterCreate: assureDurable },
  })
  return {
    engine: 'postgres',
    reader: db,
    writer: db,
    direct: (work) => db.transaction(work),
    flush: () => Promise.resolve(),
    close: () => db.destroy(),
  }
}

interface PostgresConnection {
  query(sql: string, done: (error: unknown) => void): void
}

/** A server that answers before the commit is on disk does so to others; here `off` becomes `on`. */
const assureDurable = (
  connection: PostgresConnection,
  done: (error: unknown, connection: PostgresConnection) => void,
): void => {
  const sql =
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
  connection.query(sql, (error) => {
    done(error, connection)
  })
}
