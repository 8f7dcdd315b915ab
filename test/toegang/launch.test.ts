/** A start from the HIS over real TLS: the link of one employee, through signing in, and for nobody else. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn, signInAgain } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { auditEvent } from '../store/fixtures.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const agbCode = agb('01000007')
const dienst = 'viplive'
const kaart = '/viplive/samenwerken/kaart-1'
const json = { accept: 'application/json' }

eachDatabase('a start from the HIS, on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway
  let clock = 0
  let made = 0
  const now = (): number => Date.now() + clock

  beforeAll(async () => {
    upstream = await startUpstream(answering(201, { location: kaart }))
    gateway = await startTestGateway({
      database: await makeUrl(),
      now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/viplive.yaml': (text) =>
          text.replace(/^host: .*$/m, '').replace('http://127.0.0.1:8085', upstream.url),
      },
    })
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  async function member(
    staat: 'actief' | 'stopgezet' = 'actief',
    machtigingen: readonly string[] = ['patientdata'],
  ): Promise<Person> {
    const email = `lid${String((made += 1))}@praktijk.example`
    const person = await signIn(gateway, { email, agbCode })
    const { organisaties } = gateway.sluis.gateway
    const { nummer } = person
    const key = { agbCode, dienst, nummer }
    await organisaties.leden.voegToe(
      {
        ...{ ...key, naam: 'S. Visser', staat: 'actief', door: nummer, rollen: ['poh-s'] },
        ...{ via: 'uitnodiging', at: now() },
      },
      () => auditEvent(),
    )
    await organisaties.leden.wijzig(
      {
        ...{ ...key, version: undefined, at: now(), door: nummer },
        judge: () => ({ naar: { staat, rollen: ['poh-s'], machtigingen } }),
      },
      () => auditEvent(),
    )
    await organisaties.refresh()
    return person
  }

  const launch = (gebruikersnummer: string): Promise<Answered> =>
    post(
      gateway,
      {
        referentie: `start-${String((made += 1))}`,
        instantie: { agbCode },
        medewerker: { gebruikersnummer },
        verzekerde: { bsn: '999990019' },
      },
      { path: `/v1/instroom/${dienst}`, client: 'systeem-melden' },
    )

  const start = (path: string, person?: Person, headers = {}): Promise<Answered> =>
    browse(gateway, { path, person, headers })

  const delivered = (): number =>
    upstream.requests.filter(({ target }) => target === '/viplive/instroom').length

  const rowOf = ({ json: { instroomId } }: Answered) =>
    gateway.sluis.gateway.store.instromen.find(String(instroomId))

  test('the named employee opens it; again the same 303, and nothing is delivered again', async () => {
    const person = await member()
    const posted = await launch(person.nummer)
    expect(posted.status).toBe(201)
    expect(new URL(String(posted.json['startUrl'])).origin).toBe(gateway.sluis.gateway.toegang.url)
    const before = delivered()
    for (const at of ['first', 'again']) {
      const opened = await start(startPath(posted), person)
      expect([at, opened.status, opened.headers['location']]).toEqual([at, 303, kaart])
    }
    expect(delivered()).toBe(before + 1)
    const body = upstream.requests.find(({ target }) => target === '/viplive/instroom')?.body
    expect(String(body)).not.toContain('vingerafdruk')
  })

  test('an unknown number, a stopped member and a certificate get SL302 at that field, in one text', async () => {
    const stopped = await member('stopgezet')
    const answers = await Promise.all(
      ['799999999999', stopped.nummer, '10000031'].map(
        async (nummer) => (await launch(nummer)).json,
      ),
    )
    const fouten = answers.map(({ code, fouten }) => ({ code, fouten }))
    expect(fouten[0]).toMatchObject({
      code: 'SL302',
      fouten: [{ pad: '/medewerker/gebruikersnummer' }],
    })
    expect(fouten.slice(1)).toEqual([fouten[0], fouten[0]])
  })

  test('T22: a link in other hands opens nothing and stays whole for its person', async () => {
    const [person, other] = [await member(), await member()]
    const posted = await launch(person.nummer)
    const path = startPath(posted)
    const row = await rowOf(posted)
    const elsewhere = await signInAgain(gateway, person, '01000008')
    expect((await start(path, elsewhere, json)).json['code']).toBe('SL403')
    expect((await start(path, other, json)).json['code']).toBe('SL406')
    for (let i = 0; i < 20; i++) expect((await start(path)).status).toBe(303)
    expect(await rowOf(posted)).toEqual(row)
    expect((await start(path, person)).headers['location']).toBe(kaart)
  })

  test.each(['*/*', 'application/json'])(
    'without a sign-in a link leads to signing in, also what asks for %s',
    async (accept) => {
      const path = startPath(await launch((await member()).nummer))
      const led = await start(path, undefined, { accept })
      const location = `/aanmelden?na=${encodeURIComponent(path)}`
      expect([led.status, led.headers['location']]).toEqual([303, location])
      const dead = { nummer: gebruikersnr('700000000001'), cookie: 'A'.repeat(43) }
      const again = await start(path, dead, { accept })
      expect([again.status, again.headers['location']]).toEqual([303, `${location}&reden=voorbij`])
    },
  )

  test('T22: 60 seconds for the click; who clicked in time has ten minutes to sign in', async () => {
    const person = await member()
    const posted = await launch(person.nummer)
    const path = startPath(posted)
    const clicked = await start(path)
    expect(clicked.headers['location']).toBe(`/aanmelden?na=${encodeURIComponent(path)}`)
    const [cookie = ''] = [clicked.headers['set-cookie'] ?? []].flat()
    const [kept = ''] = cookie.split(';')
    clock += 5 * 60_000
    const late = await start(path, person, json)
    expect([late.status, late.json['code']]).toEqual([410, 'SL402'])
    await gateway.sluis.gateway.store.instromen.sweep(now())
    const both = { cookie: `__Host-sluis-sessie=${person.cookie}; ${kept}` }
    const opened = await start(path, undefined, both)
    expect([opened.status, opened.headers['location']]).toEqual([303, kaart])
    const second = await launch(person.nummer)
    clock += 61_000
    const tooLate = await start(startPath(second))
    const [other = ''] = [tooLate.headers['set-cookie'] ?? []].flat()
    const with2 = {
      ...json,
      cookie: `__Host-sluis-sessie=${person.cookie}; ${other.split(';')[0] ?? ''}`,
    }
    expect((await start(startPath(second), undefined, with2)).json['code']).toBe('SL402')
  })

  test('T23: who is signed in as another stays so', async () => {
    const [person, other] = [await member(), await member()]
    const refused = await start(startPath(await launch(person.nummer)), other, json)
    expect([refused.json['code'], refused.headers['set-cookie']]).toEqual(['SL406', undefined])
    expect((await start('/account', other)).text).toContain(other.nummer)
  })

  test('without the machtiging it is SL212, and nothing is bound or delivered', async () => {
    const person = await member('actief', [])
    const posted = await launch(person.nummer)
    const before = delivered()
    expect((await start(startPath(posted), person, json)).json['code']).toBe('SL212')
    expect([(await rowOf(posted))?.openedBy, delivered()]).toEqual([null, before])
  })

  test('to a card behind the lock one goes by the lock, without the patient in the address', async () => {
    upstream.behave(answering(201, { location: '/viplive/patienten/42' }))
    const person = await member()
    const path = startPath(await launch(person.nummer))
    const opened = await start(path, person)
    expect([opened.status, opened.headers['location']]).toEqual([
      303,
      `/beveiligde-sessie?na=${encodeURIComponent(path)}`,
    ])
    upstream.behave(answering(201, { location: kaart }))
  })
})
