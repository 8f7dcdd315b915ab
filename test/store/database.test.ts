import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { Knex } from 'knex'
import { databaseExists, durably, engineOf, openDatabase } from '../../gateway/store/database.ts'
import { isUnavailable, withoutValues } from '../../gateway/store/database-faults.ts'
import { rowsOf, runIn } from '../../gateway/store/rows.ts'
import { useDatabases } from '../support/databases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluis-database-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['sqlite:data/sluis.db', 'sqlite'],
  ['sqlite:/var/lib/sluis.db', 'sqlite'],
  ['postgres://user:secret@db/sluis', 'postgres'],
  ['postgresql://db/sluis', 'postgres'],
  ['sqlite:', undefined],
  ['sqlite::memory:', undefined],
  ['mysql://db/sluis', undefined],
  ['postgres://', undefined],
  ['', undefined],
])('the engine of %s is %s', (url, engine) => {
  expect(engineOf(url)).toBe(engine)
})

test('another URL is not opened, and not repeated in the error', () => {
  expect(() => openDatabase('mysql://user:secret@db')).toThrow(/^(?!.*secret)/)
})

describe('SQLite', () => {
  test('the folder and file are made, for their owner only', async () => {
    const file = join(folder, 'a', 'b', 'sluis.db')
    expect(databaseExists(`sqlite:${file}`)).toBe(false)
    const database = openDatabase(`sqlite:${file}`)
    await database.writer.raw('create table t (id integer)')
    for (const name of [file, `${file}-wal`, `${file}-shm`])
      expect(statSync(name).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700)
    expect(databaseExists(`sqlite:${file}`)).toBe(true)
    await database.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  test('transactions of the driver and of knex, asked at once, wait for each other and all come through', async () => {
    const database = openDatabase(`sqlite:${join(folder, 'direct.db')}`)
    await database.writer.raw('create table t (id integer)')
    const add = (id: number) =>
      database.direct(async (session) => {
        await new Promise(setImmediate)
        await runIn(session, 'insert into t values (?)', [id])
      })
    await Promise.all([add(0), add(1)])
    const byKnex = database.writer.transaction((trx) => trx('t').insert({ id: 3 }))
    await Promise.all([add(2), byKnex, add(4)])
    expect(await database.reader('t').orderBy('id').pluck('id')).toEqual([0, 1, 2, 3, 4])
    await database.close()
  })

  test.each([
    ['journal_mode', 'wal'],
    ['foreign_keys', 1],
    ['busy_timeout', 100],
    ['wal_autocheckpoint', 4000],
    ['secure_delete', 2],
  ])('%s is %s on every connection', async (pragma, value) => {
    const database = openDatabase(`sqlite:${join(folder, 'pragmas.db')}`)
    for (const db of [database.reader, database.writer]) {
      const [row] = rowsOf(await db.raw(`pragma ${pragma}`))
      expect(Object.values(row ?? {})).toEqual([value])
    }
    await database.close()
  })

  test('what is committed alone is on disk at once; what is written, when it was flushed', async () => {
    const database = openDatabase(`sqlite:${join(folder, 'synchronous.db')}`)
    const synchronous = async (db: Knex): Promise<unknown> =>
      Object.values(rowsOf(await db.raw('pragma synchronous'))[0] ?? {})
    expect([await synchronous(database.reader), await synchronous(database.writer)]).toEqual([
      [2],
      [1],
    ])
    await durably(database, async (trx) => {
      await trx.raw('create table t (id integer)')
    })
    await database.close()
  })

  test('flushes that come together do not take each other for failed', async () => {
    const file = join(folder, 'together.db')
    const database = openDatabase(`sqlite:${file}`)
    await database.writer.raw('create table t (id integer)')
    await Promise.all([database.flush(), database.flush(), database.flush()])
    const first = database.flush()
    await Promise.resolve()
    await Promise.all([first, database.flush()])
    // A log that was moved would be empty.
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
    const last = database.flush()
    await Promise.all([last, database.close()])
    await expect(database.flush()).rejects.toThrow('closed')
  })

  test('a log that cannot be flushed is told, and what it held is moved before the next', async () => {
    const file = join(folder, 'moved.db')
    const database = openDatabase(`sqlite:${file}`)
    await database.writer.raw('create table t (id integer)')
    await database.flush()
    renameSync(`${file}-wal`, `${file}-elsewhere`)
    await database.writer.raw('insert into t values (1)')
    await expect(database.flush()).rejects.toThrow()
    writeFileSync(`${file}-wal`, '')
    await expect(database.flush()).rejects.toThrow('is verplaatst of vervangen')
    renameSync(`${file}-elsewhere`, `${file}-wal`)
    await database.flush()
    await database.flush()
    expect(statSync(`${file}-wal`).size).toBe(0)
    await database.close()
  })

  test('what is no database is refused', async () => {
    const database = openDatabase(`sqlite:${join(import.meta.dirname, 'database.test.ts')}`)
    const asked = database.reader.raw('select 1 from t')
    await expect(asked).rejects.toMatchObject({ code: 'SQLITE_NOTADB' })
    await database.close()
  })
})

describe('PostgreSQL', () => {
  const fresh = useDatabases('postgres')

  test.each([
    ['application_name', 'sluis'],
    ['statement_timeout', '5s'],
    ['synchronous_commit', 'on'],
    ['idle_in_transaction_session_timeout', '5s'],
  ])('%s is %s', async (setting, value) => {
    const database = openDatabase(await fresh())
    expect(rowsOf(await database.reader.raw(`show ${setting}`))).toEqual([{ [setting]: value }])
    await database.close()
  })

  test('a server that commits before it is on disk does not for us', async () => {
    const url = await fresh()
    const before = openDatabase(url)
    const name = url.slice(url.lastIndexOf('/') + 1)
    await before.reader.raw('alter database ?? set synchronous_commit = off', [name])
    await before.close()
    const database = openDatabase(url)
    expect(rowsOf(await database.reader.raw('show synchronous_commit'))).toEqual([
      { synchronous_commit: 'on' },
    ])
    await database.close()
  })
})

const coded = (code: string): Error => Object.assign(new Error('x'), { code })

test.each<[string, unknown, boolean]>([
  ['a full disk', coded('SQLITE_FULL'), true],
  ['a failing disk', coded('SQLITE_IOERR_WRITE'), true],
  ['a connection that broke', coded('ECONNRESET'), true],
  ['a server that shuts down', coded('57P01'), true],
  ['a standby', coded('25006'), true],
  ['pg without a code', new Error('Connection terminated unexpectedly'), true],
  ['a unique constraint', coded('SQLITE_CONSTRAINT_UNIQUE'), false],
  ['a deadlock', coded('40P01'), false],
  ['a value that does not fit', coded('22021'), false],
  ['a mistake in a change', new TypeError('x is not a function'), false],
  ['what is no error', 'x', false],
])('%s: is the database unavailable? %#', (_, error, unavailable) => {
  expect(isUnavailable(error)).toBe(unavailable)
})

test('an error is told by its code alone', () => {
  const error = Object.assign(new Error('insert into t values ("geheim")'), { code: '22021' })
  expect(withoutValues(error).message).toBe('de database antwoordde 22021')
  expect(withoutValues(new TypeError('geheim')).message).toBe('de database antwoordde TypeError')
  expect(withoutValues('geheim').message).toBe('de database antwoordde unknown')
})
