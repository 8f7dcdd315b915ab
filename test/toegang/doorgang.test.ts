/** A dienst with its own host, over real TLS, on both databases: the cookie it gets there, and what ends it. */
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { auditEvent } from '../store/fixtures.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { makeOutbox, visitor } from '../support/visitor.ts'
import type { Outbox, Visitor } from '../support/visitor.ts'

const agbCode = agb('01000007')
const dienst = 'viplive'
const host = 'viplive.localhost'
const patient = '/viplive/patienten/42'
const publicJwk = { ...generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }), kid: 'v' }

interface Got {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

eachDatabase('a dienst on its own host, on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway
  let outbox: Outbox
  const clock = setClock()
  const { now } = clock
  let people: People
  let person: Visitor
  let nummer: Gebruikersnummer = nobodysNumber

  beforeAll(async () => {
    upstream = await startUpstream(
      answering(
        200,
        { 'content-type': 'text/html', 'set-cookie': '__Host-sluis-sessie=x; Path=/; Secure' },
        'kaart',
      ),
    )
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await makeUrl(),
      now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/viplive.yaml': (text) =>
          text.replace('http://127.0.0.1:8085', upstream.url).replace('sessie: 30m', 'sessie: 10m'),
        'diensten/sleutels/viplive.jwk.json': () => JSON.stringify(publicJwk),
      },
      start: { scrypt: cheapScrypt, notifier: outbox },
    })
    people = peopleOf(gateway, outbox, clock)
    person = await member()
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const stores = () => gateway.sluis.gateway
  const url = () => new URL(gateway.sluis.addresses.toegang)
  const origin = () => `https://localhost:${url().port}`
  const theirs = () => `https://${host}:${url().port}`

  /** What a browser gets on the host of the dienst. */
  const there = (
    path: string,
    cookies: readonly string[] = [],
    headers: Readonly<Record<string, string>> = { accept: 'text/html' },
  ): Promise<Got> =>
    new Promise((resolve, reject) => {
      httpsRequest(
        {
          ...{ host: '127.0.0.1', port: url().port, path, agent: false, servername: host },
          ca: readFileSync(join(gateway.dir, 'certs-dev/root.pem')),
          headers: {
            host: `${host}:${url().port}`,
            ...(cookies.length > 0 && { cookie: cookies.join('; ') }),
            ...headers,
          },
        },
        (response) => {
          let text = ''
          response.on('data', (chunk: Buffer) => (text += chunk.toString()))
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
          })
        },
      )
        .on('error', reject)
        .end()
    })

  /** The cookies an answer sets, as name=value. */
  const setBy = ({ headers }: Got): readonly string[] =>
    (headers['set-cookie'] ?? []).map((line) => line.split(';', 1)[0] ?? '')

  const pathOf = (location: string): string => {
    const { pathname, search } = new URL(location)
    return pathname + search
  }

  let secret = ''

  async function member(): Promise<Visitor> {
    const email = 'poh@praktijk.example'
    secret = await people.withApp(email)
    const browser = visitor(gateway)
    const [row] = await stores().toegang.store.zoek('J. de Boer', 1)
    nummer = row?.nummer ?? nobodysNumber
    const lid = { agbCode, dienst, nummer, at: now(), door: nummer }
    await stores().organisaties.leden.voegToe(
      { ...lid, naam: 'J. de Boer', staat: 'actief', rollen: ['poh-s'], via: 'uitnodiging' },
      () => auditEvent(),
    )
    await stores().organisaties.leden.wijzig(
      {
        ...{ ...lid, version: undefined },
        judge: () => ({
          naar: { staat: 'actief', rollen: ['poh-s'], machtigingen: ['patientdata'] },
        }),
      },
      () => auditEvent(),
    )
    await stores().organisaties.refresh()
    return browser
  }

  async function signIn(): Promise<void> {
    await person.submit('/aanmelden', { email: 'poh@praktijk.example', wachtwoord: password })
    expect(
      (await person.submit('/aanmelden/code', { code: people.freshCode(secret) })).status,
    ).toBe(303)
  }

  /** From an address of the dienst to the cookie there; `slot`: by way of the lock. */
  async function arrive(path = '/viplive/') {
    const asked = await there(path)
    const staat = setBy(asked)
    const verder = pathOf(String(asked.headers['location']))
    const given = await person.get(verder)
    const brought = await there(pathOf(String(given.headers['location'])), staat)
    return { asked, staat, verder, given, brought, cookies: setBy(brought).slice(0, 1) }
  }

  test('a browser is led to the code and back, and has another cookie there than here', async () => {
    await signIn()
    const { asked, given, brought, cookies } = await arrive()
    expect(String(asked.headers['location'])).toMatch(`${origin()}/aanmelden/verder?dienst=viplive`)
    expect(String(given.headers['location'])).toMatch(`${theirs()}/aanmelden/overdracht?code=`)
    expect([brought.status, brought.headers['location']]).toEqual([303, '/viplive/'])
    expect(cookies[0]).not.toContain(person.cookies.get('__Host-sluis-sessie'))
    const used = await there('/viplive/', cookies)
    expect([used.status, used.text]).toEqual([200, 'kaart'])
    expect(upstream.requests.at(-1)?.header('cookie')).toEqual([])
    expect(used.headers['set-cookie']).toBeUndefined()
  })

  test('a form of signing in and of the lock may lead on to that host, and to no other', async () => {
    await signIn()
    for (const path of ['/aanmelden', '/beveiligde-sessie', '/account'])
      expect((await person.get(path)).headers['content-security-policy']).toContain(
        `form-action 'self' ${theirs()};`,
      )
  })

  test('T11: neither cookie is anything on the other host', async () => {
    await signIn()
    const { cookies } = await arrive()
    const mine = `__Host-sluis-sessie=${person.cookies.get('__Host-sluis-sessie') ?? ''}`
    const json = { accept: 'application/json' }
    expect(JSON.parse((await there('/viplive/', [mine], json)).text)).toMatchObject({
      code: 'SL122',
    })
    const other = visitor(gateway)
    const here = await other.get('/account', { cookie: cookies[0] ?? '', ...json })
    expect(here.json['code']).toBe('SL122')
  })

  test('T11: two cookies of a sign-in are SL516, and the one of a neighbour sets nothing', async () => {
    const two = ['__Host-sluis-sessie=a', '__Host-sluis-sessie=b']
    const got = await there('/viplive/', two, { accept: 'application/json' })
    expect(JSON.parse(got.text)).toMatchObject({ code: 'SL516' })
  })

  test('T10: a code is used once, by the browser that asked for it, within 30 seconds', async () => {
    await signIn()
    const asked = await there('/viplive/')
    const ask = async () =>
      pathOf(
        String((await person.get(pathOf(String(asked.headers['location'])))).headers['location']),
      )
    const first = await ask()
    expect((await there(first)).status).toBe(410)
    expect((await there(first, [`__Host-sluis-doorgang=${'x'.repeat(43)}`])).status).toBe(410)
    const ahead = { accept: 'text/html', 'sec-purpose': 'prefetch' }
    expect((await there(first, setBy(asked), ahead)).status).toBe(403)
    expect((await there(first, setBy(asked))).status).toBe(303)
    expect((await there(first, setBy(asked))).status).toBe(410)
    const late = await ask()
    clock.forward(30_001)
    expect((await there(late, setBy(asked))).status).toBe(410)
  })

  test('T10: it ends with the sign-in, at once', async () => {
    await signIn()
    const { cookies } = await arrive()
    expect((await there('/viplive/', cookies)).status).toBe(200)
    expect((await person.submit('/', {}, '/afmelden')).status).toBe(303)
    const got = await there('/viplive/', cookies, { accept: 'application/json' })
    expect(JSON.parse(got.text)).toMatchObject({ code: 'SL122' })
  })

  test.each(['/', '/aanmelden', '/account', '/beveiligde-sessie', '/organisaties'])(
    'no page of ours is on the host of a dienst: %s',
    async (path) => {
      await signIn()
      const { cookies } = await arrive()
      const got = await there(path, cookies, { accept: 'application/json' })
      expect(JSON.parse(got.text)).toMatchObject({ code: 'SL512' })
      expect((await person.get('/viplive/', { accept: 'application/json' })).json['code']).toBe(
        'SL512',
      )
    },
  )

  test('another host is led nowhere, nor is a dienst without one', async () => {
    await signIn()
    const staat = 'a'.repeat(64)
    for (const query of [
      `dienst=incident-melden&staat=${staat}`,
      `dienst=nergens&staat=${staat}`,
      'dienst=viplive&staat=kort',
    ])
      expect((await person.get(`/aanmelden/verder?${query}`)).status).toBe(404)
    const away = await person.get(
      `/aanmelden/verder?dienst=viplive&staat=${staat}&na=${encodeURIComponent('//evil.example/')}`,
    )
    expect(new URL(String(away.headers['location'])).host).toBe(`${host}:${url().port}`)
    expect(new URL(String(away.headers['location'])).searchParams.get('na')).toBe('/')
  })

  test('S4-16: the lock is opened here, and its key opens there', async () => {
    await signIn()
    const asked = await there(patient, (await arrive()).cookies)
    const verder = pathOf(String(asked.headers['location']))
    expect(verder).toContain('slot=ja')
    const toLock = String((await person.get(verder)).headers['location'])
    expect(toLock).toMatch(/^\/beveiligde-sessie\?na=/)
    const opened = await person.submit(toLock, { wachtwoord: password }, '/beveiligde-sessie')
    expect(opened.headers['location']).toBe(verder)
    const given = await person.get(verder)
    const brought = await there(pathOf(String(given.headers['location'])), setBy(asked))
    expect(brought.headers['location']).toBe(patient)
    const card = await there(patient, setBy(brought))
    expect([card.status, card.text]).toEqual([200, 'kaart'])
    expect(upstream.requests.at(-1)?.header('sluis-sleutel')).toHaveLength(1)
    await person.submit('/beveiligde-sessie', {})
    const shut = await there(patient, setBy(brought), { accept: 'application/json' })
    expect(JSON.parse(shut.text)).toMatchObject({ code: 'SL211' })
  })

  test('a secured session that is over for the dienst asks the password again, and leads round in no circle', async () => {
    await signIn()
    const asked = await there(patient, (await arrive()).cookies)
    const verder = pathOf(String(asked.headers['location']))
    const toLock = String((await person.get(verder)).headers['location'])
    const again = () => person.submit(toLock, { wachtwoord: password }, '/beveiligde-sessie')
    expect((await again()).headers['location']).toBe(verder)
    clock.forward(10 * 60_000)
    expect((await person.get(verder)).headers['location']).toBe(toLock)
    expect((await person.get(toLock)).text).toContain('name="wachtwoord"')
    expect((await person.get('/beveiligde-sessie')).text).toContain('sluiten')
    // Without the lock it comes in, and brings no key.
    const plain = await arrive()
    const shut = await there(patient, plain.cookies, { accept: 'application/json' })
    expect(JSON.parse(shut.text)).toMatchObject({ code: 'SL211' })
    expect((await again()).headers['location']).toBe(verder)
    expect(String((await person.get(verder)).headers['location'])).toMatch(theirs())
  })

  test('T10: a code that was given brings nothing once the sign-in is over', async () => {
    await signIn()
    const asked = await there('/viplive/')
    const given = await person.get(pathOf(String(asked.headers['location'])))
    expect((await person.submit('/', {}, '/afmelden')).status).toBe(303)
    const brought = await there(pathOf(String(given.headers['location'])), setBy(asked))
    expect([brought.status, setBy(brought)]).toEqual([410, []])
  })

  test('the first page links to it on its own host', async () => {
    await signIn()
    expect((await person.get('/')).text).toContain(`href="${theirs()}/viplive/`)
  })
})
