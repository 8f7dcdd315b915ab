/**
 * A database that commit 3b9bc1e made with its own demo, opened by this version: what waited then is opened, what was
 * decided then is explained, and the policy of then still loads. No date of today: the clock is the fixture's.
 */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { makeKeyring } from '../../gateway/secrets/keys.ts'
import { readToken } from '../../gateway/secrets/start-token.ts'
import { openSealed } from '../../gateway/secrets/seal.ts'
import { changesSince } from '../../gateway/gebruikersbeheer/store/store.ts'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { auditVerify } from '../../scripts/commands/audit/verify.ts'
import { explainRequest } from '../../scripts/commands/policy/explain-request.ts'
import { policyHistoryRestore } from '../../scripts/commands/policy/history.ts'
import { run } from '../scripts/commands/run.ts'
import { auditEvent, openTestStore } from './fixtures.ts'

/** The data key of the fixture: of this test and of nothing else. */
const testKey = Buffer.from('sluis-test-fixture-key-3b9bc1e!!')
const keyring = makeKeyring([testKey])
/** A minute after what waits was posted; the link lives fifteen. */
const now = (): number => Date.parse('2026-11-29T08:18:30Z')
const waiting = {
  id: '553ff0ff-94ef-41ff-8da9-9b532f4c1d92',
  token: 'UwrB5FU_8P-U70H_jambUy9MHZKMu8kRMaD8JYD9oDj5xvHb',
}

/** Rows of later are of this test. */
const thenEnds = '2026-11-29T08:18:10Z'

const dir = mkdtempSync(join(tmpdir(), 'sluis-upgrade-'))
const url = `sqlite:${join(dir, 'sluis.db')}`
const restored = join(dir, 'beleid')
const policy = join(restored, 'policy')

interface ColumnInfo {
  readonly name: string
  readonly type: string
  readonly notnull: number
}

/** Each table, with its columns: name, type, and 1 where it must be filled. */
async function shape(): Promise<ReadonlyMap<string, readonly string[]>> {
  const database = openDatabase(url)
  const { reader } = database
  const tables = await reader<{ name: string }>('sqlite_master')
    .where('type', 'table')
    .whereNot('name', 'like', 'sqlite%')
  const columns = new Map<string, readonly string[]>()
  for (const { name: table } of tables) {
    const rows = await reader.raw<readonly ColumnInfo[]>(`pragma table_info("${table}")`)
    columns.set(
      table,
      rows.map(({ name, type, notnull }) => `${name} ${type} ${String(notnull)}`),
    )
  }
  await database.close()
  return columns
}

const lines = async (): Promise<readonly Row[]> => {
  const database = openDatabase(url)
  const all: Row[] = []
  for await (const { line } of selectAudit(database, {})) all.push(JSON.parse(line) as Row)
  await database.close()
  return all
}

interface Row {
  readonly tijd: string
  readonly beleid: string
  readonly verzoek: string
  readonly certificaat: object | null
}

let before: ReadonlyMap<string, readonly string[]>
let version: string

beforeAll(async () => {
  copyFileSync('test/store/fixtures/sluis-3b9bc1e.db', join(dir, 'sluis.db'))
  before = await shape()
  await (await openTestStore(url, { keyring, now })).close()
  version = (await lines()).find(({ beleid }) => beleid !== '')?.beleid ?? ''
  await run((streams) =>
    policyHistoryRestore({ database: url, version, dir: restored, policy, now }, streams),
  )
})
afterAll(() => {
  rmSync(dir, { recursive: true })
})

test('the version of then finds its own tables and columns as they were, with none that it must fill', async () => {
  const after = await shape()
  for (const [table, columns] of before) {
    const kept = after.get(table) ?? []
    expect({ table, columns: kept.slice(0, columns.length) }).toEqual({ table, columns })
    expect(kept.slice(columns.length).filter((column) => column.endsWith(' 1'))).toEqual([])
  }
})

test('a link of then is read, and opens what it was posted for, once', async () => {
  const store = await openTestStore(url, { keyring, now })
  expect(readToken(keyring, waiting.token)).toBe(waiting.id)
  const row = await store.instromen.find(waiting.id)
  const content = row?.sealed && openSealed({ keyring, use: 'message' }, row.id, row.sealed)
  expect(JSON.parse(String(content))).toMatchObject({
    bericht: expect.stringContaining('"HIS-wacht"'),
    systeem: { gebruikersnummer: '90000001', agbCode: '12000001' },
  })
  const opening = { gebruikersnummer: gebruikersnr('10000001'), at: now() }
  const opened = await store.instromen.open(waiting.id, opening, (after) =>
    auditEvent({ gebeurtenis: 'instroom-openen', object: { soort: 'instroom', id: after.id } }),
  )
  expect(opened).toMatchObject({ openedBy: '10000001' })
  await store.close()
})

test('the policy of then loads, with what the practice changed itself', async () => {
  const loaded = await loadPolicy(policy, { now })
  expect('problems' in loaded ? loaded.problems : []).toEqual([])
  const database = openDatabase(url)
  const changes = await changesSince(database.reader, 0)
  await database.close()
  expect(changes?.practices.map(({ agbCode, houders }) => [agbCode, houders.length])).toEqual([
    ['12000002', 1],
  ])
})

test('the audit of then is whole', async () => {
  const verified = await run((streams) =>
    auditVerify({ database: url, dataKey: testKey.toString('base64'), json: true }, streams),
  )
  expect(JSON.parse(verified.stdout)).toMatchObject({ klopt: true, problemen: [], opmerkingen: [] })
})

test('each decision of then is explained by the same steps', async () => {
  const recorded = (await lines()).filter(
    ({ certificaat, tijd }) => certificaat !== null && tijd < thenEnds,
  )
  const explained: unknown[] = []
  for (const { verzoek } of recorded) {
    const { stdout } = await run((streams) =>
      explainRequest({ database: url, policy, verzoek, json: true, now }, streams),
    )
    const { vastgelegd, toen } = JSON.parse(stdout) as Explained
    if (toen === null) continue
    explained.push(verzoek)
    expect(toen.code).toBe(vastgelegd.code)
    expect(stepsOf(toen.controles)).toBe(vastgelegd.controles)
  }
  expect(explained.length).toBeGreaterThan(8)
})

interface Explained {
  readonly vastgelegd: { readonly code: string | null; readonly controles: string }
  readonly toen: {
    readonly code: string | null
    readonly controles: readonly { readonly stap: string; readonly uitkomst: string }[]
  } | null
}

const marks: Readonly<Record<string, string>> = { geslaagd: 'g', mislukt: 'm' }

const stepsOf = (
  controls: readonly { readonly stap: string; readonly uitkomst: string }[],
): string =>
  controls
    .flatMap(({ stap, uitkomst }) =>
      marks[uitkomst] === undefined ? [] : [`${stap}:${marks[uitkomst]}`],
    )
    .join(' ')
