import { expect, test } from '@jest/globals'
import Sqlite from 'better-sqlite3'
import { openDatabase } from '../../gateway/store/database.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { newInstroom, auditEvent, openTestStore } from './fixtures.ts'

eachDatabase('migrations on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('ten processes that start together make the tables once', async () => {
    const url = await fresh()
    const stores = await Promise.all(Array.from({ length: 10 }, () => openTestStore(url)))
    for (const store of stores)
      expect((await store.instromen.post(newInstroom(), () => auditEvent())).kind).toBe('nieuw')
    for (const store of stores) await store.close()
    const database = openDatabase(url)
    const names = (await database.reader('knex_migrations').pluck('name')) as string[]
    expect(names[0]).toBe('0001-start')
    expect(new Set(names).size).toBe(names.length)
    expect(await database.reader('audit_writer').max({ seq: 'seq' }).first()).toEqual({ seq: 10 })
    await database.close()
  })

  test('running again changes nothing', async () => {
    const database = openDatabase(await fresh())
    await migrate(database)
    await database.writer('audit_writers').where('id', 1).update({ count: 7 })
    await migrate(database)
    expect(await database.reader('audit_writers').select('count')).toEqual([{ count: 7 }])
    await database.close()
  })

  test('a database that a newer version migrated is no fault', async () => {
    const url = await fresh()
    const database = openDatabase(url)
    await migrate(database)
    await database.writer('knex_migrations').insert({ name: '9999-later', batch: 2 })
    await database.writer.schema.alterTable('instroom', (table) => {
      table.text('added_later')
    })
    await database.close()
    const store = await openTestStore(url)
    const row = newInstroom()
    await store.instromen.post(row, () => auditEvent())
    expect(await store.instromen.find(row.id)).toMatchObject({ id: row.id })
    await store.close()
  })
})

const sqlite = useDatabases('sqlite')

test('a migration waits for a process that holds the lock of SQLite', async () => {
  const url = await sqlite()
  const database = openDatabase(url, { busyMs: 10 })
  const other = new Sqlite(url.slice('sqlite:'.length))
  other.pragma('journal_mode = WAL')
  other.exec('begin immediate')
  const migrated = migrate(database)
  await new Promise((resolve) => setTimeout(resolve, 200))
  other.exec('commit')
  other.close()
  await migrated
  expect(await database.reader('audit_writers').select('count')).toEqual([{ count: 0 }])
  await database.close()
})

test('a migration that cannot get the lock says so in the end', async () => {
  const url = await sqlite()
  const database = openDatabase(url, { busyMs: 10 })
  const other = new Sqlite(url.slice('sqlite:'.length))
  other.pragma('journal_mode = WAL')
  other.exec('begin immediate')
  let now = 0
  await expect(migrate(database, () => (now += 20_000))).rejects.toMatchObject({
    code: 'SQLITE_BUSY',
  })
  other.close()
  await database.close()
})
