/** What SQLite is made to do beside its statements: flush its log off the thread, and keep what it compiled. */
import { closeSync, fdatasync, fstatSync, openSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import type { Database as SqliteConnection } from 'better-sqlite3'
import type { Knex } from 'knex'
import { isBusy } from './database-faults.ts'

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
  /** Which file it is, whatever its name leads to later. */
  readonly inode: number
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
    await flushFile(held, path)
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
    const file = openSync(path, 'r+')
    return { connection, file, inode: fstatSync(file).ino }
  } catch (error) {
    connection.close()
    throw error
  }
}

function flushFile({ file, inode }: Held, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // A file that was moved or replaced while it is open is not what a restart will find.
    if (statSync(path).ino !== inode)
      throw new Error('het bestand van de database is verplaatst of vervangen; herstart Sluis')
    fdatasync(file, (error) => {
      if (error === null) resolve()
      else reject(error)
    })
  })
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
  destroy(): Promise<void>
}

/**
 * Transactions on the connection of `writer`, which everyone else waits for meanwhile. `busyMs` is how long one waits for
 * the lock of another process, beside the thread.
 */
export function driverTransaction(
  writer: Knex,
  busyMs: number,
): (work: (connection: SqliteConnection) => Promise<void>) => Promise<void> {
  const kept = keptConnection(writer, busyMs)
  return async (work) => {
    const connection = await kept.take()
    let isGood = false
    try {
      await begin(connection, busyMs)
      await work(connection)
      connection.prepare('commit').run()
      isGood = true
    } catch (error) {
      if (connection.inTransaction) connection.prepare('rollback').run()
      throw error
    } finally {
      await kept.done(connection, isGood)
    }
  }
}

interface KeptConnection {
  readonly take: () => Promise<SqliteConnection>
  readonly done: (connection: SqliteConnection, isGood: boolean) => Promise<void>
}

/**
 * Between two transactions the connection is kept out of the pool, where taking and giving back costs more than the
 * statements, until somebody else asks for it.
 */
function keptConnection(writer: Knex, busyMs: number): KeptConnection {
  const pool = writer.client as Pool
  const acquire = pool.acquireConnection.bind(pool)
  const destroy = pool.destroy.bind(pool)
  let idle: SqliteConnection | undefined
  let asked = 0
  const release = async (connection: SqliteConnection): Promise<void> => {
    waitOnThread(connection, busyMs)
    await pool.releaseConnection(connection)
  }
  const giveBack = async (): Promise<void> => {
    const connection = idle
    idle = undefined
    if (connection !== undefined) await release(connection)
  }
  pool.acquireConnection = async () => {
    asked++
    try {
      await giveBack()
      return await acquire()
    } finally {
      asked--
    }
  }
  pool.destroy = async () => {
    await giveBack()
    await destroy()
  }
  return {
    take: async () => {
      const connection = idle
      idle = undefined
      if (connection !== undefined) return connection
      // Who waits here counts as asking too, or another transaction would keep the connection from it.
      const acquired = await pool.acquireConnection()
      waitOnThread(acquired, 0)
      return acquired
    },
    done: async (connection, isGood) => {
      if (isGood && asked === 0) idle = connection
      else await release(connection)
    },
  }
}

/** How long a statement of a connection itself waits for a lock: then nothing else runs. */
function waitOnThread(connection: SqliteConnection, ms: number): void {
  if (connection.open) connection.pragma(`busy_timeout = ${String(ms)}`)
}

/**
 * Takes the one write lock. Where another process has it the thread goes on with what else there is: SQLite would sleep
 * on it, longer each time, and all requests of this process with it.
 */
async function begin(connection: SqliteConnection, busyMs: number): Promise<void> {
  const until = performance.now() + busyMs
  for (;;) {
    try {
      connection.prepare('begin immediate').run()
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}
