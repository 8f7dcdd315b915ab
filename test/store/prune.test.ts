import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { chain, genesis, sha256 } from '../../gateway/audit/chain.ts'
import type { AuditRow } from '../../gateway/audit/chain.ts'
import { expiryMoment } from '../../gateway/audit/retention.ts'
import { selectAudit, verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { knownKeys, makeCheckpoints } from '../../gateway/audit/store/checkpoints.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { makeKeyStore } from '../../gateway/store/key-store.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, keyring, noon, openTestStore } from './fixtures.ts'

const day = 86_400_000
/** Everything before it is expired in these tests. */
const before = expiryMoment(noon, 5)

const old = (days: number) => auditEvent({ tijd: new Date(before - days * day).toISOString() })
const recent = (days: number) => auditEvent({ tijd: new Date(before + days * day).toISOString() })

/** The rows of events of these moments (days after `before`), each writer's own. */
async function write(url: string, moments: Readonly<Record<string, readonly number[]>>) {
  for (const [writerId, days] of Object.entries(moments)) {
    const store = await openTestStore(url, { writerId })
    await Promise.all(days.map((at) => store.audit.write(at < 0 ? old(-at) : recent(at))))
    await store.close()
  }
}

async function rowsOf(database: Database): Promise<readonly AuditRow[]> {
  const rows: AuditRow[] = []
  for await (const row of selectAudit(database, {})) rows.push(row)
  return rows
}

const auditKeys = (database: Database) => makeKeyStore(database, keyring, () => noon, 'audit')

/** Everything that verify finds with the data key. */
async function faults(database: Database): Promise<readonly unknown[]> {
  const keys = await knownKeys(auditKeys(database))
  const { findings, checkpoints } = await verifyAudit(database, { keys })
  return [...findings, ...checkpoints.findings]
}

eachDatabase('expired audit rows on %s', (engine) => {
  const fresh = useDatabases(engine)

  const withStore = async <T>(
    moments: Readonly<Record<string, readonly number[]>>,
    run: (store: OpenStore, database: Database) => Promise<T>,
  ): Promise<T> => {
    const url = await fresh()
    await write(url, moments)
    const store = await openTestStore(url, { writerId: 'pruner' })
    const database = openDatabase(url)
    try {
      return await run(store, database)
    } finally {
      await database.close()
      await store.close()
    }
  }

  test('go, the chains stay whole, and it is recorded', async () => {
    const moments = { a: [-9, -8, -7], b: [-2, -1, 0, 1], c: [5] }
    await withStore(moments, async (store, database) => {
      expect(await store.prune(before)).toEqual({ rows: 5, findings: [], checkpoints: [] })
      const rows = await rowsOf(database)
      expect(rows.filter(({ writer }) => writer !== 'pruner').map(({ tijd }) => tijd)).toEqual([
        before,
        before + day,
        before + 5 * day,
      ])
      const own = rows.filter(({ writer }) => writer === 'pruner')
      expect(own.map(({ line }) => JSON.parse(line) as unknown)).toEqual([
        expect.objectContaining({
          gebeurtenis: 'audit-opgeschoond',
          actie: 'D',
          object: { soort: 'audit', id: new Date(before).toISOString() },
          toelichting: 'begonnen met het verwijderen van verlopen regels',
        }),
        expect.objectContaining({ gebeurtenis: 'audit-opgeschoond', aantal: 5 }),
      ])
      expect(await faults(database)).toEqual([])
      const { checkpoints, rows: count } = await verifyAudit(database)
      expect(count).toBe(5)
      expect(checkpoints.expiredBefore).toBe(before)
    })
  })

  test('that are none: nothing is done or recorded', async () => {
    await withStore({ a: [0, 1] }, async (store, database) => {
      expect(await store.prune(before)).toEqual({ rows: 0, findings: [], checkpoints: [] })
      expect(await rowsOf(database)).toHaveLength(2)
    })
  })

  test('behind one that is not expired stay until it is', async () => {
    await withStore({ a: [-3, 2, -1] }, async (store, database) => {
      expect(await store.prune(before)).toMatchObject({ rows: 1 })
      expect(await faults(database)).toEqual([])
      expect(await store.prune(before)).toMatchObject({ rows: 0 })
      expect(await store.prune(before + 3 * day)).toMatchObject({ rows: 2 })
      expect(await faults(database)).toEqual([])
    })
  })

  test('go in parts, also while gateways write and another removes the same', async () => {
    const days = Array.from({ length: 2_300 }, () => -1)
    await withStore({ a: days, b: days.slice(0, 100) }, async (store, database) => {
      const url = await fresh()
      await write(url, {})
      const state = { busy: true }
      const writing = (async () => {
        while (state.busy) await store.audit.write(recent(9))
      })()
      const other = makeCheckpoints({ database, keys: auditKeys(database), now: () => noon })
      const results = await Promise.all([store.prune(before), store.prune(before), other.sign()])
      state.busy = false
      await writing
      for (const pruned of results.slice(0, 2))
        expect(pruned).toMatchObject({ findings: [], checkpoints: [] })
      expect(results[0].rows + results[1].rows).toBe(2_400)
      expect(await faults(database)).toEqual([])
      const begins = (await database.reader('audit_checkpoint').where('kind', 'begin')) as unknown[]
      expect(begins).toHaveLength(4)
    })
  })

  test('can go again later, and an outside checkpoint of before still fits', async () => {
    await withStore({ a: [-3, -2, 1, 2, 3] }, async (store, database) => {
      const outside = await store.checkpoints.outside()
      await store.prune(before)
      await store.prune(before + 2 * day)
      const keys = await knownKeys(auditKeys(database))
      const seen = await verifyAudit(database, { keys, outside })
      expect([...seen.findings, ...seen.checkpoints.findings]).toEqual([])
      expect(seen.checkpoints.expiredBefore).toBe(before + 2 * day)
      expect((await rowsOf(database)).filter(({ writer }) => writer === 'a')).toHaveLength(2)
    })
  })

  test.each<[string, (database: Database) => Promise<unknown>, object]>([
    [
      'a time moved back, so that the row seems expired',
      ({ writer }) =>
        writer('audit')
          .where({ writer: 'a', nr: 3 })
          .update({ tijd: before - 1 }),
      { findings: [{ writer: 'a', nr: 3, fault: 'gewijzigd' }] },
    ],
    [
      'a row changed',
      ({ writer }) => writer('audit').where({ writer: 'a', nr: 1 }).update({ line: '{}' }),
      { findings: [{ writer: 'a', nr: 1, fault: 'gewijzigd' }] },
    ],
    [
      'a row taken out',
      ({ writer }) => writer('audit').where({ writer: 'a', nr: 2 }).del(),
      { findings: [{ writer: 'a', nr: 2, fault: 'ontbreekt' }] },
    ],
    [
      'the whole chain made anew with older times',
      async ({ writer }) => {
        const events = [old(3), old(2), old(1), old(1)]
        const made = chain('a', genesis('a'), events)
        for (const { nr, tijd, line, hash } of made.rows)
          await writer('audit').where({ writer: 'a', nr }).update({ tijd, line, hash })
        await writer('audit_writer').where('id', 'a').update({ head_hash: made.head.hash })
      },
      { findings: [{ writer: 'a', nr: 4, fault: 'anders-ondertekend' }] },
    ],
    [
      'a beginning that was taken out before, without a signature',
      async ({ writer }) => {
        const [row] = (await writer('audit').where({ writer: 'a', nr: 1 })) as { hash: string }[]
        await writer('audit').where({ writer: 'a', nr: 1 }).del()
        await writer('audit_writer').where('id', 'a').update({ base_nr: 1, base_hash: row?.hash })
      },
      { findings: [{ writer: 'a', nr: 1, fault: 'begin-niet-ondertekend' }] },
    ],
    [
      'a checkpoint changed: then nothing goes at all',
      ({ writer }) => writer('audit_checkpoint').update({ hash: sha256('x') }),
      { findings: [], checkpoints: expect.arrayContaining([{ seq: 1, fault: 'handtekening' }]) },
    ],
    [
      'a writer taken out of the register: then nothing goes at all',
      async ({ writer }) => {
        await writer('audit_writer').where('id', 'pruner').del()
      },
      { findings: [{ writer: 'nummer 2', nr: 0, fault: 'schrijver-ontbreekt' }] },
    ],
  ])('stay where they are with %s', async (_, tamper, expected) => {
    await withStore({ a: [-3, -2, 1, 2] }, async (store, database) => {
      await store.audit.write(recent(1))
      await store.checkpoints.sign()
      await tamper(database)
      const rows = (await rowsOf(database)).length
      expect(await store.prune(before)).toMatchObject({ rows: 0, ...expected })
      expect((await rowsOf(database)).length).toBe(rows)
    })
  })

  test('only: whatever the order of times, a row that is not expired is never removed', async () => {
    const url = await fresh()
    const database = openDatabase(url)
    let run = 0
    const moments = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 12 }), {
      minLength: 1,
      maxLength: 3,
    })
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: -2, max: 3 }), async (lists, shift) => {
        run += 1
        const named = lists.map((days, i) => [`w${run}-${i}`, days] as const)
        await write(url, Object.fromEntries(named))
        const limit = before + shift * day
        const was = await rowsOf(database)
        const store = await openTestStore(url, { writerId: `p${run}` })
        const { rows } = await store.prune(limit)
        await store.checkpoints.sign()
        await store.close()
        const left = new Set((await rowsOf(database)).map(({ hash }) => hash))
        const gone = was.filter(({ hash }) => !left.has(hash))
        expect(gone).toHaveLength(rows)
        expect(gone.filter(({ tijd }) => tijd >= limit)).toEqual([])
        // Of each chain the whole expired beginning is gone.
        for (const [writer, days] of named) {
          const first = days.findIndex((at) => at * day >= shift * day)
          const mine = gone.filter((row) => row.writer === writer)
          expect(mine).toHaveLength(first === -1 ? days.length : first)
        }
        expect(await faults(database)).toEqual([])
      }),
      { numRuns: 15 },
    )
    await database.close()
  })
})
