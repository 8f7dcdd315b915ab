/** Aanmeldingen, members and meldcodes in the database, by several processes at once, and what comes of them in force. */
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { overlayKey } from '../../gateway/decision/overlay-key.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { meldcodeMac } from '../../gateway/account/meldcode.ts'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { Aangemeld } from '../../gateway/leden/aangemeld.ts'
import { LedenOverlay } from '../../gateway/leden/overlay.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import { makeLedenFeed } from '../../gateway/store/leden/feed.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import type { AanmeldingResult, Keuze } from '../../gateway/store/leden/aanmelding.ts'
import type { LidRow } from '../../gateway/store/leden/lid.ts'
import { auditEvent, keyring, noon, openTestStore } from '../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'

const day = 86_400_000
const dienst = 'gli-register'
const audit = () => auditEvent()
const keuze: Keuze = {
  soort: 'instelling',
  naam: 'De Oever',
  adres: 'Oever 7',
  email: 'info@de-oever.example',
  rol: 'contactpersoon',
  registerVersie: 'v1',
  epd: null,
}
const manager = gebruikersnr('700000000012')
let codes = 57_000_000

eachDatabase('organisations and members on %s', (engine) => {
  const fresh = useDatabases(engine)
  let one: OpenStore
  let other: OpenStore
  let database: Database
  let agbCode: AgbCode

  beforeAll(async () => {
    const url = await fresh()
    one = await openTestStore(url)
    other = await openTestStore(url)
    database = openDatabase(url, { busyMs: 5_000 })
  })
  afterAll(async () => {
    await Promise.all([one.close(), other.close(), database.close()])
  })
  beforeEach(() => {
    agbCode = agb(String((codes += 1)))
  })

  const begin = (door: string, store = one, createdAt = noon) =>
    store.organisaties.aanmeldingen.begin(
      {
        ...{ id: randomUUID(), agbCode, dienst, door: gebruikersnr(door), createdAt },
        validUntil: createdAt + 14 * day,
      },
      audit,
    )
  const idOf = (result: AanmeldingResult): string => ('row' in result ? result.row.id : '')
  const kies = (id: string, change: { readonly direct?: string } = {}, at = noon) =>
    one.organisaties.aanmeldingen.kies({ id, at, keuze, naam: 'S. Visser', ...change }, audit)
  const bevestig = (id: string, store = one, at = noon) =>
    store.organisaties.aanmeldingen.bevestig(
      { id, at, hoe: 'register-email', naam: 'S. Visser' },
      audit,
    )
  const asked = async (door: string): Promise<string> => {
    const id = idOf(await begin(door))
    await kies(id)
    return id
  }
  const leden = () => one.organisaties.leden.leden(agbCode, dienst)

  test('T17: an account that begins twenty times at once, by two processes, has one aanmelding', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => begin('700000000001', index % 2 ? one : other)),
    )
    expect(new Set(all.map(idOf)).size).toBe(1)
    expect(all.filter(({ kind }) => kind === 'gedaan')).toHaveLength(1)
  })

  test('S1-14: the first that is confirmed makes the code taken; the others are refused', async () => {
    const ids = [await asked('700000000001'), await asked('700000000002')]
    const results = await Promise.all([bevestig(String(ids[0])), bevestig(String(ids[1]), other)])
    expect(results.map(({ kind }) => kind).sort()).toEqual(['gedaan', 'voorbij'])
    expect((await begin('700000000003')).kind).toBe('bezet')
    const states = await one.organisaties.aanmeldingen.list({ agbCode, limit: 10 })
    expect(states.map(({ staat }) => staat).sort()).toEqual(['actief', 'geweigerd'])
    expect(await leden()).toMatchObject([{ staat: 'actief', rollen: ['contactpersoon'] }])
  })

  test('T17: three may wait for one code, and one that was never confirmed makes way', async () => {
    for (const door of ['1', '2', '3']) await asked(`70000000000${door}`)
    const fourth = idOf(await begin('700000000004'))
    expect((await kies(fourth)).kind).toBe('vol')
    const later = noon + 14 * day
    const again = idOf(await begin('700000000004', one, later))
    expect(again).not.toBe(fourth)
    expect((await kies(again, {}, later)).kind).toBe('gedaan')
  })

  test('cannot be confirmed before its data were chosen, twice, refused, or too late', async () => {
    const id = idOf(await begin('700000000001'))
    expect((await bevestig(id)).kind).toBe('voorbij')
    await kies(id)
    expect((await bevestig(id, one, noon + 14 * day)).kind).toBe('voorbij')
    expect((await bevestig(id)).kind).toBe('gedaan')
    expect((await bevestig(id)).kind).toBe('voorbij')
    expect((await kies(id)).kind).toBe('voorbij')
    const weigeren = { id, at: noon, daad: 'weigeren' } as const
    expect((await one.organisaties.aanmeldingen.eindig(weigeren, audit)).kind).toBe('voorbij')
  })

  test('S1-27: confirmed at once, it has its first member at once', async () => {
    const result = await kies(idOf(await begin('700000000001')), { direct: 'automatisch' })
    expect(result).toMatchObject({ kind: 'gedaan', row: { staat: 'actief', hoe: 'automatisch' } })
    expect(await leden()).toHaveLength(1)
  })

  test('S1-16: what the register says of its end is told to all, and recorded only when it is something else', async () => {
    const { aanmeldingen } = one.organisaties
    await kies(idOf(await begin('700000000001')), { direct: 'automatisch' })
    const due = async (since: number) => (await aanmeldingen.teVragen(since, 99)).includes(agbCode)
    const before = await other.ledenFeed.changes({ counter: 0, version: '' })
    const endOf = async (): Promise<string | null | undefined> => {
      const changes = await other.ledenFeed.changes({ counter: 0, version: '' })
      return changes?.actief.rows.find((row) => row.agbCode === agbCode)?.einde
    }
    let recorded = 0
    const note = (einde: string | null, at: number) =>
      aanmeldingen.noteerEinde({ agbCode, einde, at }, () => {
        recorded += 1
        return auditEvent()
      })
    expect(await due(noon)).toBe(true)
    expect([await note(null, noon), await due(noon), await endOf(), recorded]).toEqual([
      ...[false, false, null, 0],
    ])
    expect([await note('2026-08-31', noon + day), await endOf(), recorded]).toEqual([
      ...[true, '2026-08-31', 1],
    ])
    expect(await other.ledenFeed.changes(before?.mark ?? { counter: 0, version: '' })).toBeDefined()
    expect([await note('2026-08-31', noon + 2 * day), recorded]).toEqual([false, 1])
    expect([await due(noon + 2 * day), await due(noon + 3 * day)]).toEqual([false, true])
  })

  const voegToe = (text: string, change = {}, nummer = gebruikersnr(text)) =>
    one.organisaties.leden.voegToe(
      {
        ...{ agbCode, dienst, nummer, naam: `N ${nummer}`, staat: 'actief', door: nummer },
        ...{ rollen: ['behandelaar'], via: 'link', at: noon, ...change },
      },
      audit,
    )
  const stop = (version: number | undefined, store = one) =>
    store.organisaties.leden.wijzig<string>(
      {
        ...{
          agbCode,
          dienst,
          nummer: gebruikersnr('700000000011'),
          door: manager,
          version,
          at: noon,
        },
        judge: (all) => {
          const lid = all.find(({ nummer }) => nummer === '700000000011')
          return lid?.staat === 'actief'
            ? { naar: { staat: 'stopgezet', rollen: lid.rollen, machtigingen: [] } }
            : { fout: 'niet actief' }
        },
      },
      audit,
    )

  test('a member is changed once by two managers at once, and his history tells it', async () => {
    await voegToe('700000000011')
    const both = await Promise.all([stop(1), stop(1, other)])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['opgeslagen', 'verouderd'])
    expect(await stop(undefined)).toEqual({ kind: 'fout', fout: 'niet actief' })
    const [last, first] = await one.organisaties.leden.history(agbCode, dienst, 10)
    expect(JSON.parse(String(last?.wat))).toMatchObject({
      van: { staat: 'actief' },
      naar: { staat: 'stopgezet' },
    })
    expect(JSON.parse(String(first?.wat))).toMatchObject({ van: null, naar: { staat: 'actief' } })
  })

  test('who did something is told whatever another version noted of him', async () => {
    await voegToe('700000000011')
    const place = { agb_code: agbCode, dienst }
    for (const table of ['lidmaatschap', 'leden_history'])
      await database.writer(table).where(place).update({ door: 'aanbieder' })
    const [told] = await one.organisaties.leden.history(agbCode, dienst, 10)
    expect([told?.nummer, told?.door]).toEqual(['700000000011', 'aanbieder'])
    expect((await leden()).map(({ door }) => door)).toEqual(['aanbieder'])
  })

  const invite = (adresMac: string) => {
    const id = randomUUID()
    return one.organisaties.leden
      .nodigUit(
        {
          ...{ id, agbCode, dienst, staat: 'uitgenodigd', rol: 'behandelaar', adresMac },
          ...{ door: manager, sealed: randomBytes(40), createdAt: noon, changedAt: noon },
          validUntil: noon + day,
        },
        audit,
      )
      .then((ended) => ({ id, ended }))
  }

  test('T5: who is invited again has one invitation, and the older one lets nobody in', async () => {
    const first = await invite('mac-1')
    const second = await invite('mac-1')
    expect(second.ended).toEqual([first.id])
    expect((await voegToe('700000000011', { uitnodiging: first.id })).kind).toBe('geen')
    expect((await voegToe('700000000011', { uitnodiging: second.id })).kind).toBe('opgeslagen')
    expect((await voegToe('700000000012', { uitnodiging: second.id })).kind).toBe('geen')
    expect(await leden()).toHaveLength(1)
  })

  test('T5: a link is used up with the membership that it gives, once, or not at all', async () => {
    const { id: uitnodiging } = await invite('mac-3')
    const link = randomUUID()
    await one.toegang.nieuweLink(
      {
        ...{ id: link, soort: 'uitnodiging', adresMac: 'mac-3', agbCode, dienst, nummer: null },
        ...{ door: manager, sealed: randomBytes(40), createdAt: noon },
        validUntil: noon + day,
      },
      { mails: [], vervangt: false },
    )
    const both = await Promise.all(
      ['700000000011', '700000000012'].map((nummer) => voegToe(nummer, { uitnodiging, link })),
    )
    expect(both.map(({ kind }) => kind).sort()).toEqual(['opgeslagen', 'verouderd'])
    expect(await leden()).toHaveLength(1)
    expect((await one.toegang.link(link))?.usedAt).toBe(noon)
  })

  test('who was invited has his account with his membership in it, or neither: with a fault between, the link stays good', async () => {
    await one.toegang.nieuweLink(
      {
        ...{ id: 'invited', soort: 'uitnodiging', adresMac: 'b:nieuw', agbCode, dienst },
        ...{ nummer: null, door: '', sealed: Buffer.from('l') },
        ...{ createdAt: noon, validUntil: noon + 60_000 },
      },
      { mails: [], vervangt: false },
    )
    const nummer = gebruikersnr('700000077777')
    const account = {
      ...{ nummer, adresMac: 'b:nieuw', naam: 'N. Nieuw', staat: 'actief' as const },
      ...{ sealed: Buffer.from('s'), totpStap: null, createdAt: noon },
    }
    const lid = {
      ...{ agbCode, dienst, nummer, naam: 'N. Nieuw', staat: 'actief', rollen: ['rol'] },
      ...{ via: 'uitnodiging', door: manager, at: noon },
    }
    const make = () =>
      one.organisaties.leden.maakAccount(
        { account, adresMacs: ['b:nieuw'], link: 'invited', uitdaging: 'x', lid },
        () => [auditEvent(), auditEvent()],
      )
    const rows = async () => [
      await one.toegang.account(nummer),
      (await one.toegang.link('invited'))?.usedAt,
      await one.organisaties.leden.ofAccount(nummer),
    ]
    // The number of its history is taken: that it comes to after the account.
    const { counter } = (await database.reader('leden_counter').first()) as { counter: unknown }
    const taken = { counter: Number(counter) + 1, at: noon, wat: 'fault' }
    await database.writer('leden_history').insert(taken)
    await database.flush()
    await expect(make()).rejects.toMatchObject({ code: 'SL505' })
    expect(await rows()).toEqual([undefined, null, []])
    await database.writer('leden_history').where('wat', 'fault').delete()
    await database.flush()
    expect(await make()).toMatchObject({ kind: 'opgeslagen' })
    expect(await rows()).toMatchObject([{ nummer }, noon, [{ nummer, staat: 'actief' }]])
    expect(await make()).toBe(false)
  })

  test('an invitation that ran out, or was taken back, lets nobody in', async () => {
    const old = await invite('mac-2')
    const late = { uitnodiging: old.id, at: noon + day }
    expect((await voegToe('700000000011', late)).kind).toBe('geen')
    const id = (await invite('mac-3')).id
    expect(await one.organisaties.leden.trekIn({ id, at: noon }, () => audit())).toBe(true)
    expect((await voegToe('700000000011', { uitnodiging: id })).kind).toBe('geen')
  })

  test('S0-17: five meldcodes may live, found by their hash alone, and an ended one makes room', async () => {
    const maak = (code: string, id: string) =>
      one.organisaties.meldcodes.maak(
        {
          ...{
            id: gebruikersnr(id),
            agbCode,
            dienst: 'incident-melden',
            label: 'Balie',
            door: gebruikersnr('700000000011'),
          },
          ...{ createdAt: noon, validUntil: noon + day, revokedAt: null, lastUsedAt: null },
          mac: meldcodeMac(keyring.current, code),
          hoogstens: 5,
        },
        () => audit(),
      )
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, n) => maak(`${agbCode}000${String(n)}`, `6000${agbCode}${n}`)),
    )
    expect(made.filter(Boolean)).toHaveLength(5)
    const found = await one.organisaties.meldcodes.find([
      meldcodeMac(keyring.current, `${agbCode}0000`),
    ])
    expect(found).toMatchObject({ agbCode, label: 'Balie' })
    const [live] = await one.organisaties.meldcodes.list(agbCode, 'incident-melden')
    const id = live?.id ?? nobodysNumber
    const what = { id, agbCode, dienst: 'incident-melden', at: noon }
    expect(await one.organisaties.meldcodes.trekIn(what, () => audit())).toBe(true)
    expect(await maak(`${agbCode}0009`, `7000${agbCode}9`)).toBe(true)
    const elsewhere = { ...what, agbCode: agb('57999999') }
    expect(await one.organisaties.meldcodes.trekIn(elsewhere, () => audit())).toBe(false)
  })

  test('T18: what changed is told by another process, with nothing of other organisations', async () => {
    const before = await other.ledenFeed.changes({ counter: 0, version: '' })
    await voegToe('700000000011')
    await bevestig(await asked('700000000001'))
    const mark = before?.mark ?? { counter: 0, version: '' }
    const changed = await other.ledenFeed.changes(mark)
    expect(changed?.leden.map(({ nummer }) => nummer).sort()).toEqual([
      '700000000001',
      '700000000011',
    ])
    expect(changed?.actief.rows.filter((row) => row.agbCode === agbCode)).toMatchObject([
      { dienst, soort: 'instelling', naam: 'De Oever', activeAt: noon, einde: null },
    ])
    expect(await other.ledenFeed.changes(changed?.mark ?? mark)).toBeUndefined()
    await stop(undefined, other)
    const next = await one.ledenFeed.changes(changed?.mark ?? mark)
    expect(next?.actief).toEqual({ codes: [], rows: [] })
  })

  if (engine === 'sqlite')
    test('what changed is found by an index, however many there are that did not', async () => {
      const { counter } = (await database.reader('leden_counter').first()) as { counter: number }
      const { version } = (await database.reader('register_version').first()) as { version: string }
      await bevestig(await asked('700000000001'))
      const asks: { readonly sql: string; readonly bindings: readonly string[] }[] = []
      const note = (query: (typeof asks)[number]): void => void asks.push(query)
      database.reader.on('query', note)
      await makeLedenFeed(database).changes({ counter, version })
      database.reader.removeListener('query', note)
      expect(asks).toHaveLength(6)
      for (const { sql, bindings } of asks) {
        const plan: unknown = await database.reader.raw(`explain query plan ${sql}`, [...bindings])
        expect([sql, JSON.stringify(plan)]).not.toContainEqual(expect.stringContaining('SCAN'))
      }
    })
})

const lid = (change: Partial<LidRow>): LidRow => ({
  ...{
    agbCode: agb('57000001'),
    dienst,
    nummer: gebruikersnr('700000000001'),
    naam: 'S. Visser',
    staat: 'actief',
  },
  ...{ rollen: ['behandelaar'], machtigingen: [], via: 'link', door: manager, version: 1 },
  ...{ createdAt: noon, changedAt: noon },
  ...change,
})
const key = overlayKey(agb('57000001'), {
  soort: 'account',
  gebruikersnummer: '700000000001',
})

test('S1-46: only who is active or was stopped is a holder, and a stopped one is blocked', () => {
  const overlay = new LedenOverlay()
  const take = (staat: string) => {
    overlay.take([lid({ staat })], [])
    return overlay.houders.get(key)
  }
  for (const staat of ['aangemeld', 'afgekeurd', 'uitgenodigd']) expect(take(staat)).toBeUndefined()
  expect(take('actief')).toMatchObject({ geblokkeerd: false, soort: 'account' })
  expect(take('stopgezet')).toMatchObject({ geblokkeerd: true })
  overlay.take([lid({ dienst: 'viplive', rollen: ['waarnemer'] })], [])
  const some = overlay.houders.get(key)
  expect([some?.geblokkeerd, [...(some?.autorisaties ?? [])]]).toEqual([
    false,
    [['viplive', ['waarnemer']]],
  ])
})

test('a meldcode has what the policy says of it now, and nothing once it was ended', () => {
  const overlay = new LedenOverlay()
  const row = {
    ...{ id: gebruikersnr('600000000001'), agbCode: agb('57000001') },
    ...{ dienst: 'incident-melden', label: 'Balie' },
    ...{
      door: manager,
      createdAt: noon,
      validUntil: noon + day,
      revokedAt: null,
      lastUsedAt: null,
    },
  }
  const at = overlayKey(agb('57000001'), {
    soort: 'meldcode',
    gebruikersnummer: '600000000001',
  })
  overlay.take([], [row])
  expect(overlay.houders.get(at)).toBeUndefined()
  const rules = { autorisatie: 'melden', hoogstens: 5, geldigMs: day }
  overlay.setDiensten(new Map([['incident-melden', { meldcode: rules } as never]]))
  expect([...(overlay.houders.get(at)?.autorisaties ?? [])]).toEqual([
    ['incident-melden', ['melden']],
  ])
  overlay.take([], [{ ...row, revokedAt: noon }])
  expect(overlay.houders.get(at)).toBeUndefined()
})

test('an organisation that registered itself is connected until the register ends it', () => {
  const diensten = new Map([
    [dienst, { aanmelden: {} } as never],
    ['dicht', {} as never],
  ])
  const row = {
    ...{ agbCode: agb('57000001'), dienst, naam: 'De Oever', soort: 'instelling' as const },
    ...{ activeAt: noon, einde: '2026-12-31' },
  }
  const all = { codes: undefined, rows: [row, { ...row, dienst: 'dicht' }] }
  const aangemeld = new Aangemeld()
  aangemeld.setFiles({ instanties: new Map(), diensten })
  aangemeld.take(all)
  expect(aangemeld.instanties.get(agb('57000001'))).toMatchObject({
    overeenkomst: { van: '2026-08-01', tot: '2026-12-31' },
    diensten: new Set([dienst]),
    beheer: 'contactpersoon',
  })
  const file = {
    ...{ agbCode: agb('57000001'), naam: 'In het bestand' },
    ...{ soort: 'instelling' as const, overeenkomst: { van: '2020-01-01', tot: '2021-01-01' } },
    ...{
      diensten: new Set(['ander']),
      beheer: 'bestand' as const,
      contactpersonen: [gebruikersnr('1')],
    },
    houders: new Map(),
  }
  aangemeld.setFiles({ instanties: new Map([[agb('57000001'), file]]), diensten })
  expect(aangemeld.instanties.get(agb('57000001'))).toEqual({
    ...file,
    diensten: new Set(['ander', dienst]),
  })
  aangemeld.take({ codes: [agb('57000009')], rows: [] })
  expect([...aangemeld.instanties.keys()]).toEqual(['57000001'])
  aangemeld.take({ codes: [agb('57000001')], rows: [] })
  expect([...aangemeld.instanties.keys()]).toEqual([])
})
