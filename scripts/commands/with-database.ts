/** What commands on the database share: where they write, and how a database that fails is told. */
import { randomUUID } from 'node:crypto'
import { makeCommitQueue } from '../../gateway/store/commit.ts'
import type { CommitQueue } from '../../gateway/store/commit.ts'
import { databaseExists, openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { registerWriter } from '../../gateway/store/writers.ts'
import { isOfFile, isOfOutput, whatFailed } from './what-failed.ts'

/** Where a command writes: results, and problems and progress. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/**
 * Runs on a database and closes it. When it fails, its code is told (never its values) and the exit code is 2:
 * nothing was found out.
 */
export async function withDatabase(
  url: string,
  stderr: Streams['stderr'],
  run: (database: Database) => Promise<number>,
): Promise<number> {
  let database: Database
  try {
    database = openDatabase(url, { busyMs: 5_000, statementMs: 600_000 })
  } catch (error) {
    stderr.write(`de database kan niet worden geopend: ${whatFailed(error)}\n`)
    return 2
  }
  try {
    return await run(database)
  } catch (error) {
    const isOthers = isOfFile(error) || isOfOutput(error)
    stderr.write(`${isOthers ? '' : 'de database kan dit niet uitvoeren: '}${whatFailed(error)}\n`)
    return 2
  } finally {
    await database.close()
  }
}

/** Runs on a database that is there, or tells that there is none; makes none. */
export async function withExisting(
  url: string,
  stderr: Streams['stderr'],
  run: (database: Database) => Promise<number>,
): Promise<number> {
  if (databaseExists(url)) return withDatabase(url, stderr, run)
  stderr.write('er is geen database op de plaats die SLUIS_DATABASE noemt\n')
  return 2
}

/** Runs with the database, or without one when there is none yet. */
export const withReader = (
  url: string,
  stderr: Streams['stderr'],
  run: (database: Database | undefined) => Promise<number>,
): Promise<number> => (databaseExists(url) ? withDatabase(url, stderr, run) : run(undefined))

/** Where a command finds the database it changes, and the table without which that is of an older version. */
export interface Queued {
  readonly url: string
  readonly table: string
  /** Epoch ms. */
  readonly now: () => number
}

/** Runs with a queue of changes, as a writer of the audit of its own. */
export const withQueue = (
  { url, table, now }: Queued,
  stderr: Streams['stderr'],
  run: (database: Database, queue: CommitQueue) => Promise<number>,
): Promise<number> =>
  withExisting(url, stderr, async (database) => {
    if (!(await hasTable(database, table))) {
      stderr.write('deze database is van een oudere versie; start Sluis eerst\n')
      return 2
    }
    const writer = randomUUID()
    await registerWriter(database, writer, now())
    const queue = makeCommitQueue({ database, writer })
    try {
      return await run(database, queue)
    } finally {
      await queue.close()
    }
  })

/** Whether a database is as new as this table. */
export const hasTable = async (database: Database | undefined, table: string): Promise<boolean> =>
  database !== undefined && (await database.reader.schema.hasTable(table))

/** One line of JSON. */
export const writeJson = ({ stdout }: Streams, value: object): void => {
  stdout.write(`${JSON.stringify(value)}\n`)
}
