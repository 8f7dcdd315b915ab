/** What SQLite is made to do beside its statements: flush its log off the thread, and keep what it compiled. */
import { closeSync, fdatasync, fstatSync, openSync, statSync } from 'node:fs'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import type { Database as SqliteConnection } from 'better-sqlite3'
import type { Knex } from 'knex'

/** The write-ahead log of a database, which SQLite keeps beside it. */
export interface WriteAheadLog {
  /** Holds on to it; called once a connection has the database open. */
  readonly hold: () => void
  /**
   * Resolves when all that was committed before the call is on disk: what a commit with `synchronous = FULL`
   * does itself, but on a thread of the system. One runs at a time, and whoever asks while it does shares the
   * next. After one that failed nobody knows what of the log is on disk, and a later one may succeed without
   * it (the kernel forgets what it could not write): then the log is first moved to the database as a whole,
   * from what SQLite still has. Rejects once closed.
   */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Held {
  /** Keeps SQLite from taking the log away when the last other connection closes. */
  readonly connection: SqliteConnection
  readonly file: number
}

/** The log of the database in a file. `busyMs` is how long moving it may wait for others, on the thread. */
export function writeAheadLog(filename: string, busyMs: number): WriteAheadLog {
  const path = `${filename}-wal`
  let held: Held | undefined
  let suspect = false
  let closed = false
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const run = async (): Promise<void> => {
    // Without it no connection of ours was made: nothing was committed.
    if (held === undefined) return
    if (suspect) moveLog(held.connection)
    suspect = true
    await flushFile(held.file, path)
    suspect = false
  }
  const begin = (): Promise<void> => {
    next = undefined
    return (running = run())
  }
  return {
    hold: () => {
      held ??= holdLog(filename, path, busyMs)
    },
    flush: () => {
      if (closed) return Promise.reject(new Error('the database connection is closed'))
      return (next ??= running.then(begin, begin))
    },
    close: async () => {
      closed = true
      await (next ?? running).catch(() => undefined)
      if (held === undefined) return
      closeSync(held.file)
      held.connection.close()
      held = undefined
    },
  }
}

function holdLog(filename: string, path: string, busyMs: number): Held {
  const connection = new Sqlite(filename, { timeout: busyMs })
  try {
    // The first statement of a connection opens the log, and makes it when there is none.
    connection.pragma('user_version')
    return { connection, file: openSync(path, 'r+') }
  } catch (error) {
    connection.close()
    throw error
  }
}

const dataSync = promisify(fdatasync)

async function flushFile(file: number, path: string): Promise<void> {
  // A file that was moved or replaced while it is open is not what a restart will find.
  if (fstatSync(file).ino !== statSync(path).ino)
    throw new Error('het bestand van de database is verplaatst of vervangen; herstart Sluis')
  await dataSync(file)
}

function moveLog(connection: SqliteConnection): void {
  const [result] = connection.pragma('wal_checkpoint(truncate)') as readonly {
    readonly busy: number
  }[]
  if (result?.busy !== 0) throw new Error('the log of the database could not be moved')
}

const maxKept = 200

/** Keeps compiled statements of a connection: knex compiles each anew, and there are few. */
export function keepStatements(connection: SqliteConnection): void {
  const prepare = connection.prepare.bind(connection)
  const kept = new Map<string, ReturnType<typeof prepare>>()
  connection.prepare = ((sql: string) => {
    const known = kept.get(sql)
    if (known !== undefined) return known
    const statement = prepare(sql)
    if (kept.size >= maxKept) kept.clear()
    kept.set(sql, statement)
    return statement
  }) as typeof connection.prepare
}

interface Pool {
  acquireConnection(): Promise<SqliteConnection>
  releaseConnection(connection: SqliteConnection): Promise<void>
}

/** Transactions on the connection of `writer`, which everyone else waits for meanwhile. */
export const driverTransaction =
  (writer: Knex) =>
  async (work: (connection: SqliteConnection) => Promise<void>): Promise<void> => {
    const pool = writer.client as Pool
    const connection = await pool.acquireConnection()
    try {
      connection.prepare('begin immediate').run()
      await work(connection)
      connection.prepare('commit').run()
    } catch (error) {
      if (connection.inTransaction) connection.prepare('rollback').run()
      throw error
    } finally {
      await pool.releaseConnection(connection)
    }
  }
