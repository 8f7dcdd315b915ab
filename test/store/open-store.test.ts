import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { contentHashOf, makeKeyring } from '../../gateway/secrets/keys.ts'
import { openSealed, seal } from '../../gateway/secrets/seal.ts'
import { readToken, startToken } from '../../gateway/secrets/start-token.ts'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { openStore } from '../../gateway/start/store/open-store.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, keyring, newInstroom, noon, openTestStore } from './fixtures.ts'

eachDatabase('the store on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('an audit event is on record when its promise resolves', async () => {
    const url = await fresh()
    const store = await openTestStore(url, { writerId: 'w1' })
    await store.audit.write(auditEvent({ toelichting: 'eerste' }))
    const database = openDatabase(url)
    const rows: Record<string, unknown>[] = await database.reader('audit')
    expect(rows).toMatchObject([{ writer: 'w1', agb_code: '12000001' }])
    expect(JSON.parse(String(rows[0]?.['line']))).toMatchObject({ toelichting: 'eerste', nr: 1 })
    await database.close()
    await store.close()
  })

  test('an event of nobody has no AGB-code', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    await store.audit.write(auditEvent({ gebruiker: null }))
    await store.close()
    const database = openDatabase(url)
    expect(await database.reader('audit').select('agb_code')).toEqual([{ agb_code: null }])
    expect((await verifyAudit(database)).findings).toEqual([])
    await database.close()
  })

  test('a writer id that was used before does not start', async () => {
    const url = await fresh()
    await (await openTestStore(url, { writerId: 'w1' })).close()
    await expect(openTestStore(url, { writerId: 'w1' })).rejects.toThrow('de database antwoordde')
    const database = openDatabase(url)
    expect((await verifyAudit(database)).findings).toEqual([])
    await database.close()
  })

  test('it answers while it is open, and rejects when it is closed', async () => {
    const store = await openTestStore(await fresh())
    await store.ping()
    await store.close()
    await expect(store.ping()).rejects.toMatchObject({ code: 'SL505' })
    await expect(store.audit.write(auditEvent())).rejects.toMatchObject({ code: 'SL505' })
    await expect(store.instromen.find('x')).rejects.toMatchObject({ code: 'SL505' })
    await expect(store.register.find(agb('12000001'))).rejects.toMatchObject({ code: 'SL505' })
  })

  test('closing finishes what was asked', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    const rows = Array.from({ length: 300 }, () => newInstroom())
    const posted = Promise.all(rows.map((row) => store.instromen.post(row, () => auditEvent())))
    await store.close()
    expect((await posted).every(({ kind }) => kind === 'nieuw')).toBe(true)
    const again = await openTestStore(url)
    for (const { id } of rows) expect(await again.instromen.find(id)).toBeDefined()
    await again.close()
  })

  test('batches are reported', async () => {
    const sizes: number[] = []
    const store = await openTestStore(await fresh(), {
      onBatch: ({ size, failed }) => sizes.push(size, failed),
    })
    await store.audit.write(auditEvent())
    await store.close()
    expect(sizes).toEqual([1, 0])
  })

  test('links, replays and messages survive the rotation of the data key', async () => {
    const keys = [randomUUID(), randomUUID()].map((text) => Buffer.from(text.slice(0, 32)))
    const [first, second] = keys
    if (first === undefined || second === undefined) throw new Error('no keys')
    const url = await fresh()
    const message = { referentie: 'HIS-1', verzekerde: { bsn: '999990019' } }
    const before = makeKeyring([first])
    const id = randomUUID()
    const row = newInstroom({
      id,
      keyId: before.current.id,
      contentHash: contentHashOf(before.current, message),
      sealed: seal({ keys: before.current, use: 'message' }, id, Buffer.from('inhoud')),
    })
    const store = await openTestStore(url, { keyring: before })
    await store.instromen.post(row, () => auditEvent())
    await store.close()

    const after = makeKeyring([second, first])
    const reopened = await openTestStore(url, { keyring: after })
    const link = startToken(before.current, id)
    const found = await reopened.instromen.find(readToken(after, link) ?? '')
    const madeWith = after.byId(found?.keyId ?? '')
    if (found?.sealed == null || madeWith === undefined) throw new Error('the instroom is lost')
    expect(startToken(madeWith, found.id)).toBe(link)
    expect(contentHashOf(madeWith, message)).toBe(found.contentHash)
    expect(openSealed({ keyring: after, use: 'message' }, id, found.sealed)?.toString()).toBe(
      'inhoud',
    )
    await reopened.close()
  })
})

test('a database that cannot be reached is told without its password', async () => {
  const opening = openStore({
    url: 'postgres://sluis:geheim@127.0.0.1:1/sluis',
    writerId: 'w1',
    keyring,
    now: () => noon,
  })
  await expect(opening).rejects.toThrow(
    'de database antwoordde ECONNREFUSED: de server neemt niet op',
  )
})
