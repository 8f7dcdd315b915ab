/** Accounts by a part of a name: the same found by reading all names and by the parts that are kept of them. */
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { comparedName, namePartsOf } from '../../gateway/account/name-parts.ts'
import { removeRows } from '../../gateway/organisaties/store-remove.ts'
import { durably, openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import { auditEvent, noon, openTestStore } from '../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'

test.each([
  ['É. Brûlé', 'e brule'],
  ['Anna  de Vries-Jansen', 'anna de vries jansen'],
  ['W. Łukasiewicz', 'w lukasiewicz'],
  ['İ. Sørensen-Groß', 'i sorensen gross'],
  ['Z. O’Neill (waarnemer)', 'z o neill waarnemer'],
  ['...', ''],
])('%s is compared as %j', (naam, compared) => {
  expect(comparedName(naam)).toBe(compared)
})

test('a name has a part from each letter on, each once, and none of it is longer than forty', () => {
  expect(namePartsOf('A. Ban').map(String)).toEqual(['a ban', 'ban', 'an', 'n'])
  expect(namePartsOf('aa').map(String)).toEqual(['aa', 'a'])
  expect(namePartsOf('x'.repeat(100)).map((part) => part.length)[0]).toBe(40)
  expect(namePartsOf('𝒜'.repeat(50)).map(String)[0]).toBe('a'.repeat(40))
})

eachDatabase('names of accounts on %s', (engine) => {
  const fresh = useDatabases(engine)
  let store: OpenStore
  let other: OpenStore
  let database: Database
  let made = 0

  beforeAll(async () => {
    const url = await fresh()
    store = await openTestStore(url)
    other = await openTestStore(url)
    database = openDatabase(url, { busyMs: 5_000 })
  })
  afterAll(async () => {
    await Promise.all([store.close(), other.close(), database.close()])
  })

  const audit = () => auditEvent()
  /** As an older version of the program does it: the account alone. */
  const insert = async (naam: string): Promise<string> => {
    const nummer = String(700_000_000_000 + (made += 1))
    await database.writer('account').insert({
      ...{ nummer, naam, staat: 'actief', version: 1, adres_mac: nummer },
      ...{ sealed: Buffer.from('s'), created_at: noon, changed_at: noon },
    })
    await database.flush()
    return nummer
  }
  /** As this one does. */
  const make = async (naam: string): Promise<Gebruikersnummer> => {
    const nummer = gebruikersnr(String(700_000_000_000 + (made += 1)))
    await store.toegang.nieuweLink(
      {
        ...{ id: nummer, soort: 'e-mail-bewijs', adresMac: nummer, agbCode: '', dienst: '' },
        ...{ nummer: null, door: '', sealed: Buffer.from('l') },
        ...{ createdAt: noon, validUntil: noon + 60_000 },
      },
      { mails: [], vervangt: false },
    )
    const account = {
      ...{ nummer, adresMac: nummer, naam, staat: 'actief' as const },
      ...{ sealed: Buffer.from('s'), totpStap: null, createdAt: noon },
    }
    const what = { account, adresMacs: [nummer], link: nummer, uitdaging: '' }
    expect(await store.toegang.maakAccount(what, audit)).toBe(true)
    return nummer
  }
  const found = async (text: string, limit = 50): Promise<readonly string[]> =>
    (await store.toegang.zoek(text, limit)).map(({ naam }) => naam)
  const rowsOf = async (nummer: string): Promise<number> => {
    const of = async (table: string) => (await database.reader(table).where({ nummer })).length
    return (await of('account_zoeknaam')) + (await of('account_naamdeel'))
  }
  /** Until nothing is left. */
  const upkeep = async (atOnce = 50): Promise<void> => {
    while (!(await store.toegang.werkNamenBij(atOnce)));
  }

  test('are found by every part, whatever its case and accents, before and after upkeep', async () => {
    const names = ['É. Brûlé', 'A. de Vries-Jansen', 'B. 100% Tester', 'C. Onder_streep']
    for (const naam of names) await insert(naam)
    const asked = async () => {
      const all: Record<string, readonly string[]> = {}
      for (const text of [
        'é. br',
        'E BRULE',
        'rûl',
        'vries-j',
        'de vries',
        'ries jans',
        '100% t',
        'r_s',
      ])
        all[text] = await found(text)
      return { ...all, none: await found('vriesj'), all: (await found('')).length }
    }
    const before = await asked()
    expect(before).toEqual({
      ...{ 'é. br': ['É. Brûlé'], 'E BRULE': ['É. Brûlé'], rûl: ['É. Brûlé'] },
      ...{ 'vries-j': ['A. de Vries-Jansen'], 'de vries': ['A. de Vries-Jansen'] },
      ...{
        'ries jans': ['A. de Vries-Jansen'],
        '100% t': ['B. 100% Tester'],
      },
      ...{ r_s: ['C. Onder_streep'], none: [], all: 4 },
    })
    await upkeep(1)
    expect(await asked()).toEqual(before)
    expect(await found('e', 2)).toHaveLength(2)
  })

  test('are found at once when an account is made or its name changes, and not by what it was', async () => {
    await upkeep()
    const nummer = await make('H. Zoëtmulder')
    expect(await found('zoet')).toEqual(['H. Zoëtmulder'])
    const change = { nummer, version: undefined, at: noon, naar: { naam: 'H. Ünal' } }
    await store.toegang.wijzig(change, audit)
    expect([await found('zoet'), await found('unal')]).toEqual([[], ['H. Ünal']])
  })

  test('that an older version of the program adds are found from the next upkeep on, also by two at once', async () => {
    await upkeep()
    const nummer = await insert('K. Naastdraaier')
    await Promise.all([upkeep(), other.toegang.werkNamenBij(50)])
    await upkeep()
    expect(await found('naastdr')).toEqual(['K. Naastdraaier'])
    await database.writer('account').where({ nummer }).update({ naam: 'K. Anders' })
    await upkeep()
    expect([await found('naastdr'), await found('k. anders')]).toEqual([[], ['K. Anders']])
  })

  test('leave nothing behind when the account goes, whoever removes it', async () => {
    await upkeep()
    const [own, theirs] = [await make('P. Verdwijnt'), await make('Q. Verdwijnt')]
    expect(await found('verdwijnt')).toHaveLength(2)
    await durably(database, (trx) => removeRows(trx, { nummer: own, at: noon, door: 'sluis' }))
    expect([await rowsOf(own), await rowsOf(theirs)]).toEqual([0, 11])
    await database.writer('account').where({ nummer: theirs }).delete()
    expect(await found('verdwijnt')).toEqual([])
    await upkeep()
    expect(await rowsOf(theirs)).toBe(0)
  })
})
