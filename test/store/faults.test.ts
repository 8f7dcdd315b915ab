import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import Sqlite from 'better-sqlite3'
import { Refusal } from '../../gateway/errors.ts'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { recordAlone } from '../../gateway/store/audit-append.ts'
import type { BatchChange } from '../../gateway/store/batch.ts'
import { makeCommitQueue } from '../../gateway/store/commit.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { makeInstroomStore } from '../../gateway/instroom/store.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { registerWriter } from '../../gateway/store/writers.ts'
import { useDatabases } from '../support/databases.ts'
import { auditEvent, newInstroom, noon } from './fixtures.ts'

const audit = () => auditEvent()

/** The client of one transaction, as far as a test breaks it. */
interface Queries {
  query: (connection: unknown, statement: unknown) => Promise<unknown>
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function start(url: string, { busyMs = 20 } = {}) {
  const database = openDatabase(url, { busyMs, statementMs: 2_000 })
  await migrate(database)
  const writer = randomUUID()
  await registerWriter(database, writer, noon)
  const queue = makeCommitQueue({ database, writer })
  const instromen = makeInstroomStore(database, queue)
  closing.push(async () => {
    await queue.close()
    await database.close()
  })
  const post = async (row = newInstroom()) => {
    try {
      return { row, code: (await instromen.post(row, audit)).kind }
    } catch (error) {
      return { row, code: error instanceof Refusal ? error.code : 'no refusal' }
    }
  }
  const check = async () => {
    const { rows, findings } = await verifyAudit(database)
    expect(findings).toEqual([])
    return rows
  }
  return { database, queue, instromen, post, check }
}

describe('SQLite that fails', () => {
  const fresh = useDatabases('sqlite')
  const fileOf = (url: string) => url.slice('sqlite:'.length)

  test('a lock of another process is waited for', async () => {
    const url = await fresh()
    const { post, check } = await start(url)
    const other = new Sqlite(fileOf(url))
    other.exec('begin immediate')
    const posted = post()
    await new Promise((resolve) => setTimeout(resolve, 300))
    other.exec('commit')
    other.close()
    expect(await posted).toMatchObject({ code: 'nieuw' })
    expect(await check()).toBe(1)
  })

  test('who waits for the lock of another process goes on with everything else meanwhile', async () => {
    const url = await fresh()
    const { post, check } = await start(url, { busyMs: 5_000 })
    const other = new Sqlite(fileOf(url))
    other.exec('begin immediate')
    const posted = post()
    // On the very thread that waits: were it to stand still, nobody would let go of the lock.
    await new Promise((resolve) => setTimeout(resolve, 50))
    other.exec('commit')
    other.close()
    expect(await posted).toMatchObject({ code: 'nieuw' })
    expect(await check()).toBe(1)
  })

  test('a lock of another process is waited for by what a command records', async () => {
    const url = await fresh()
    const { database, check } = await start(url)
    const other = new Sqlite(fileOf(url))
    other.exec('begin immediate')
    const recorded = recordAlone(database, { writer: randomUUID(), at: noon }, auditEvent())
    await new Promise((resolve) => setTimeout(resolve, 300))
    other.exec('commit')
    other.close()
    await recorded
    expect(await check()).toBe(1)
  })

  test('a lock that lasts is SL505, and when it ends all is well', async () => {
    const url = await fresh()
    const { post, check } = await start(url)
    const other = new Sqlite(fileOf(url))
    other.exec('begin exclusive')
    const refused = await Promise.all([post(), post()])
    expect(refused.map(({ code }) => code)).toEqual(['SL505', 'SL505'])
    other.exec('commit')
    other.close()
    expect(await post()).toMatchObject({ code: 'nieuw' })
    expect(await check()).toBe(1)
  })

  test('a disk that is full is SL505, nothing is half there, and with room all is well', async () => {
    const { database, queue, post, check } = await start(await fresh())
    await database.writer.raw('create table note (text text)')
    const fill: BatchChange<number, number> = async (db, inputs) => {
      const [{ page_count: pages }] = (await db.raw('pragma page_count')) as [
        { page_count: number },
      ]
      await db.raw(`pragma max_page_count = ${pages + 2}`)
      for (const size of inputs) await db('note').insert({ text: 'x'.repeat(size) })
      return inputs
    }
    await expect(queue.commit(fill, 50_000, audit)).rejects.toMatchObject({ code: 'SL505' })
    expect(await database.reader('note')).toEqual([])
    expect((await post()).code).toBe('nieuw')
    expect(await queue.commit(fill, 10)).toBe(10)
    expect(await check()).toBe(1)
  })

  test('a file that is read-only is SL505, and can be read', async () => {
    const { database, instromen, post } = await start(await fresh())
    const { row } = await post()
    const readOnly: BatchChange<null, null> = async (db, inputs) => {
      await db.raw('pragma query_only = 1')
      await db('instroom').del()
      return inputs
    }
    const queue = makeCommitQueue({ database, writer: 'nobody' })
    await expect(queue.commit(readOnly, null)).rejects.toMatchObject({ code: 'SL505' })
    expect((await instromen.find(row.id))?.id).toBe(row.id)
    expect((await post()).code).toBe('nieuw')
  })

  test('a connection that was closed is opened again', async () => {
    const { database, post, check } = await start(await fresh())
    const client = database.writer.client as {
      acquireConnection(): Promise<{ close(): void }>
      releaseConnection(connection: unknown): Promise<void>
    }
    const connection = await client.acquireConnection()
    connection.close()
    await client.releaseConnection(connection)
    expect((await post()).code).toBe('nieuw')
    expect(await check()).toBe(1)
  })

  test('a COMMIT that fails leaves no transaction open behind it', async () => {
    const { database, queue, post, check } = await start(await fresh())
    await database.writer.raw(
      'create table child (id integer references parent (id) deferrable initially deferred)',
    )
    await database.writer.raw('create table parent (id integer primary key)')
    const orphan: BatchChange<number, number> = async (db, inputs) => {
      await db('child').insert({ id: 1 })
      return inputs
    }
    await expect(queue.commit(orphan, 1)).rejects.toMatchObject({ code: 'SL505' })
    expect((await post()).code).toBe('nieuw')
    expect(await check()).toBe(1)
  })

  test('a writer that is not registered can write nothing', async () => {
    const { database, instromen } = await start(await fresh())
    const stranger = makeCommitQueue({ database, writer: 'nobody' })
    const row = newInstroom()
    const posted = makeInstroomStore(database, stranger).post(row, audit)
    await expect(posted).rejects.toMatchObject({ code: 'SL505' })
    expect(await instromen.find(row.id)).toBeUndefined()
  })
})

describe('PostgreSQL that fails', () => {
  const fresh = useDatabases('postgres')

  /** Ends every other connection to the database, as a server that restarts does. */
  async function killConnections(url: string): Promise<void> {
    const admin = openDatabase(url)
    await admin.reader.raw(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await admin.close()
  }

  test('connections killed under load: each post is there exactly when it was answered, or was SL505', async () => {
    const url = await fresh()
    const { instromen, post, check } = await start(url)
    const until = performance.now() + 2_000
    const posted: Awaited<ReturnType<typeof post>>[] = []
    const poster = async () => {
      while (performance.now() < until) posted.push(await post())
    }
    const killer = async () => {
      while (performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        await killConnections(url)
      }
    }
    await Promise.all([killer(), ...Array.from({ length: 8 }, poster)])
    const stored = posted.filter(({ code }) => code === 'nieuw')
    expect(new Set(posted.map(({ code }) => code))).toEqual(
      new Set(stored.length === posted.length ? ['nieuw'] : ['nieuw', 'SL505']),
    )
    for (const { row } of stored) expect(await instromen.find(row.id)).toBeDefined()
    expect(await check()).toBeGreaterThanOrEqual(stored.length)
    expect((await post()).code).toBe('nieuw')
  })

  test('a connection killed in mid-batch: the batch is tried again and nothing is there twice', async () => {
    const url = await fresh()
    const { database, queue, check } = await start(url)
    await database.writer.raw('create table note (text text)')
    let tries = 0
    const dying: BatchChange<string, string> = async (db, inputs) => {
      await db('note').insert(inputs.map((text) => ({ text })))
      tries += 1
      if (tries === 1) await killConnections(url)
      return inputs
    }
    const made = ['a', 'b'].map((text) => queue.commit(dying, text, audit))
    expect(await Promise.all(made)).toEqual(['a', 'b'])
    expect(tries).toBe(2)
    expect(await database.reader('note').orderBy('text')).toEqual([{ text: 'a' }, { text: 'b' }])
    expect(await check()).toBe(2)
  })

  test('a COMMIT whose answer was lost counts when it is found to have happened', async () => {
    const url = await fresh()
    const { database, queue, check } = await start(url)
    await database.writer.raw('create table note (text text)')
    // The server commits, and the client never hears of it.
    let lost = 0
    const losing: BatchChange<string, string> = async (db, inputs) => {
      await db('note').insert(inputs.map((text) => ({ text })))
      const client = db.client as Queries
      const query = client.query.bind(client)
      client.query = async (connection, statement) => {
        const result = await query(connection, statement)
        if (statement !== 'COMMIT;') return result
        lost += 1
        throw new Error('Connection terminated unexpectedly')
      }
      return inputs
    }
    expect(await queue.commit(losing, 'a', audit)).toBe('a')
    expect(lost).toBe(1)
    expect(await database.reader('note')).toEqual([{ text: 'a' }])
    expect(await check()).toBe(1)
  })

  test('a database that is away is SL505, and when it is back all is well', async () => {
    const url = await fresh()
    const { instromen, post, check } = await start(url)
    const server = openDatabase(`${url.slice(0, url.lastIndexOf('/'))}/postgres`)
    const name = url.slice(url.lastIndexOf('/') + 1)
    await server.reader.raw('alter database ?? allow_connections false', [name])
    await server.reader.raw(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = ?',
      [name],
    )
    const refused = await Promise.all([post(), post()])
    expect(refused.map(({ code }) => code)).toEqual(['SL505', 'SL505'])
    await expect(instromen.find('x')).rejects.toMatchObject({ code: 'SL505' })
    await server.reader.raw('alter database ?? allow_connections true', [name])
    expect((await post()).code).toBe('nieuw')
    expect(await check()).toBe(1)
    await server.close()
  })

  test('a statement that takes too long is SL505', async () => {
    const { queue, post } = await start(await fresh())
    const slow: BatchChange<null, null> = async (db, inputs) => {
      await db.raw('select pg_sleep(20)')
      return inputs
    }
    await expect(queue.commit(slow, null)).rejects.toMatchObject({ code: 'SL505' })
    expect((await post()).code).toBe('nieuw')
  })
})
