import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { makeKeyring } from '../../gateway/secrets/keys.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { makeKeyStore } from '../../gateway/store/key-store.ts'
import type { NewKey } from '../../gateway/store/key-store.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { noon, openTestStore } from './fixtures.ts'

const oldKey = Buffer.from('0123456789abcdef0123456789abcdef')
const newKey = Buffer.from('ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP')

const make = (): Promise<NewKey> => {
  const kid = randomUUID()
  return Promise.resolve({ kid, secret: Buffer.from(`private ${kid}`) })
}
const never = (): Promise<NewKey> => Promise.reject(new Error('no key is to be made'))

eachDatabase('the keys on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('the first key is made once, also when ten processes start together', async () => {
    const url = await fresh()
    const stores = await Promise.all(Array.from({ length: 10 }, () => openTestStore(url)))
    const lists = await Promise.all(stores.map(({ keys }) => keys.list(make)))
    const kids = new Set(lists.flat().map(({ kid }) => kid))
    expect(kids.size).toBe(1)
    const [key] = lists[0] ?? []
    expect(key).toMatchObject({ createdAt: noon, activeFrom: noon, active: true })
    expect(key?.secret.toString()).toBe(`private ${key?.kid ?? ''}`)
    for (const store of stores) await store.close()
  })

  test('a restart finds the same key, and makes none', async () => {
    const url = await fresh()
    const first = await openTestStore(url)
    const made = await first.keys.list(make)
    await first.close()
    const second = await openTestStore(url)
    expect(await second.keys.list(never)).toEqual(made)
    await second.close()
  })

  test('the database does not hold the private key', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    const [key] = await store.keys.list(make)
    await store.close()
    const database = openDatabase(url)
    const [row] = await database.reader<{ sealed: Buffer }>('identity_key')
    expect(row?.sealed.includes(key?.secret ?? '')).toBe(false)
    // A wrapped key does not open under another name.
    await database.writer('identity_key').update({ kid: 'other' })
    await database.close()
    const again = await openTestStore(url)
    await expect(again.keys.list(never)).rejects.toThrow('does not open')
    await again.close()
  })

  test('a new key is published before it is used, and the old one can be retired after', async () => {
    let now = noon
    const store = await openTestStore(await fresh(), { now: () => now })
    const [old] = await store.keys.list(make)
    const both = await store.keys.rotate(make, noon + 1_000)
    expect(both.map(({ active }) => active)).toEqual([true, false])
    await expect(store.keys.retire(old?.kid ?? '')).rejects.toThrow('in use')
    now = noon + 1_000
    expect((await store.keys.list(never)).map(({ active }) => active)).toEqual([false, true])
    await store.keys.retire(old?.kid ?? '')
    expect(await store.keys.list(never)).toMatchObject([{ kid: both[1]?.kid, active: true }])
    expect(await store.keys.rotate(make, now)).toHaveLength(2)
    await store.close()
  })

  test('processes that rotate together add one key', async () => {
    const url = await fresh()
    const stores = await Promise.all([openTestStore(url), openTestStore(url)])
    await stores[0].keys.list(make)
    const lists = await Promise.all(stores.map(({ keys }) => keys.rotate(make, noon)))
    // Neither list is shorter than two; how many keys there are depends on who was done first.
    for (const list of lists) expect(list.length).toBeGreaterThanOrEqual(2)
    for (const list of lists) expect(list.filter(({ active }) => active)).toHaveLength(1)
    for (const store of stores) await store.close()
  })

  test('every key there ever was is known, retired ones too, and nothing is changed by asking', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    expect(await store.keys.known()).toEqual([])
    const [first] = await store.keys.list(make)
    const [, second] = await store.keys.rotate(make, noon)
    await store.keys.retire(first?.kid ?? '')
    expect(await store.keys.list(never)).toMatchObject([{ kid: second?.kid }])
    expect(await store.keys.known()).toMatchObject([
      { kid: first?.kid, secret: first?.secret },
      { kid: second?.kid, secret: second?.secret, active: true },
    ])
    await store.close()
    const database = openDatabase(url)
    const sealed = () => database.reader('identity_key').pluck('sealed')
    const before = (await sealed()) as Buffer[]
    const keys = makeKeyStore(database, makeKeyring([newKey, oldKey]), () => noon)
    expect(await keys.known()).toHaveLength(2)
    expect(await sealed()).toEqual(before)
    await expect(makeKeyStore(database, makeKeyring([newKey]), () => noon).known()).rejects.toThrow(
      'does not open',
    )
    await database.close()
  })

  test('keys of one purpose are not those of another', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    const [identity] = await store.keys.list(make)
    await store.close()
    const database = openDatabase(url)
    const audit = makeKeyStore(database, makeKeyring([oldKey]), () => noon, 'audit')
    const [made] = await audit.list(make)
    expect(made?.kid).not.toBe(identity?.kid)
    expect(await audit.rotate(make, noon + 1)).toHaveLength(2)
    await expect(audit.retire(made?.kid ?? '')).rejects.toThrow('in use')
    const [row] = await database.reader<Record<string, unknown>>('audit_key')
    await database.writer('identity_key').del()
    await database.writer('identity_key').insert({ ...row })
    const moved = makeKeyStore(database, makeKeyring([oldKey]), () => noon)
    await expect(moved.list(never)).rejects.toThrow('does not open')
    await database.close()
  })

  test('a first key that is for later is used until then: there is no other', async () => {
    const store = await openTestStore(await fresh())
    const [key] = await store.keys.rotate(make, noon + 1_000)
    expect(key).toMatchObject({ active: true, activeFrom: noon + 1_000 })
    await store.close()
  })

  test('a database that does not answer is SL505', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    const database = openDatabase(url)
    await database.writer.schema.dropTable('identity_key')
    await database.close()
    const { keys } = store
    for (const asked of [keys.list(make), keys.rotate(make, noon), keys.retire('x'), keys.known()])
      await expect(asked).rejects.toMatchObject({ code: 'SL505' })
    await store.close()
  })

  test('the data key is rotated: new in front wraps again, and then the old one can be dropped', async () => {
    const url = await fresh()
    const withKeys = async (keys: readonly Buffer[]) => {
      const store = await openTestStore(url, { keyring: makeKeyring(keys) })
      try {
        return await store.keys.list(make)
      } finally {
        await store.close()
      }
    }
    const made = await withKeys([oldKey])
    await expect(withKeys([newKey])).rejects.toThrow('does not open')
    expect(await withKeys([oldKey, newKey])).toEqual(made)
    expect(await withKeys([newKey, oldKey])).toEqual(made)
    expect(await withKeys([newKey])).toEqual(made)
  })
})
