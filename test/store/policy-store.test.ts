import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { policyLoaded } from '../../gateway/audit/policy-events.ts'
import { practiceAt } from '../../gateway/gebruikersbeheer/practice/overlay.ts'
import type { HistoryRow, HouderValue } from '../../gateway/store/beheer.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { makePolicyHistory } from '../../gateway/store/policy-store.ts'
import type { SetInForce } from '../../gateway/store/policy-store.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { openTestStore } from './fixtures.ts'

const when = { at: 1_700_000_000_000, id: 'verzoek' }
const hashOf = (letter: string): string => letter.repeat(64)

eachDatabase('the history of the policy on %s', (engine) => {
  const database = useDatabases(engine)

  const entryOf = (change: Partial<SetInForce>): SetInForce => ({
    version: hashOf('a'),
    files: new Map([
      ['certificaten.yaml', hashOf('1')],
      ['../certs/ca.pem', hashOf('2')],
    ]),
    over: undefined,
    writer: 'w',
    nr: 1,
    at: when.at,
    host: 'poort-1',
    pid: 4242,
    ...change,
  })

  async function opened() {
    const url = await database()
    const store = await openTestStore(url)
    const put = (change: Partial<SetInForce> = {}): Promise<void> => {
      const entry = entryOf(change)
      const { version: naar, host, pid } = entry
      return store.policies.inForce(entry, () =>
        policyLoaded({ ...when, at: entry.at }, { van: null, naar, host, pid }),
      )
    }
    const reading = openDatabase(url)
    return {
      store,
      put,
      history: makePolicyHistory(reading),
      close: async () => {
        await reading.close()
        await store.close()
      },
    }
  }

  test('keeps a file once, and gives it back byte for byte', async () => {
    const { store, history, close } = await opened()
    const large = randomBytes(3_000_000)
    await store.policies.keep(hashOf('1'), large)
    await store.policies.keep(hashOf('1'), Buffer.from('anders'))
    await store.policies.keep(hashOf('2'), Buffer.alloc(0))
    expect(await store.policies.missing([hashOf('1'), hashOf('3'), hashOf('2')])).toEqual([
      hashOf('3'),
    ])
    expect((await history.content(hashOf('1')))?.equals(large)).toBe(true)
    expect(await history.content(hashOf('2'))).toEqual(Buffer.alloc(0))
    expect(await history.content(hashOf('3'))).toBeUndefined()
    await close()
  })

  test('tells of each set when it was in force first and last, how often, and where first', async () => {
    const { put, history, close } = await opened()
    await put()
    await put({ version: hashOf('b'), over: hashOf('a'), nr: 2, at: when.at + 1_000 })
    await put({ nr: 3, at: when.at + 2_000, host: 'poort-2' })
    // Told twice, as after a commit whose answer was lost.
    await put({ nr: 3, at: when.at + 2_000, host: 'poort-2' })
    expect(await history.list()).toEqual([
      {
        version: hashOf('a'),
        files: new Map([
          ['certificaten.yaml', hashOf('1')],
          ['../certs/ca.pem', hashOf('2')],
        ]),
        over: undefined,
        firstAt: when.at,
        lastAt: when.at + 2_000,
        times: 2,
        host: 'poort-1',
        pid: 4242,
      },
      expect.objectContaining({ version: hashOf('b'), over: hashOf('a'), times: 1 }),
    ])
    expect((await history.find('b')).map(({ version }) => version)).toEqual([hashOf('b')])
    for (const prefix of ['', 'c', '%', '_', 'B']) expect(await history.find(prefix)).toEqual([])
    await close()
  })
})

describe('what Gebruikersbeheer had changed at a moment', () => {
  const houder = (gebruikersnummer: string, geblokkeerd = false): HouderValue => ({
    soort: 'persoonlijk',
    gebruikersnummer: gebruikersnr(gebruikersnummer),
    naam: null,
    autorisaties: {},
    ipAdressen: [],
    geblokkeerd,
  })
  const door = { gebruikersnummer: gebruikersnr('10000001'), naam: null }
  const person = (nummer: string) => ({ gebruikersnummer: gebruikersnr(nummer), naam: null })
  /** Newest first, as the store gives them. */
  const history: readonly HistoryRow[] = [
    {
      version: 4,
      groep: 4,
      at: 40,
      door,
      what: { soort: 'houder', van: houder('2', true), naar: null },
    },
    {
      version: 3,
      groep: 3,
      at: 30,
      door,
      what: { soort: 'contactpersonen', van: [person('1')], naar: [person('3')] },
    },
    {
      version: 2,
      groep: 2,
      at: 20,
      door,
      what: { soort: 'houder', van: houder('2'), naar: houder('2', true) },
    },
    { version: 1, groep: 1, at: 10, door, what: { soort: 'houder', van: null, naar: houder('2') } },
  ]
  const practice = { agbCode: '12000001', contactpersonen: ['1'] } as unknown as Parameters<
    typeof practiceAt
  >[0]

  test.each([
    [5, 0, [], undefined],
    [10, 1, [[false, false]], undefined],
    [29, 2, [[true, false]], undefined],
    [30, 3, [[true, false]], ['3']],
    [99, 4, [[true, true]], ['3']],
  ])('at %d is version %d', (at, version, houders, gekozen) => {
    const then = practiceAt(practice, history, at)
    expect(then.version).toBe(version)
    expect(then.houders.map(({ value, removed }) => [value.geblokkeerd, removed])).toEqual(houders)
    expect(then.contactpersonen?.gekozen).toEqual(gekozen)
  })
})
