/** Notices over a real PostgreSQL: told at once, lost and found again, and stopped in time. */
import { afterEach, describe, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import { listenFor, notify } from '../../gateway/store/notices.ts'
import type { Listening, NoticeOptions } from '../../gateway/store/notices.ts'
import { useDatabases } from '../support/databases.ts'
import { startPostgres } from '../support/postgres.ts'
import { waitFor } from '../support/serving.ts'

const channel = 'sluis_test'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const openHere = (url: string) => {
  const database = openDatabase(url)
  closing.push(() => database.close())
  return database.writer
}

/** One that listens, and what it was told. */
function hear(url: string, pauses: NoticeOptions['pauses'] = {}) {
  const heard = { notices: 0, listening: 0, lost: 0 }
  const listening = listenFor({
    url,
    channel,
    pauses,
    onNotice: () => (heard.notices += 1),
    onListening: () => (heard.listening += 1),
    onLost: () => (heard.lost += 1),
  })
  closing.push(() => listening.stop())
  const came = (what: keyof typeof heard, count: number) =>
    waitFor(() => (heard[what] >= count ? true : undefined), 20_000)
  return { heard, listening, came }
}

const stopMs = async (listening: Listening): Promise<number> => {
  const began = performance.now()
  await listening.stop()
  return performance.now() - began
}

/** Ends the connections that listen, as a server does that restarts. */
const cut =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = ?'

describe('notices', () => {
  const fresh = useDatabases('postgres')

  test('come once a transaction is committed, and not when it is rolled back', async () => {
    const url = await fresh()
    const db = openHere(url)
    const { heard, came } = hear(url)
    await came('listening', 1)
    await expect(
      db.transaction(async (trx) => {
        await notify(trx, channel)
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    let committed = 0
    await db.transaction(async (trx) => {
      await notify(trx, channel)
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(heard.notices).toBe(0)
      committed = performance.now()
    })
    await came('notices', 1)
    expect(performance.now() - committed).toBeLessThan(1_000)
    expect(heard).toEqual({ notices: 1, listening: 1, lost: 0 })
  })

  test('come to everybody who listens, and only on their own channel', async () => {
    const url = await fresh()
    const db = openHere(url)
    const [one, other] = [hear(url), hear(url)]
    await Promise.all([one.came('listening', 1), other.came('listening', 1)])
    await notify(db, 'sluis_other')
    await notify(db, channel)
    await Promise.all([one.came('notices', 1), other.came('notices', 1)])
    expect([one.heard.notices, other.heard.notices]).toEqual([1, 1])
  })

  test('come again after the connection was cut, which is told', async () => {
    const url = await fresh()
    const db = openHere(url)
    const { heard, came } = hear(url)
    for (const round of [1, 2, 3]) {
      await came('listening', round)
      await db.raw(cut, ['sluis-notices'])
      await came('lost', round)
    }
    await came('listening', 4)
    await notify(db, channel)
    await came('notices', 1)
    expect(heard).toEqual({ notices: 1, listening: 4, lost: 3 })
  })

  test('leave no connection behind, however often one was cut', async () => {
    const url = await fresh()
    const db = openHere(url)
    const { came, listening } = hear(url)
    await came('listening', 1)
    await db.raw(cut, ['sluis-notices'])
    await came('listening', 2)
    const count = async (): Promise<number> => {
      const rows: unknown[] = await db('pg_stat_activity')
        .where({ application_name: 'sluis-notices' })
        .whereRaw('datname = current_database()')
      return rows.length
    }
    expect(await count()).toBe(1)
    await listening.stop()
    await waitFor(async () => ((await count()) === 0 ? true : undefined))
  })

  test('are waited for longer each time while there is no server, and stopping does not wait', async () => {
    const began = performance.now()
    const { heard, came, listening } = hear('postgres://nobody@127.0.0.1:1/none', {
      first: 50,
      most: 200,
    })
    await came('lost', 5)
    // 50, 100, 200 and 200 ms.
    expect(performance.now() - began).toBeGreaterThan(500)
    expect(heard.listening).toBe(0)
    expect(await stopMs(listening)).toBeLessThan(1_000)
  })
})

describe('notices of a server that stands still', () => {
  test('are known to be lost, come again, and stopping does not wait for an answer', async () => {
    const postgres = await startPostgres()
    closing.push(() => postgres.remove())
    const url = `${postgres.url}/postgres`
    const { heard, came, listening } = hear(url, { heartbeat: 100 })
    await came('listening', 1)
    const thaw = postgres.freeze()
    try {
      await came('lost', 1)
      expect(heard.listening).toBe(1)
    } finally {
      thaw()
    }
    await came('listening', 2)
    const thawAgain = postgres.freeze()
    try {
      expect(await stopMs(listening)).toBeLessThan(2_000)
    } finally {
      thawAgain()
    }
  }, 60_000)
})
