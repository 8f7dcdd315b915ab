import { expect, test } from '@jest/globals'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { beginRegisterImport } from '../../gateway/register/import.ts'
import { makeRegisterStore } from '../../gateway/register/store.ts'
import type { RegisterEntry } from '../../gateway/store/store.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'

const entry = (agbCode: AgbCode, change: Partial<RegisterEntry> = {}): RegisterEntry => ({
  agbCode,
  soort: 'zorgverlener',
  naam: `Naam ${agbCode}`,
  aanvang: '2020-01-01',
  einde: null,
  ...change,
})

let versions = 0

async function load(database: Database, entries: readonly RegisterEntry[]): Promise<void> {
  const into = beginRegisterImport(database, `v${(versions += 1)}`)
  await into.add(entries)
  await into.finish(versions)
}

eachDatabase('the AGB register on %s', (engine) => {
  const fresh = useDatabases(engine)

  const withRegister = async (
    entries: readonly RegisterEntry[],
    run: (
      register: ReturnType<typeof makeRegisterStore>,
      parts: { readonly database: Database; readonly clock: { now: number } },
    ) => Promise<void>,
  ): Promise<void> => {
    const database = openDatabase(await fresh(), { busyMs: 2_000 })
    await migrate(database)
    if (entries.length > 0) await load(database, entries)
    const clock = { now: 0 }
    await run(
      makeRegisterStore(database, () => clock.now),
      { database, clock },
    )
    await database.close()
  }

  test('of which nothing was imported knows nobody', async () => {
    await withRegister([], async (register) => {
      expect(await register.find(agb('12100001'))).toBeUndefined()
    })
  })

  test('gives an entry whole, whatever its dates', async () => {
    const ended = entry(agb('12100002'), { soort: 'praktijk', einde: '2021-01-01' })
    await withRegister([entry(agb('12100001')), ended], async (register) => {
      expect(await register.find(agb('12100001'))).toEqual(entry(agb('12100001')))
      expect(await register.find(agb('12100002'))).toEqual(ended)
      expect(await register.find(agb('12100003'))).toBeUndefined()
    })
  })

  test('remembers an entry, also that there is none, until the next import', async () => {
    await withRegister([entry(agb('12100001'))], async (register, { database, clock }) => {
      await register.find(agb('12100001'))
      await register.find(agb('12100002'))
      // What is remembered is not read: it does not show that the rows are gone.
      const { version } = (await database.reader('register_version').first()) as { version: string }
      await database.writer('register_entry').del()
      clock.now = 10_000
      expect(await register.find(agb('12100001'))).toBeDefined()
      expect(await register.find(agb('12100002'))).toBeUndefined()
      await database.writer('register_version').update({ version: `${version}, another` })
      clock.now = 20_000
      expect(await register.find(agb('12100001'))).toBeUndefined()
    })
  })

  test('looks at most twice a second whether there is another version', async () => {
    await withRegister([entry(agb('12100001'))], async (register, { database, clock }) => {
      expect(await register.find(agb('12100001'))).toBeDefined()
      await load(database, [entry(agb('12100001'), { naam: 'Nieuw' })])
      clock.now = 499
      expect(await register.find(agb('12100001'))).toMatchObject({ naam: 'Naam 12100001' })
      clock.now = 500
      expect(await register.find(agb('12100001'))).toMatchObject({ naam: 'Nieuw' })
    })
  })

  test('looks again when the clock went back', async () => {
    await withRegister([entry(agb('12100001'))], async (register, { database, clock }) => {
      clock.now = 10_000
      await register.find(agb('12100001'))
      await load(database, [entry(agb('12100001'), { naam: 'Nieuw' })])
      clock.now = 9_999
      expect(await register.find(agb('12100001'))).toMatchObject({ naam: 'Nieuw' })
    })
  })

  test('looks once when many ask at the same time', async () => {
    await withRegister([entry(agb('12100001'))], async (register, { database, clock }) => {
      const queries: string[] = []
      database.reader.on('query', ({ sql }: { sql: string }) => queries.push(sql))
      await Promise.all(Array.from({ length: 20 }, () => register.find(agb('12100001'))))
      expect(queries.filter((sql) => !sql.includes('register_entry'))).toHaveLength(1)
      clock.now = 100
      queries.length = 0
      await register.find(agb('12100001'))
      expect(queries).toEqual([])
    })
  })

  test('sees another version on a look-up too, and forgets what it remembered', async () => {
    await withRegister([entry(agb('12100001'))], async (register, { database }) => {
      expect(await register.find(agb('12100001'))).toMatchObject({ naam: 'Naam 12100001' })
      await load(database, [entry(agb('12100001'), { naam: 'Nieuw' }), entry(agb('12100002'))])
      // Within the half second, but this one was not remembered.
      expect(await register.find(agb('12100002'))).toBeDefined()
      expect(await register.find(agb('12100001'))).toMatchObject({ naam: 'Nieuw' })
    })
  })

  test('whose tables have no version row knows nobody', async () => {
    await withRegister([entry(agb('12100001'))], async (register, { database }) => {
      await database.writer('register_version').del()
      expect(await register.find(agb('12100001'))).toBeUndefined()
    })
  })

  test('that does not answer is SL505, without what was asked', async () => {
    await withRegister([entry(agb('12100001'))], async (register, { database }) => {
      await database.writer.schema.dropTable('register_version')
      const failed = await register.find(agb('12100001')).catch((error: unknown) => error)
      expect(failed).toMatchObject({ code: 'SL505' })
      expect(String((failed as Error).cause)).not.toContain('12100001')
    })
  })
})

const sqlite = useDatabases('sqlite')

test('the AGB register remembers 20,000 codes, and then forgets the first', async () => {
  const database = openDatabase(await sqlite(), { busyMs: 2_000 })
  await migrate(database)
  const register = makeRegisterStore(database, () => 0)
  const codes = Array.from({ length: 20_001 }, (_, n) => agb(String(20_000_000 + n)))
  for (const code of codes) await register.find(code)
  // The first was forgotten and is read again, the second is not.
  const queries: string[] = []
  database.reader.on('query', ({ sql }: { sql: string }) => queries.push(sql))
  await register.find(agb('20000001'))
  expect(queries).toEqual([])
  await register.find(agb('20000000'))
  expect(queries).toHaveLength(1)
  await database.close()
})
