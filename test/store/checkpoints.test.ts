import { beforeAll, expect, test } from '@jest/globals'
import type { Knex } from 'knex'
import { chain, genesis, sha256 } from '../../gateway/audit/chain.ts'
import { newAuditKey, readAuditKey, signCheckpoint } from '../../gateway/audit/checkpoint.ts'
import type { OutsideCheckpoint } from '../../gateway/audit/checkpoint.ts'
import type { KnownKeys } from '../../gateway/audit/checkpoint-verify.ts'
import { keysOfFile } from '../../gateway/audit/outside-file.ts'
import { makeKeyring } from '../../gateway/secrets/keys.ts'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import type { Verification } from '../../gateway/audit/store/audit-rows.ts'
import { knownKeys, makeCheckpoints } from '../../gateway/audit/store/checkpoints.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { makeKeyStore } from '../../gateway/store/key-store.ts'
import { fromAuditRow, insertRows } from '../../gateway/store/rows.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, keyring, minute, noon, openTestStore } from './fixtures.ts'

const writers = ['writer-a', 'writer-b'] as const
const now = () => noon

const auditKeys = (database: Database) => makeKeyStore(database, keyring, now, 'audit')

/** Two starts of a process, six rows each, signed after the third and the sixth. */
async function write(url: string): Promise<void> {
  for (const writerId of writers) {
    const store = await openTestStore(url, { writerId })
    for (let i = 1; i <= 6; i += 1) {
      const tijd = new Date(noon + i * minute).toISOString()
      await store.audit.write(auditEvent({ toelichting: `${writerId} ${i}`, tijd }))
      if (i % 3 === 0) await store.checkpoints.sign(writerId)
    }
    await store.close()
  }
}

/** Makes the chain of a writer anew from some row on, as who can write the database can. */
async function rewrite(db: Knex, writer: string, from: number, upTo = 6): Promise<void> {
  const events = Array.from({ length: upTo }, (_, i) =>
    auditEvent({
      toelichting: i + 1 >= from ? 'vervalst' : `${writer} ${i + 1}`,
      tijd: new Date(noon + (i + 1) * minute).toISOString(),
    }),
  )
  const kept = (await db('audit')
    .where({ writer })
    .where('nr', '<', from)
    .orderBy('nr', 'desc')) as {
    hash: string
  }[]
  const before = from === 1 ? genesis(writer) : { nr: from - 1, hash: kept[0]?.hash ?? '' }
  const made = chain(writer, before, events.slice(from - 1))
  await db('audit').where({ writer }).where('nr', '>=', from).del()
  await insertRows(db, 'audit', made.rows.map(fromAuditRow))
  await db('audit_writer')
    .where('id', writer)
    .update({ head_nr: made.head.nr, head_hash: made.head.hash })
}

/** Cuts the tail of a chain, with its head. */
async function cut(db: Knex, writer: string, last: number): Promise<void> {
  const [row] = (await db('audit').where({ writer, nr: last })) as { hash: string }[]
  await db('audit').where({ writer }).where('nr', '>', last).del()
  await db('audit_writer')
    .where('id', writer)
    .update({ head_nr: last, head_hash: row?.hash ?? genesis(writer).hash })
}

/** Takes the last checkpoints away so that the numbering still fits. */
async function dropCheckpoints(db: Knex, keep: number): Promise<void> {
  const [next] = (await db('audit_checkpoint').where('seq', keep + 1)) as { previous: string }[]
  await db('audit_checkpoint').where('seq', '>', keep).del()
  await db('audit_checkpoints')
    .where('id', 1)
    .update({ count: keep, hash: next?.previous ?? '' })
}

/** Takes the last writer away so that the register still fits. */
async function dropWriter(db: Knex): Promise<void> {
  const [first] = (await db('audit_writer').where('id', 'writer-a')) as { hash: string }[]
  await db('audit').where('writer', 'writer-b').del()
  await db('audit_writer').where('id', 'writer-b').del()
  await db('audit_writers').where('id', 1).update({ count: 1, hash: first?.hash })
}

/** Says of expired rows that they were removed, without a signature. */
async function falsePrune(db: Knex, writer: string, nr: number): Promise<void> {
  const [row] = (await db('audit').where({ writer, nr })) as { hash: string }[]
  await db('audit').where({ writer }).where('nr', '<=', nr).del()
  await db('audit_writer').where('id', writer).update({ base_nr: nr, base_hash: row?.hash })
}

const forger = readAuditKey(newAuditKey().secret)

/** Signs the last checkpoint anew with another key, or with the right key's id. */
async function forge(db: Knex, kid?: string): Promise<void> {
  const [row] = (await db('audit_checkpoint').where('seq', 4)) as Record<string, string>[]
  if (row === undefined) throw new Error('no row')
  const made = signCheckpoint(forger, {
    seq: 4,
    previous: row['previous'] ?? '',
    kind: 'stand',
    writer: row['writer'] ?? '',
    head: { nr: Number(row['nr']), hash: sha256('other') },
    tijd: noon,
    expiredBefore: null,
    register: { count: 2, hash: row['writers_hash'] ?? '' },
  })
  await db('audit_checkpoint')
    .where('seq', 4)
    .update({ hash: made.head.hash, signature: made.signature, kid: kid ?? made.kid })
}

const problems = ({ findings, checkpoints }: Verification): readonly string[] => [
  ...findings.map(({ writer, nr, fault }) => `${writer} ${nr} ${fault}`),
  ...checkpoints.findings.map(({ seq, fault }) => `checkpoint ${seq} ${fault}`),
]

/** What is done, what is found with the data key, and what with the checkpoint kept outside as well. */
const tampering: readonly [string, (db: Knex) => Promise<void>, string[], string[]][] = [
  ['nothing', () => Promise.resolve(), [], []],
  [
    'a row rewritten, with the chain after it',
    (db) => rewrite(db, 'writer-a', 2),
    ['writer-a 3 anders-ondertekend'],
    ['writer-a 3 anders-ondertekend'],
  ],
  [
    'rows rewritten behind a checkpoint that stays',
    (db) => rewrite(db, 'writer-a', 4),
    ['writer-a 6 anders-ondertekend'],
    ['writer-a 6 anders-ondertekend'],
  ],
  [
    'the tail cut along with its head',
    (db) => cut(db, 'writer-b', 4),
    ['writer-b 5 staart-afgeknipt'],
    ['writer-b 5 staart-afgeknipt'],
  ],
  [
    'the tail cut along with its head and its checkpoint, which leaves a gap',
    async (db) => {
      await cut(db, 'writer-a', 3)
      await db('audit_checkpoint').where('seq', 2).del()
    },
    ['checkpoint 2 ontbreekt'],
    ['writer-a 4 staart-afgeknipt', 'checkpoint 2 ontbreekt'],
  ],
  [
    'the newest rows and checkpoints cut together: only what was kept outside knows',
    async (db) => {
      await cut(db, 'writer-b', 3)
      await dropCheckpoints(db, 3)
    },
    [],
    ['writer-b 4 staart-afgeknipt', 'checkpoint 4 ontbreekt'],
  ],
  [
    'the newest checkpoint cut and the rows behind the one before it rewritten',
    async (db) => {
      await rewrite(db, 'writer-b', 5)
      await dropCheckpoints(db, 3)
    },
    [],
    ['writer-b 6 anders-ondertekend', 'checkpoint 4 ontbreekt'],
  ],
  [
    'the last writer taken out of every table but that of the checkpoints',
    dropWriter,
    ['nummer 2 0 schrijver-ontbreekt'],
    ['nummer 2 0 schrijver-ontbreekt'],
  ],
  [
    'the last writer taken out with its checkpoints',
    async (db) => {
      await dropWriter(db)
      await dropCheckpoints(db, 2)
    },
    [],
    ['nummer 2 0 schrijver-ontbreekt', 'checkpoint 3 ontbreekt'],
  ],
  [
    'every checkpoint and every key taken away',
    async (db) => {
      await dropCheckpoints(db, 0)
      await db('audit_key').del()
    },
    [],
    ['checkpoint 0 sleutel-onbekend', 'checkpoint 1 ontbreekt'],
  ],
  [
    'rows taken out as if they were expired',
    (db) => falsePrune(db, 'writer-a', 3),
    ['writer-a 3 begin-niet-ondertekend'],
    ['writer-a 3 begin-niet-ondertekend'],
  ],
  [
    'a checkpoint taken out',
    async (db) => {
      await db('audit_checkpoint').where('seq', 3).del()
    },
    ['checkpoint 3 ontbreekt'],
    ['checkpoint 3 ontbreekt'],
  ],
  [
    'a checkpoint signed with another key',
    (db) => forge(db),
    ['checkpoint 4 sleutel-onbekend', 'checkpoint 4 gewijzigd'],
    ['checkpoint 4 sleutel-onbekend', 'checkpoint 4 gewijzigd'],
  ],
  [
    'a checkpoint signed with another key under the name of the right one',
    async (db) => {
      const [key] = await db<{ kid: string }>('audit_key')
      await forge(db, key?.kid)
    },
    ['checkpoint 4 handtekening', 'checkpoint 4 gewijzigd'],
    ['checkpoint 4 handtekening', 'checkpoint 4 gewijzigd'],
  ],
  [
    'the time of a checkpoint changed',
    async (db) => {
      await db('audit_checkpoint').where('seq', 1).update({ tijd: 1 })
    },
    ['checkpoint 1 handtekening', 'checkpoint 2 gewijzigd'],
    ['checkpoint 1 handtekening', 'checkpoint 2 gewijzigd'],
  ],
]

eachDatabase('the checkpoints on %s', (engine) => {
  const fresh = useDatabases(engine)
  let url: string
  let outside: OutsideCheckpoint
  let keys: KnownKeys

  beforeAll(async () => {
    url = await fresh()
    await write(url)
    const database = openDatabase(url)
    outside = await makeCheckpoints({ database, keys: auditKeys(database), now }).outside()
    keys = await knownKeys(auditKeys(database))
    await database.close()
  })

  test('of what gateways wrote are signed, and cover every row', async () => {
    const database = openDatabase(url)
    expect(await verifyAudit(database, { keys, outside })).toEqual({
      writers: 2,
      rows: 12,
      unsigned: 0,
      findings: [],
      checkpoints: { count: 4, unchecked: 0, findings: [], expiredBefore: undefined },
    })
    await database.close()
  })

  test.each(tampering)('show %s', async (_, tamper, inside, withOutside) => {
    const database = openDatabase(url, { connections: 1 })
    await expect(
      database.writer.transaction(async (trx) => {
        await tamper(trx)
        const seen = { ...database, reader: nested(trx), engine: 'sqlite' as const }
        // Who has the data key knows every key that the tampered database still has.
        const left = await trx<{ kid: string }>('audit_key')
        const find = (kid: string) =>
          left.some((key) => key.kid === kid) ? keys.find(kid) : undefined
        const known = { find, complete: true }
        expect(problems(await verifyAudit(seen, { keys: known }))).toEqual(inside)
        expect(problems(await verifyAudit(seen, { keys: known, outside }))).toEqual(withOutside)
        throw new Error('undo')
      }),
    ).rejects.toThrow('undo')
    await database.close()
  })

  test('kept outside bring their keys along, for who has no data key', async () => {
    const database = openDatabase(url)
    const fromFile = { find: keysOfFile(outside), complete: false }
    const verified = await verifyAudit(database, { keys: fromFile, outside })
    expect(verified.checkpoints).toMatchObject({ count: 4, unchecked: 0, findings: [] })
    const forged = { ...outside, ketens: outside.ketens.slice(1) }
    const seen = await verifyAudit(database, { keys: fromFile, outside: forged })
    expect(problems(seen)).toEqual(['checkpoint 0 handtekening'])
    await database.close()
  })

  test('are counted as unchecked without any key, and still must fit', async () => {
    const database = openDatabase(url)
    expect((await verifyAudit(database)).checkpoints).toMatchObject({ count: 4, unchecked: 4 })
    await database.close()
  })

  test('are made for what is new only, for all writers or for one', async () => {
    const own = await fresh()
    const store = await openTestStore(own, { writerId: 'one' })
    const other = await openTestStore(own, { writerId: 'other' })
    expect(await store.checkpoints.sign()).toBe(0)
    for (const { audit } of [store, other]) await audit.write(auditEvent())
    expect(await store.checkpoints.sign('one')).toBe(1)
    expect(await store.checkpoints.sign('one')).toBe(0)
    expect(await store.checkpoints.sign()).toBe(1)
    expect(await other.checkpoints.sign()).toBe(0)
    await store.audit.write(auditEvent())
    const database = openDatabase(own)
    expect(await verifyAudit(database)).toMatchObject({ unsigned: 1, checkpoints: { count: 2 } })
    await database.close()
    await store.close()
    await other.close()
  })

  test('of processes that sign together are numbered without gaps', async () => {
    const own = await fresh()
    const stores = await Promise.all(Array.from({ length: 4 }, () => openTestStore(own)))
    for (let round = 0; round < 5; round += 1)
      await Promise.all(
        stores.map(async ({ audit, checkpoints }) => {
          await audit.write(auditEvent())
          await checkpoints.sign()
        }),
      )
    const database = openDatabase(own)
    const known = await knownKeys(auditKeys(database))
    const verified = await verifyAudit(database, { keys: known })
    expect(problems(verified)).toEqual([])
    expect(verified).toMatchObject({ rows: 20, unsigned: 0 })
    await database.close()
    for (const store of stores) await store.close()
  })

  test('outlive a rotation of the data key', async () => {
    const own = await fresh()
    const [oldKey, newKey] = [
      '0123456789abcdef0123456789abcdef',
      'ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP',
    ].map((text) => Buffer.from(text))
    if (oldKey === undefined || newKey === undefined) throw new Error('no keys')
    for (const ring of [[oldKey], [newKey, oldKey], [newKey]]) {
      const store = await openTestStore(own, { keyring: makeKeyring(ring) })
      await store.audit.write(auditEvent())
      expect(await store.checkpoints.sign()).toBe(1)
      await store.close()
    }
    const database = openDatabase(own)
    const ring = makeKeyStore(database, makeKeyring([newKey]), now, 'audit')
    expect(problems(await verifyAudit(database, { keys: await knownKeys(ring) }))).toEqual([])
    const other = makeKeyStore(database, makeKeyring([oldKey]), now, 'audit')
    await expect(knownKeys(other)).rejects.toThrow('does not open')
    await database.close()
  })

  test('are not signed with the key of the identity JWT, nor does either open as the other', async () => {
    const own = await fresh()
    const store = await openTestStore(own)
    await store.audit.write(auditEvent())
    await store.checkpoints.sign()
    const database = openDatabase(own)
    const [row] = await database.reader<Record<string, unknown>>('audit_key')
    expect(await database.reader('identity_key')).toEqual([])
    await database.writer('identity_key').insert({ ...row })
    const never = () => Promise.reject(new Error('no key is to be made'))
    await expect(store.keys.list(never)).rejects.toThrow('does not open')
    await database.close()
    await store.close()
  })

  test('are not made when their numbering is gone', async () => {
    const own = await fresh()
    const store = await openTestStore(own)
    await store.audit.write(auditEvent())
    const database = openDatabase(own)
    await database.writer('audit_checkpoints').del()
    await expect(store.checkpoints.sign()).rejects.toThrow('no register of checkpoints')
    await database.close()
    await store.close()
  })

  test('of a database of before there were any: none, and that is no fault', async () => {
    const own = await fresh()
    const store = await openTestStore(own)
    await store.audit.write(auditEvent())
    await store.close()
    const database = openDatabase(own)
    for (const table of ['audit_checkpoint', 'audit_checkpoints', 'audit_key'])
      await database.writer.schema.dropTable(table)
    expect(await verifyAudit(database)).toMatchObject({ unsigned: 1, checkpoints: { count: 0 } })
    await database.close()
  })
})

/** A transaction as a database to read from, so that a tampered audit is seen without being kept. */
function nested(trx: Knex.Transaction): Knex {
  return { transaction: (run: (db: Knex) => unknown) => run(trx) } as unknown as Knex
}
