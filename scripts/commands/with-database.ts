/** What commands on the database share: where they write, and how a database that fails is told. */
import { codeOf, openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'

/** Where a command writes: results, and problems and progress. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** Runs on a database and closes it. When it fails, its code is told (never its values) and the exit code is 1. */
export async function withDatabase(
  url: string,
  stderr: Streams['stderr'],
  run: (database: Database) => Promise<number>,
): Promise<number> {
  const database = openDatabase(url, { busyMs: 5_000, statementMs: 60_000 })
  try {
    return await run(database)
  } catch (error) {
    stderr.write(`de database kan dit niet uitvoeren (${codeOf(error)})\n`)
    return 1
  } finally {
    await database.close()
  }
}
