import { expect, test } from '@jest/globals'
import Sqlite from 'better-sqlite3'
import { registrationHash } from '../../gateway/audit/chain.ts'
import { firstRegistration } from '../../gateway/audit/verify.ts'
import { recordOnce } from '../../gateway/store/audit-append.ts'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { whenFree } from '../../gateway/store/patience.ts'
import { registerWriter } from '../../gateway/store/writers.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, noon } from './fixtures.ts'

eachDatabase('writers on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('are registered one behind the other, each with the hash of the one before', async () => {
    const database = openDatabase(await fresh())
    await migrate(database)
    await Promise.all(['a', 'b', 'c'].map((id) => registerWriter(database, id, noon)))
    const rows = (await database.reader('audit_writer').orderBy('seq')) as {
      id: string
      seq: number
      hash: string
    }[]
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3])
    let previous = firstRegistration
    for (const { id, seq, hash } of rows) {
      expect(hash).toBe(registrationHash(previous, { id, seq, startedAt: noon }))
      previous = hash
    }
    expect((await verifyAudit(database)).findings).toEqual([])
    await database.close()
  })

  test('have each a name of their own', async () => {
    const database = openDatabase(await fresh())
    await migrate(database)
    await registerWriter(database, 'a', noon)
    await expect(registerWriter(database, 'a', noon)).rejects.toMatchObject({
      code: expect.stringMatching(/^(SQLITE_CONSTRAINT|23505)/),
    })
    expect(await verifyAudit(database)).toMatchObject({ writers: 1, findings: [] })
    await database.close()
  })

  test('need a register', async () => {
    const database = openDatabase(await fresh())
    await migrate(database)
    await database.writer('audit_writers').del()
    await expect(registerWriter(database, 'a', noon)).rejects.toThrow('no register of writers')
    await database.close()
  })

  test('of one event are there with it, or not at all', async () => {
    const database = openDatabase(await fresh())
    await migrate(database)
    const record = (writer: string, fails: boolean) =>
      database.writer.transaction(async (trx) => {
        await recordOnce(trx, { writer, at: noon }, auditEvent())
        if (fails) throw new Error('what was to be recorded failed')
      })
    await record('a', false)
    await expect(record('b', true)).rejects.toThrow('failed')
    expect(await verifyAudit(database)).toMatchObject({ writers: 1, rows: 1, findings: [] })
    await database.close()
  })
})

const sqlite = useDatabases('sqlite')

test('a registration waits for a process that holds the lock of SQLite', async () => {
  const url = await sqlite()
  const database = openDatabase(url, { busyMs: 10 })
  await migrate(database)
  const other = new Sqlite(url.slice('sqlite:'.length))
  other.exec('begin immediate')
  const registered = registerWriter(database, 'a', noon)
  await new Promise((resolve) => setTimeout(resolve, 100))
  other.exec('commit')
  other.close()
  await registered
  expect(await verifyAudit(database)).toMatchObject({ writers: 1, findings: [] })
  await database.close()
})

test('who waits for a lock gives up in the end, and does not wait for anything else', async () => {
  const busy = Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' })
  let tries = 0
  let now = 0
  const failing = (error: Error) => () => {
    tries += 1
    return Promise.reject(error)
  }
  await expect(whenFree(failing(busy), 100, () => (now += 60))).rejects.toBe(busy)
  expect(tries).toBe(2)
  const other = new Error('other')
  await expect(whenFree(failing(other), 100)).rejects.toBe(other)
  expect(tries).toBe(3)
})
