/** Changes of Gebruikersbeheer by another process: told by the database, and asked for when they are not. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { overlayKey } from '../../gateway/decision/overlay-key.ts'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { createLog } from '../../gateway/operations/log.ts'
import { openPolicy } from '../../gateway/policy/current.ts'
import type { CurrentPolicy } from '../../gateway/policy/current.ts'
import { startBeheer } from '../../gateway/start/store/beheer.ts'
import type { RunningBeheer } from '../../gateway/start/store/beheer.ts'
import type { BeheerChange } from '../../gateway/store/beheer.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import { makeFolder, now } from '../policy/policy-folder.ts'
import { auditEvent, openTestStore } from '../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { waitFor } from '../support/serving.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Longer than any test: what is known then was not asked for. */
const never = 600_000

/** A process that watches, as much of it as Gebruikersbeheer needs. */
async function watch(url: string, pollMs?: number) {
  const folder = makeFolder()
  const opened = await openPolicy({ dir: folder.dir, now })
  if ('problems' in opened) throw new Error(JSON.stringify(opened.problems))
  const policies: CurrentPolicy = opened.policy
  const store = await openTestStore(url)
  const lines: string[] = []
  const beheer: RunningBeheer = await startBeheer({
    store: store.beheer,
    policies,
    log: createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    onApplied: () => undefined,
    ...(pollMs !== undefined && { pollMs }),
  })
  closing.push(async () => {
    await beheer.stop()
    await store.close()
    await policies.close()
    folder.remove()
  })
  /** The milliseconds until a holder is known as blocked. */
  const knows = async (gebruikersnummer: string): Promise<number> => {
    const from = performance.now()
    await waitFor(() => isBlocked(gebruikersnummer) || undefined)
    return performance.now() - from
  }
  const isBlocked = (gebruikersnummer: string): boolean =>
    policies
      .current()
      .policy.overlay.houders.get(
        overlayKey(agb('12000001'), { soort: 'persoonlijk', gebruikersnummer }),
      )?.geblokkeerd === true
  const told = (text: string) =>
    waitFor(() => lines.some((line) => line.includes(text)) || undefined)
  return { knows, isBlocked, told, lines }
}

let version = 0
beforeEach(() => {
  version = 0
})

/** Another process blocks a holder. */
async function block(store: OpenStore, gebruikersnummer: string): Promise<void> {
  const houder = {
    soort: 'persoonlijk',
    gebruikersnummer: gebruikersnr(gebruikersnummer),
    naam: null,
    autorisaties: {},
    ipAdressen: [],
  } as const
  const change: BeheerChange = {
    agbCode: agb('12000001'),
    version,
    at: now(),
    door: { gebruikersnummer: gebruikersnr('10000005'), naam: null },
    stappen: [
      {
        soort: 'houder',
        van: { ...houder, geblokkeerd: false },
        naar: { ...houder, geblokkeerd: true },
      },
    ],
  }
  expect(await store.beheer.save(change, () => auditEvent())).toEqual({ kind: 'opgeslagen' })
  version += 1
}

const another = async (url: string): Promise<OpenStore> => {
  const store = await openTestStore(url)
  closing.push(() => store.close())
  return store
}

describe('with a database that tells', () => {
  const fresh = useDatabases('postgres')
  const listens = async (url: string): Promise<void> => {
    const database = openDatabase(url)
    await waitFor(async () => {
      const found: unknown[] = await database.reader('pg_stat_activity').where({
        application_name: 'sluis-notices',
        state: 'idle',
        query: 'listen "sluis_beheer"',
      })
      return found.length > 0 || undefined
    })
    await database.close()
  }

  test('a change is in force without anybody asking', async () => {
    const url = await fresh()
    const other = await another(url)
    const watcher = await watch(url, never)
    await listens(url)
    for (const holder of ['10000002', '10000003', '10000004']) {
      await block(other, holder)
      expect(await watcher.knows(holder)).toBeLessThan(1_000)
    }
  })

  test('a change made while the connection was away is in force once it is back', async () => {
    const url = await fresh()
    const other = await another(url)
    const watcher = await watch(url, never)
    await listens(url)
    const name = url.slice(url.lastIndexOf('/') + 1)
    const server = openDatabase(`${url.slice(0, url.lastIndexOf('/'))}/postgres`)
    closing.push(() => server.close())
    await block(other, '10000002')
    await watcher.knows('10000002')
    await server.reader.raw('alter database ?? allow_connections false', [name])
    await server.reader.raw(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = ? and application_name = ?',
      [name, 'sluis-notices'],
    )
    await watcher.told(logTexts.beheerUntold)
    await block(other, '10000003')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(watcher.isBlocked('10000003')).toBe(false)
    await server.reader.raw('alter database ?? allow_connections true', [name])
    await watcher.knows('10000003')
    await watcher.told(logTexts.beheerToldAgain)
    expect(watcher.lines.filter((line) => line.includes(logTexts.beheerUntold))).toHaveLength(1)
    expect(watcher.lines.join('')).not.toContain('postgres:postgres')
    await block(other, '10000004')
    expect(await watcher.knows('10000004')).toBeLessThan(1_000)
  })
})

eachDatabase('the net, on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('catches within a second what nothing tells', async () => {
    const url = await fresh()
    const other = await another(url)
    const watcher = await watch(url)
    // A change that nobody tells of: as by a version from before there were notices.
    await block(other, '10000002')
    const database = openDatabase(url)
    closing.push(() => database.close())
    await watcher.knows('10000002')
    await new Promise((resolve) => setTimeout(resolve, 300))
    await database.writer.transaction(async (trx) => {
      const row = { geblokkeerd: 1, version: 2, gebruikersnummer: '10000003' }
      await trx('beheer_counter').where('id', 1).increment('counter', 1)
      await trx('beheer_practice').increment('counter', 1).increment('version', 1)
      const [known] = (await trx('beheer_houder').select('*')) as Record<string, unknown>[]
      await trx('beheer_houder').insert({ ...known, ...row })
    })
    expect(await watcher.knows('10000003')).toBeLessThan(1_000)
  })
})
