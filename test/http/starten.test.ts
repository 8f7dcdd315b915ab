/** Starting from the HIS over real TLS, on both databases: the link is for one person, for a click within a minute. */
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { generateKeyPairSync } from 'node:crypto'
import { TOTP } from 'otpauth'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { auditEvent } from '../store/fixtures.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { addClient } from '../support/more-clients.ts'
import { ask, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { makeOutbox, visitor } from '../support/visitor.ts'
import type { Outbox, Visitor } from '../support/visitor.ts'

const agbCode = agb('01000007')
const dienst = 'viplive'
const card = '/viplive/samenwerken/42'
const patient = '/viplive/patienten/42'
const delivered = (location: string) => answering(201, { location })
const { publicKey } = generateKeyPairSync('x25519')
const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'viplive-1' }
const client = 'systeem-melden'

eachDatabase('starting from the HIS, on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway
  let outbox: Outbox
  const clock = setClock()
  let made = 0
  const { now } = clock
  let people: People

  interface Person {
    readonly nummer: Gebruikersnummer
    readonly browser: Visitor
    readonly email: string
    readonly code: () => string
  }
  let named: Person
  let other: Person
  let elsewhere: Person

  beforeAll(async () => {
    upstream = await startUpstream(delivered(card))
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await makeUrl(),
      now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/viplive.yaml': (text) => text.replace('http://127.0.0.1:8085', upstream.url),
        'diensten/sleutels/viplive.jwk.json': () => JSON.stringify(publicJwk),
      },
      start: { scrypt: cheapScrypt, notifier: outbox },
    })
    people = peopleOf(gateway, outbox, clock)
    addClient(gateway.dir, 'huisarts', { gebruikersnummer: '10000031', agbCode })
    named = await member(agbCode)
    other = await member(agbCode)
    elsewhere = await member(agb('01000008'))
  }, 120_000)
  beforeEach(() => {
    upstream.behave(delivered(card))
  })
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const stores = () => gateway.sluis.gateway
  /** An address on the dienst's own host. */
  const there = (location: string): string =>
    stores().toegang.url.replace('//localhost', '//viplive.localhost') + location

  /** A POH-S of a practice who is gemachtigd, signed in. */
  async function member(at: AgbCode, van = dienst): Promise<Person> {
    const email = `his${String((made += 1))}@praktijk.example`
    const naam = `P. Smit ${String(made)}`
    const secret = await people.withApp(email, naam)
    const browser = visitor(gateway)
    const code = (): string => {
      clock.forward(30_000)
      return new TOTP({ secret }).generate({ timestamp: now() })
    }
    const [row] = await stores().toegang.store.zoek(naam, 1)
    const nummer = row?.nummer ?? nobodysNumber
    await stores().organisaties.leden.voegToe(
      {
        ...{ agbCode: at, dienst: van, nummer, naam, staat: 'actief', door: nummer },
        ...{ rollen: [van === dienst ? 'poh-s' : 'contactpersoon'], via: 'uitnodiging', at: now() },
      },
      () => auditEvent(),
    )
    await stores().organisaties.refresh()
    const person = { nummer, browser, email, code }
    if (van === dienst) await give(person, { machtigingen: ['patientdata'], at })
    await signIn(person)
    return person
  }

  async function give(
    { nummer }: Pick<Person, 'nummer'>,
    {
      machtigingen = [],
      staat = 'actief',
      at = agbCode,
    }: {
      readonly machtigingen?: readonly string[]
      readonly staat?: string
      readonly at?: AgbCode
    },
  ) {
    const rollen = staat === 'actief' ? ['poh-s'] : []
    await stores().organisaties.leden.wijzig(
      {
        ...{ agbCode: at, dienst, nummer, version: undefined, at: now(), door: nummer },
        judge: () => ({ naar: { staat, rollen, machtigingen } }),
      },
      () => auditEvent(),
    )
    await stores().organisaties.refresh()
  }

  async function signIn({ browser, email, code }: Person): Promise<Answered> {
    await browser.submit('/aanmelden', { email, wachtwoord: password })
    return browser.submit('/aanmelden/code', { code: code() })
  }

  const message = (nummer: string): Record<string, unknown> => ({
    referentie: `start-${String((made += 1))}`,
    instantie: { agbCode },
    medewerker: { gebruikersnummer: nummer },
    verzekerde: { bsn: '999990019' },
  })
  const path = '/v1/instroom/viplive'
  const posting = (nummer: string) => post(gateway, message(nummer), { client, path })

  /** A link for a person, just made. */
  async function linkFor({ nummer }: Person): Promise<string> {
    const posted = await posting(nummer)
    expect([posted.status, posted.json['code']]).toEqual([201, undefined])
    return startPath(posted)
  }

  const codeOf = async ({ browser }: Person, link: string) =>
    (await browser.get(link, { accept: 'application/json' })).json['code']

  /** Every row of instroom, as text. */
  async function rows(): Promise<string> {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    const found = await database.reader('instroom').select<Record<string, unknown>[]>('*')
    await database.close()
    return JSON.stringify(found)
  }

  const fresh = () => ({ ...named, browser: visitor(gateway) })

  describe('posting', () => {
    test('T22: unknown, of another practice, of another dienst, stopped, no number of an account: SL302 there, with one text', async () => {
      const stopped = await member(agbCode)
      await give(stopped, { staat: 'stopgezet' })
      const ofGli = await member(agbCode, 'gli-register')
      const numbers = [
        '700000000000',
        elsewhere.nummer,
        ofGli.nummer,
        stopped.nummer,
        '10000031',
        '',
      ]
      const answers = await Promise.all(numbers.map(posting))
      const told = answers.map(({ status, json }) => [status, json['code'], json['fouten']])
      expect(told[0]?.slice(0, 2)).toEqual([422, 'SL302'])
      expect(told[0]?.[2]).toEqual([
        expect.objectContaining({ pad: '/medewerker/gebruikersnummer', code: 'SL302' }),
      ])
      for (const one of told) expect(one).toEqual(told[0])
    })
  })

  describe('opening', () => {
    test('who is named is led to the form; again: the same answer, and nothing is delivered again', async () => {
      const link = await linkFor(named)
      const before = upstream.requests.length
      const first = await named.browser.get(link)
      expect([first.status, first.headers['location']]).toEqual([303, there(card)])
      clock.forward(61_000)
      expect(await codeOf(other, link)).toBe('SL406')
      const again = await named.browser.get(link)
      expect([again.status, again.headers['location']]).toEqual([303, there(card)])
      expect(upstream.requests).toHaveLength(before + 1)
      const { persoon } = JSON.parse(upstream.requests.at(-1)?.body.toString() ?? '') as {
        readonly persoon: Record<string, unknown>
      }
      expect(persoon).toMatchObject({ soort: 'account', gebruikersnummer: named.nummer, agbCode })
    })

    test('T22: a certificate does not open it, nor sees that it waits; a forged link is SL401', async () => {
      const link = await linkFor(named)
      expect((await open(gateway, link, 'huisarts')).json['code']).toBe('SL406')
      const list = await open(gateway, '/start', 'huisarts')
      expect([list.status, list.text.includes(link)]).toEqual([200, false])
      // That was opened is told to the contact person; not what waits.
      expect(list.text).toContain('Er staat niets klaar')
      expect(await codeOf(named, `/start/${'A'.repeat(48)}`)).toBe('SL401')
    })

    test('T22: a hundred visits without a sign-in change no row', async () => {
      const link = await linkFor(named)
      const before = await rows()
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => visitor(gateway).get(link)),
      )
      // Whatever asks for it.
      answers.push(await visitor(gateway).get(link, { accept: 'application/json' }))
      for (const { status, headers } of answers)
        expect([status, headers['location']]).toEqual([
          303,
          `/aanmelden?na=${encodeURIComponent(link)}`,
        ])
      expect(await rows()).toBe(before)
    })

    test('T22: after a minute it is SL402; for a colleague still SL406', async () => {
      const link = await linkFor(named)
      clock.forward(60_001)
      expect(await codeOf(named, link)).toBe('SL402')
      expect(await codeOf(other, link)).toBe('SL406')
    })

    test('T22: clicked in time, signed in five minutes later: it opens', async () => {
      const link = await linkFor(named)
      const person = fresh()
      clock.forward(55_000)
      const asked = await person.browser.get(link)
      const signInPage = String(asked.headers['location'])
      clock.forward(4 * 60_000)
      await stores().store.instromen.sweep(now())
      await person.browser.submit(
        signInPage,
        { email: person.email, wachtwoord: password },
        '/aanmelden',
      )
      const entered = await person.browser.submit('/aanmelden/code', { code: person.code() })
      expect([entered.status, entered.headers['location']]).toEqual([303, link])
      const opened = await person.browser.get(link)
      expect([opened.status, opened.headers['location']]).toEqual([303, there(card)])
    })

    test.each([
      ['clicked too late', 60_001, 0],
      ['signed in too late', 30_000, 10 * 60_000],
    ])('T22: %s: SL402', async (_what, untilClick, untilSignIn) => {
      const link = await linkFor(named)
      const person = fresh()
      clock.forward(untilClick)
      await person.browser.get(link)
      clock.forward(untilSignIn)
      await signIn(person)
      expect(await codeOf(person, link)).toBe('SL402')
    })

    test('T22: the mark of another link is worth nothing', async () => {
      const [link, marked] = [await linkFor(named), await linkFor(named)]
      const person = fresh()
      await person.browser.get(marked)
      await signIn(person)
      clock.forward(60_001)
      expect(await codeOf(person, link)).toBe('SL402')
      expect((await person.browser.get(marked)).status).toBe(303)
    })

    test('T23: signed in as one, a link for another: SL406, and still the one', async () => {
      const link = await linkFor(other)
      const before = named.browser.cookies.get('__Host-sluis-sessie')
      expect(await codeOf(named, link)).toBe('SL406')
      expect(named.browser.cookies.get('__Host-sluis-sessie')).toBe(before)
      expect((await named.browser.get('/account')).text).toContain(named.nummer)
      expect((await other.browser.get(link)).status).toBe(303)
    })

    test('a machtiging that was taken is SL212 and nothing is bound; what became of the link is told before', async () => {
      const person = await member(agbCode)
      const link = await linkFor(person)
      await give(person, {})
      const before = await rows()
      expect(await codeOf(person, link)).toBe('SL212')
      expect(await rows()).toBe(before)
      clock.forward(60_001)
      expect(await codeOf(person, link)).toBe('SL402')
      await give(person, { staat: 'stopgezet' })
      expect(await codeOf(person, link)).toBe('SL109')
    })

    test('withdrawn is SL405 for who is named and SL406 for a colleague', async () => {
      const posted = await posting(named.nummer)
      const withdrawn = await ask(gateway, {
        ...{ listener: 'instroom', client, method: 'DELETE' },
        path: String(posted.headers['location']),
      })
      expect(withdrawn.status).toBe(204)
      expect(await codeOf(named, startPath(posted))).toBe('SL405')
      expect(await codeOf(other, startPath(posted))).toBe('SL406')
    })

    test('a browser that fetches ahead opens nothing', async () => {
      const link = await linkFor(named)
      const ahead = { 'sec-purpose': 'prefetch', accept: 'application/json' }
      expect((await named.browser.get(link, ahead)).json['code']).toBe('SL511')
      expect((await named.browser.get(link)).status).toBe(303)
    })

    test('to a card of a secured session it leads by way of the lock', async () => {
      upstream.behave(delivered(patient))
      const link = await linkFor(named)
      const before = upstream.requests.length
      const first = await named.browser.get(link)
      const lock = `/beveiligde-sessie?na=${encodeURIComponent(link)}`
      expect([first.status, first.headers['location']]).toEqual([303, lock])
      const opened = await named.browser.submit(
        lock,
        { wachtwoord: password },
        '/beveiligde-sessie',
      )
      expect([opened.status, opened.headers['location']]).toEqual([303, link])
      const on = await named.browser.get(link)
      expect([on.status, on.headers['location']]).toEqual([303, there(patient)])
      expect(upstream.requests).toHaveLength(before + 1)
    })
  })
})
