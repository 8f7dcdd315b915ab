import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { makeKeyring } from '../../gateway/instroom/keys.ts'
import { openDatabase } from '../../gateway/store/database.ts'
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
