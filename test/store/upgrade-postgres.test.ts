/**
 * A database of PostgreSQL that commit 3b9bc1e made with its own demo, opened by this version, with what the version of
 * then still writes beside it. As upgrade.test.ts has it for SQLite; the clock is the fixture's.
 */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { readFileSync } from 'node:fs'
import knexPackage from 'knex'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { makeKeyring } from '../../gateway/secrets/keys.ts'
import { openSealed } from '../../gateway/secrets/seal.ts'
import { readToken } from '../../gateway/secrets/start-token.ts'
import { auditVerify } from '../../scripts/commands/audit/verify.ts'
import { run } from '../scripts/commands/run.ts'
import { useDatabases } from '../support/databases.ts'
import { auditEvent, openTestStore } from './fixtures.ts'

/** The data key of the fixture: of these tests and of nothing else. */
const testKey = Buffer.from('sluis-test-fixture-key-3b9bc1e!!')
const keyring = makeKeyring([testKey])
/** A minute after what waits was posted; the link lives fifteen. */
const now = (): number => Date.parse('2026-11-29T12:19:20Z')
const waiting = {
  id: '0807cfb1-ce00-4f61-b706-e5007d7d262a',
  token: 'UwrB5AgHz7HOAE9htwblAH19JipE5up7zgtEU7HoD8POPp20',
}
const openedThen = 'c4d8cb8f-031c-427d-bf8f-9af57a9abd5d'

interface ColumnInfo {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly mustBeFilled: boolean
}

/** Every column of the database, in its order. */
const columnsOf = (db: Knex): Promise<readonly ColumnInfo[]> =>
  db<ColumnInfo>('information_schema.columns')
    .where('table_schema', 'public')
    .orderBy(['table_name', 'ordinal_position'])
    .select({
      table: 'table_name',
      column: 'column_name',
      type: 'data_type',
      mustBeFilled: db.raw("is_nullable = 'NO' and column_default is null"),
    })

describe('a postgres database of then', () => {
  const makeUrl = useDatabases('postgres')
  let url: string
  let db: Knex
  let before: readonly ColumnInfo[]

  beforeAll(async () => {
    url = await makeUrl()
    db = knexPackage.knex({ client: 'pg', connection: url })
    await db.raw(readFileSync('test/store/fixtures/sluis-3b9bc1e.sql', 'utf8'))
    before = await columnsOf(db)
    await (await openTestStore(url, { keyring, now })).close()
  })
  afterAll(() => db.destroy())

  test('keeps its tables and columns as they were, with none that the version of then must fill', async () => {
    const tables = new Set(before.map(({ table }) => table))
    const after = (await columnsOf(db)).filter(({ table }) => tables.has(table))
    const named = ({ table, column }: ColumnInfo): string => `${table}.${column}`
    const known = new Set(before.map(named))
    expect(after.filter((one) => known.has(named(one)))).toEqual(before)
    expect(after.filter((one) => !known.has(named(one)) && one.mustBeFilled)).toEqual([])
  })

  test('holds a link that is read, and opens what it was posted for, once', async () => {
    const store = await openTestStore(url, { keyring, now })
    expect(readToken(keyring, waiting.token)).toBe(waiting.id)
    const row = await store.instromen.find(waiting.id)
    const content = row?.sealed && openSealed({ keyring, use: 'message' }, row.id, row.sealed)
    expect(JSON.parse(String(content))).toMatchObject({
      bericht: expect.stringContaining('"HIS-wacht"') as unknown,
      systeem: { gebruikersnummer: '90000001', agbCode: '12000001' },
    })
    const event = auditEvent({ gebeurtenis: 'instroom-openen' })
    const open = (nummer: string) =>
      store.instromen.open(
        waiting.id,
        { gebruikersnummer: gebruikersnr(nummer), at: now() },
        () => event,
      )
    expect(await open('10000001')).toMatchObject({ openedBy: '10000001' })
    expect(await open('10000003')).toMatchObject({ openedBy: '10000001' })
    expect(await store.instromen.find(openedThen)).toMatchObject({ openedBy: '10000001' })
    await store.close()
  })

  test('takes what the version of then writes beside this one, and this one reads it', async () => {
    const id = '0807cfb1-ce00-4f61-b706-000000000000'
    const own = before
      .filter(({ table }) => table === 'instroom')
      .map(({ column }) => `"${column}"`)
    const copied = own.map((column) =>
      column === '"id"' ? `'${id}'` : column === '"referentie"' ? `'HIS-ernaast'` : column,
    )
    await db.raw(
      `insert into instroom (${own.join(', ')}) select ${copied.join(', ')} from instroom where id = '${openedThen}'`,
    )
    const store = await openTestStore(url, { keyring, now })
    expect(await store.instromen.find(id)).toMatchObject({
      referentie: 'HIS-ernaast',
      openedBy: '10000001',
    })
    await store.close()
  })

  test('has an audit that is whole', async () => {
    const verified = await run((streams) =>
      auditVerify({ database: url, dataKey: testKey.toString('base64'), json: true }, streams),
    )
    expect(JSON.parse(verified.stdout)).toMatchObject({ klopt: true, problemen: [] })
  })
})
