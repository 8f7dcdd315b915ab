import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Knex } from 'knex'
import { agb } from '../../gateway/identity/agb-code.ts'
import { chain, genesis, sha256 } from '../../gateway/audit/chain.ts'
import { exportLines } from '../../gateway/audit/export.ts'
import type { ChainFinding } from '../../gateway/audit/verify.ts'
import { selectAudit, verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { fromAuditRow, insertRows } from '../../gateway/store/rows.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, minute, noon, openTestStore } from './fixtures.ts'

const writers = ['writer-a', 'writer-b', 'writer-c'] as const
const target = 'writer-b'

/** Three starts of a process, five rows each. */
async function write(url: string): Promise<void> {
  for (const writerId of writers) {
    const store = await openTestStore(url, { writerId })
    for (let i = 0; i < 5; i += 1)
      await store.audit.write(
        auditEvent({
          toelichting: `${writerId} ${i}`,
          tijd: new Date(noon + i * minute).toISOString(),
        }),
      )
    await store.close()
  }
}

type Row = Record<string, string | number | null>

const row = (db: Knex, nr: number) => db('audit').where({ writer: target, nr })
const read = async (db: Knex, nr: number) => (await row(db, nr).first()) as Row

/** Swaps the content of two rows: their numbers stay in order. */
async function swap(db: Knex, one: number, other: number): Promise<void> {
  const [first, second] = [await read(db, one), await read(db, other)]
  await row(db, one).update({ line: second['line'], hash: second['hash'], tijd: second['tijd'] })
  await row(db, other).update({ line: first['line'], hash: first['hash'], tijd: first['tijd'] })
}

/** Changes a line and makes its hash fit again. */
async function forge(db: Knex, nr: number): Promise<void> {
  const line = String((await read(db, nr))['line']).replace('toegestaan', 'geweigerd')
  await row(db, nr).update({ line, hash: sha256(line) })
}

/** Takes out a row and closes the gap by giving the later rows its number. */
async function closeGap(db: Knex, nr: number): Promise<void> {
  await row(db, nr).del()
  for (let later = nr + 1; later <= 5; later += 1) await row(db, later).update({ nr: later - 1 })
}

const insert = async (db: Knex, nr: number, line?: string) => {
  const text = line ?? String((await read(db, 3))['line'])
  await insertRows(db, 'audit', [
    { writer: target, nr, tijd: noon, agb_code: '12000001', line: text, hash: sha256(text) },
  ])
}

const b = (nr: number, fault: ChainFinding['fault']): ChainFinding => ({
  writer: target,
  nr,
  fault,
})

const tampering: readonly [string, (db: Knex) => Promise<unknown>, ChainFinding][] = [
  ['its line changed', (db) => row(db, 3).update({ line: '{}' }), b(3, 'gewijzigd')],
  [
    'one letter of its line changed',
    async (db) =>
      row(db, 3).update({
        line: String((await read(db, 3))['line']).replace('Demo HIS', 'Demo HIZ'),
      }),
    b(3, 'gewijzigd'),
  ],
  ['its line replaced by what is no JSON', (db) => forgeLine(db, 3, 'x'), b(3, 'gewijzigd')],
  ['its line replaced by null', (db) => forgeLine(db, 3, 'null'), b(3, 'gewijzigd')],
  ['its hash changed', (db) => row(db, 3).update({ hash: 'f'.repeat(64) }), b(3, 'gewijzigd')],
  ['its time changed', (db) => row(db, 3).update({ tijd: noon - 1 }), b(3, 'gewijzigd')],
  ['its AGB-code changed', (db) => row(db, 3).update({ agb_code: '12000009' }), b(3, 'gewijzigd')],
  ['its AGB-code taken out', (db) => row(db, 3).update({ agb_code: null }), b(3, 'gewijzigd')],
  ['its line and hash changed', (db) => forge(db, 3), b(3, 'gewijzigd')],
  ['the line and hash of the first changed', (db) => forge(db, 1), b(1, 'gewijzigd')],
  ['the line and hash of the last changed', (db) => forge(db, 5), b(5, 'gewijzigd')],
  ['its number changed', (db) => row(db, 3).update({ nr: 30 }), b(3, 'ontbreekt')],
  [
    'its writer changed',
    (db) => row(db, 5).update({ writer: 'writer-c', nr: 6 }),
    b(5, 'staart-afgeknipt'),
  ],
  ['the row deleted', (db) => row(db, 3).del(), b(3, 'ontbreekt')],
  ['the first row deleted', (db) => row(db, 1).del(), b(1, 'ontbreekt')],
  ['the row deleted and the gap closed', (db) => closeGap(db, 3), b(3, 'verplaatst')],
  ['the last row deleted', (db) => row(db, 5).del(), b(5, 'staart-afgeknipt')],
  [
    'the last three deleted',
    (db) => db('audit').where({ writer: target }).where('nr', '>=', 3).del(),
    b(3, 'staart-afgeknipt'),
  ],
  [
    'all rows deleted',
    (db) => db('audit').where({ writer: target }).del(),
    b(1, 'staart-afgeknipt'),
  ],
  ['two rows swapped', (db) => swap(db, 2, 4), b(2, 'verplaatst')],
  ['a row put in behind the last', (db) => insert(db, 6), b(6, 'ingevoegd')],
  ['a row put in before the first', (db) => insert(db, 0), b(0, 'ingevoegd')],
  [
    'a row put in that is chained well, behind the last',
    async (db) => {
      const last = await read(db, 5)
      const { rows } = chain(target, { nr: 5, hash: String(last['hash']) }, [auditEvent()])
      await insertRows(db, 'audit', rows.map(fromAuditRow))
    },
    b(6, 'ingevoegd'),
  ],
  [
    'the tail cut and the head put back to an older number',
    (db) => cutWith(db, { head_nr: 3 }),
    b(3, 'gewijzigd'),
  ],
  [
    'the head changed',
    (db) =>
      db('audit_writer')
        .where('id', target)
        .update({ head_hash: 'f'.repeat(64) }),
    b(5, 'gewijzigd'),
  ],
  [
    'the base changed',
    (db) =>
      db('audit_writer')
        .where('id', target)
        .update({ base_hash: 'f'.repeat(64) }),
    b(0, 'gewijzigd'),
  ],
  [
    'the base moved on',
    (db) => db('audit_writer').where('id', target).update({ base_nr: 2 }),
    b(1, 'ingevoegd'),
  ],
  [
    'the start of the writer changed',
    (db) => db('audit_writer').where('id', target).update({ started_at: 1 }),
    b(0, 'gewijzigd'),
  ],
  [
    'the registration of the writer changed',
    (db) =>
      db('audit_writer')
        .where('id', target)
        .update({ hash: 'f'.repeat(64) }),
    b(0, 'gewijzigd'),
  ],
  [
    'the writer and its rows deleted',
    async (db) => {
      await db('audit').where({ writer: target }).del()
      await db('audit_writer').where('id', target).del()
    },
    { writer: 'nummer 2', nr: 0, fault: 'schrijver-ontbreekt' },
  ],
  [
    'the last writer and its rows deleted',
    async (db) => {
      await db('audit').where({ writer: 'writer-c' }).del()
      await db('audit_writer').where('id', 'writer-c').del()
    },
    { writer: 'nummer 3', nr: 0, fault: 'schrijver-ontbreekt' },
  ],
  [
    'rows of a writer that was never registered',
    (db) =>
      insertRows(db, 'audit', chain('x', genesis('x'), [auditEvent()]).rows.map(fromAuditRow)),
    { writer: 'x', nr: 0, fault: 'schrijver-ontbreekt' },
  ],
]

async function forgeLine(db: Knex, nr: number, line: string): Promise<void> {
  await row(db, nr).update({ line, hash: sha256(line) })
}

async function cutWith(db: Knex, head: object): Promise<void> {
  await db('audit').where({ writer: target }).where('nr', '>', 3).del()
  await db('audit_writer').where('id', target).update(head)
}

eachDatabase('the audit on %s', (engine) => {
  const fresh = useDatabases(engine)
  let url: string

  beforeAll(async () => {
    url = await fresh()
    await write(url)
  })

  test('what gateways wrote is whole', async () => {
    const database = openDatabase(url)
    expect(await verifyAudit(database)).toMatchObject({ writers: 3, rows: 15, findings: [] })
    await database.close()
  })

  test.each(tampering)('verify names %s', async (_, tamper, finding) => {
    const database = openDatabase(url, { connections: 1 })
    try {
      await expect(
        database.writer.transaction(async (trx) => {
          await tamper(trx)
          const seen = await verifyAudit({ ...database, reader: nested(trx), engine: 'sqlite' })
          expect(seen.findings).toContainEqual(finding)
          expect(seen.findings.filter(({ writer }) => writer === finding.writer)).toEqual([finding])
          throw new Error('undo')
        }),
      ).rejects.toThrow('undo')
    } finally {
      await database.close()
    }
  })

  test('rows that a gateway writes meanwhile are no fault', async () => {
    const busy = await fresh()
    const store = await openTestStore(busy)
    const database = openDatabase(busy)
    const state = { open: true }
    const writing = (async () => {
      while (state.open)
        await Promise.all(Array.from({ length: 20 }, () => store.audit.write(auditEvent())))
    })()
    for (let i = 0; i < 10; i += 1) expect((await verifyAudit(database)).findings).toEqual([])
    state.open = false
    await writing
    await store.close()
    await database.close()
  })

  describe('selection', () => {
    const select = async (selection: Parameters<typeof selectAudit>[1]) => {
      const database = openDatabase(url)
      const lines: Record<string, unknown>[] = []
      for await (const line of exportLines(selectAudit(database, selection)))
        lines.push(JSON.parse(line) as Record<string, unknown>)
      await database.close()
      return lines
    }

    test('of everything is in order of time', async () => {
      const lines = await select({})
      expect(lines).toHaveLength(15)
      const times = lines.map(({ tijd }) => String(tijd))
      expect(times).toEqual(times.toSorted())
      expect(lines[0]).toMatchObject({ schrijver: 'writer-a', nr: 1, hash: expect.any(String) })
    })

    test('is from a moment, until but not at a moment', async () => {
      const lines = await select({ from: noon + minute, until: noon + 3 * minute })
      expect(new Set(lines.map(({ nr }) => nr))).toEqual(new Set([2, 3]))
    })

    test('is of one practice', async () => {
      expect(await select({ agbCode: agb('12000001') })).toHaveLength(15)
      expect(await select({ agbCode: agb('12000002') })).toEqual([])
    })
  })

  test('more rows than are read at once come out once each, in order', async () => {
    const large = await fresh()
    const store = await openTestStore(large)
    const ids = Array.from({ length: 4_100 }, () => randomUUID())
    for (let from = 0; from < ids.length; from += 500)
      await Promise.all(
        ids
          .slice(from, from + 500)
          .map((id) => store.audit.write(auditEvent({ object: { soort: 'instroom', id } }))),
      )
    await store.close()
    const database = openDatabase(large)
    const seen: unknown[] = []
    for await (const { line } of selectAudit(database, {}))
      seen.push((JSON.parse(line) as { object: { id: string } }).object.id)
    expect(seen).toEqual(ids)
    expect(await verifyAudit(database)).toMatchObject({ rows: 4_100, findings: [] })
    await database.close()
  })
})

/** A transaction as a database to read from, so that a tampered audit is seen without being kept. */
function nested(trx: Knex.Transaction): Knex {
  return { transaction: (run: (db: Knex) => unknown) => run(trx) } as unknown as Knex
}
