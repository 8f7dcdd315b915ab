/** What two changes at once, or a key that was put in front, must not bring back. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { describe, expect, test } from '@jest/globals'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, noon, openTestStore } from '../store/fixtures.ts'

const nummer = gebruikersnr('700000000011')
const audit = () => auditEvent()

eachDatabase('accounts on %s', (engine) => {
  const fresh = useDatabases(engine)

  const open = async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    const { toegang } = store
    const link = (id: string, adresMac = 'b:adres') =>
      toegang.nieuweLink(
        {
          ...{ id, soort: 'wachtwoord', adresMac, agbCode: '', dienst: '', nummer, door: '' },
          ...{ sealed: Buffer.from('l'), createdAt: noon, validUntil: noon + 60_000 },
        },
        { mails: [], vervangt: false },
      )
    const make = (adresMacs: readonly string[], number = nummer, id = 'een') =>
      toegang.maakAccount(
        {
          account: {
            ...{ nummer: number, adresMac: adresMacs[0] ?? '', naam: 'J. de Boer' },
            ...{ staat: 'actief', sealed: Buffer.from('oud'), totpStap: null, createdAt: noon },
          },
          ...{ adresMacs, link: id, uitdaging: 'x' },
        },
        audit,
      )
    await link('een')
    expect(await make(['a:adres'])).toBe(true)
    return { store, toegang, link, make, url }
  }

  test('a change on what somebody else changed meanwhile is not made, and its link stays good', async () => {
    const { store, toegang, link } = await open()
    await link('twee')
    const change = (version: number, sealed: string, id?: string) =>
      toegang.wijzig(
        {
          ...{ nummer, version, at: noon, naar: { sealed: Buffer.from(sealed) } },
          ...(id !== undefined && { link: id }),
        },
        audit,
      )
    expect(await change(1, 'nieuw')).toMatchObject({ version: 2 })
    expect(await change(1, 'oud', 'twee')).toBe('verouderd')
    expect((await toegang.account(nummer))?.sealed.toString()).toBe('nieuw')
    expect((await toegang.link('twee'))?.usedAt).toBeNull()
    await store.close()
  })

  test('an address has one account, under whatever data key it was made', async () => {
    const { store, link, make } = await open()
    await link('twee')
    expect(await make(['b:adres', 'a:adres'], gebruikersnr('700000000012'), 'twee')).toBe(false)
    await store.close()
  })

  test('a sign-in that ended meanwhile is taken the place of by none', async () => {
    const { store, toegang } = await open()
    const begin = (hash: string, vervangt?: string) =>
      toegang.begin(
        {
          sessie: {
            ...{ hash, soort: 'account', nummer, agbCode: '', createdAt: noon, seenAt: noon },
            ...{ endsAt: noon + 60_000, codeAt: noon, kanaal: 'app' },
          },
          ...(vervangt !== undefined && { vervangt }),
          hoogstens: 5,
        },
        audit,
      )
    expect(await begin('een')).toBe(true)
    expect(await begin('twee', 'een')).toBe(true)
    expect(await begin('drie', 'een')).toBe(false)
    const live = await toegang.sessies(nummer, noon)
    expect(live.map(({ hash }) => hash)).toEqual(['twee'])
    await store.close()
  })

  describe('the key pair of an account', () => {
    type Store = Awaited<ReturnType<typeof openTestStore>>
    const signIn = ({ toegang }: Store, hash: string, more = {}) =>
      toegang.begin(
        {
          sessie: {
            ...{ hash, soort: 'account', nummer, agbCode: '', createdAt: noon, seenAt: noon },
            ...{ endsAt: noon + 60_000, codeAt: noon, kanaal: 'app' },
          },
          ...{ hoogstens: 50, ...more },
        },
        audit,
      )
    const pair = (thumbprint: string) => ({
      paar: { nummer, thumbprint, publiek: '{}', prive: Buffer.from('p'), createdAt: noon },
    })

    test('T13: one is made, however many processes open a first secured session at once', async () => {
      const { store, url } = await open()
      const other = await openTestStore(url)
      for (let round = 0; round < 20; round++) {
        const made = await Promise.all(
          [store, other].map((one, place) =>
            signIn(one, `${String(round)}-${String(place)}`, {
              version: 1,
              ...pair(`paar ${String(round)}-${String(place)}`),
            }),
          ),
        )
        expect(made.filter(Boolean)).toHaveLength(round === 0 ? 1 : 0)
      }
      await other.close()
      await store.close()
    })

    test('T13: a password that is changed beside the first one is not changed: its key would be of the old', async () => {
      const { store, toegang } = await open()
      const changed = () =>
        toegang.wijzig(
          { nummer, version: 1, at: noon, naar: { sealed: Buffer.from('nieuw') }, paar: 'geen' },
          audit,
        )
      expect(await signIn(store, 'een', { version: 1, ...pair('paar') })).toBe(true)
      expect(await changed()).toBe('verouderd')
      expect((await toegang.account(nummer))?.sealed.toString()).toBe('oud')
      await store.close()
    })
  })

  test('T6: of tries at once by two processes no more get through than the limit', async () => {
    const url = await fresh()
    const stores = [await openTestStore(url), await openTestStore(url)]
    const limit = { aantal: 10, perMs: 3_600_000 }
    // Round after round: a window is made once, and then counted in.
    const granted = async (keysOf: (place: number) => readonly string[]): Promise<number> => {
      let count = 0
      for (let round = 0; round < 12; round++) {
        const tries = stores.map(({ toegang }, place) =>
          toegang.neem(keysOf(place).map((key) => ({ key, limit, at: noon }))),
        )
        count += (await Promise.all(tries)).filter((wait) => wait === 0).length
      }
      return count
    }
    expect(await granted(() => ['code'])).toBe(limit.aantal)
    // In either order: that they would wait for each other is no reason to let both go.
    const two = ['account', 'netwerk']
    expect(await granted((place) => (place === 0 ? two : [...two].reverse()))).toBe(limit.aantal)
    for (const store of stores) await store.close()
  })
})
