/** The rules of docs/adr/0008: what a migration may do, and that a process of before it goes on working. */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Knex } from 'knex'
import { packageRoot } from '../../gateway/package-root.ts'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, newInstroom, openTestStore } from './fixtures.ts'

const folder = join(packageRoot, 'gateway/store/migrations')
const files = readdirSync(folder).sort()

interface Migration {
  readonly name: string
  readonly up: (db: Knex) => Promise<void>
}

const read = async (file: string): Promise<Migration> =>
  (await import(join(folder, file))) as Migration

const name = '[`"]?(\\w+)[`"]?'
const created = new RegExp(`^create table (?:if not exists )?${name}`)

/** What a statement does that an older version could notice; undefined: nothing. */
function breach(sql: string, own: ReadonlySet<string>): string | undefined {
  const text = sql.trim().toLowerCase().replace(/\s+/g, ' ')
  const [, table] = created.exec(text) ?? []
  if (table !== undefined) return undefined
  const [, altered, what = ''] = new RegExp(`^alter table ${name} (.*)$`).exec(text) ?? []
  if (altered !== undefined) return own.has(altered) ? undefined : breachOfAlter(what)
  const [, indexed] = new RegExp(`^create (?:unique )?index \\S+ on ${name}`).exec(text) ?? []
  if (indexed !== undefined)
    return own.has(indexed) ? undefined : 'locks a table that is in use while it makes an index'
  const [, filled] = new RegExp(`^insert into ${name}`).exec(text) ?? []
  if (filled !== undefined) return own.has(filled) ? undefined : 'writes in a table that is in use'
  return /^select /.test(text)
    ? undefined
    : 'is neither a table, a column, an index nor a first row'
}

/** Only a column that an older version may leave out, and that costs no rewriting of the table. */
function breachOfAlter(what: string): string | undefined {
  if (!/^add (column )?/.test(what)) return 'changes or drops what an older version uses'
  if (/^add (constraint|primary|unique|check|foreign)/.test(what)) return 'adds a constraint'
  return what.includes('not null') ? 'adds a column that an older version does not fill' : undefined
}

const breaches = (statements: readonly string[]): readonly string[] => {
  const own = new Set(statements.flatMap((sql) => created.exec(sql.toLowerCase())?.[1] ?? []))
  return statements.flatMap((sql) => {
    const found = breach(sql, own)
    return found === undefined ? [] : [`${found}: ${sql}`]
  })
}

test.each([
  ['drop table audit'],
  ['alter table "instroom" drop column "persoon"'],
  ['alter table "instroom" rename column "persoon" to "person"'],
  ['alter table "instroom" alter column "persoon" drop not null'],
  ['alter table "instroom" add column "soort" text not null'],
  ['alter table "instroom" add constraint "x" unique ("dienst")'],
  ['create index x on audit (tijd)'],
  ['create unique index "x" on "audit" ("tijd")'],
  ['insert into instroom (id) values (?)'],
  ['update instroom set dienst = ?'],
  ['delete from audit'],
  ['truncate audit'],
])('the rules do not allow %s', (sql) => {
  expect(breaches([sql])).toHaveLength(1)
})

test.each([
  [
    [
      'create table "t" ("id" integer)',
      'create index "i" on "t" ("id")',
      'insert into "t" ("id") values (?)',
    ],
  ],
  [['create table `t` (`id` integer)', 'alter table `t` add constraint `c` unique (`id`)']],
  [['alter table "instroom" add column "soort" text']],
])('the rules allow %j', (statements) => {
  expect(breaches(statements)).toEqual([])
})

eachDatabase('the migrations on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('are all there is in their folder, in the order of their names', async () => {
    const database = openDatabase(await fresh())
    await migrate(database)
    const names: unknown[] = await database.reader('knex_migrations').orderBy('id').pluck('name')
    await database.close()
    expect(names).toEqual(files.map((file) => basename(file, '.ts')))
  })

  test('only add, each of them', async () => {
    const database = openDatabase(await fresh())
    let statements: string[] = []
    database.writer.on('query', ({ sql }: { readonly sql: string }) => statements.push(sql))
    for (const file of files) {
      statements = []
      const { up } = await read(file)
      await up(database.writer)
      expect(statements.length).toBeGreaterThan(0)
      expect(breaches(statements)).toEqual([])
    }
    await database.close()
  })

  test('of a next version, run while this one works, cost no request', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    const row = newInstroom()
    await store.instromen.post(row, () => auditEvent())
    const next = openDatabase(url, { busyMs: 2_000 })
    let running = true
    const poster = async (): Promise<readonly string[]> => {
      const kinds: string[] = []
      while (running) {
        kinds.push((await store.instromen.post(newInstroom(), () => auditEvent())).kind)
        await store.instromen.find(row.id)
      }
      return kinds
    }
    const posting = poster()
    for (const table of ['instroom', 'audit', 'audit_writer', 'beheer_practice'])
      await next.writer.transaction((trx) => nextVersion(trx, table))
    await new Promise((resolve) => setTimeout(resolve, 200))
    running = false
    const kinds = await posting
    expect(kinds.length).toBeGreaterThan(5)
    expect(new Set(kinds)).toEqual(new Set(['nieuw']))
    expect((await verifyAudit(next)).findings).toEqual([])
    await next.close()
    await store.close()
  })
})

/** All that the rules allow: a table, with an index, and a column more in one that is in use. */
async function nextVersion(db: Knex, name: string): Promise<void> {
  await db.schema.createTable(`later_${name}`, (table) => {
    table.text('id').primary()
    table.bigInteger('at').notNullable().index(`later_${name}_at`)
  })
  await db.schema.alterTable(name, (table) => {
    table.text('added_later')
  })
  await db('knex_migrations').insert({ name: `9999-${name}`, batch: 99 })
}

describe('a migration on PostgreSQL', () => {
  const fresh = useDatabases('postgres')

  test('is tried again when a table is in use for long, and requests do not wait for that', async () => {
    const url = await fresh()
    const before = await openTestStore(url)
    const other = openDatabase(url)
    // As far as the database knows, nothing was migrated since: the newest migration is to be made once more.
    await other.writer.raw('drop table policy_in_force, policy_version, policy_file')
    await other.writer('knex_migrations').where('name', '0005-beleid').del()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const inUse = other.writer.transaction(async (trx) => {
      await trx.raw('lock table audit_writers, register_version in share mode')
      await held
    })
    const opened = openTestStore(url)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const began = performance.now()
    expect((await before.instromen.post(newInstroom(), () => auditEvent())).kind).toBe('nieuw')
    expect(performance.now() - began).toBeLessThan(2_000)
    release()
    await inUse
    const store = await opened
    expect(await store.policies.missing(['a'])).toEqual(['a'])
    await store.close()
    await before.close()
    await other.close()
  }, 60_000)

  test('waits for the one of another process, also when that takes longer than any request may', async () => {
    const url = await fresh()
    const other = openDatabase(url, { statementMs: 60_000 })
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const holding = other.writer.transaction(async (trx) => {
      await trx.raw('select pg_advisory_xact_lock(?)', [7_513_2018])
      await held
    })
    const opened = openTestStore(url)
    await new Promise((resolve) => setTimeout(resolve, 8_000))
    release()
    await holding
    const store = await opened
    expect((await store.instromen.post(newInstroom(), () => auditEvent())).kind).toBe('nieuw')
    await store.close()
    await other.close()
  }, 60_000)
})
