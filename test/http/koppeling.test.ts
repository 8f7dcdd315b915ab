/** An organisation that registers itself lets its EPD deliver: over the toegang listener and real mutual TLS. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { agb } from '../../gateway/identity/agb-code.ts'
import { policyExplain } from '../../scripts/commands/policy/explain.ts'
import { auditEvent } from '../store/fixtures.ts'
import { useDatabases } from '../support/databases.ts'
import { addClient } from '../support/more-clients.ts'
import { ask, post, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn, signInAgain, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const oever = agb('57000001')
const base = `/organisaties/${oever}/gli-register`
const page = `${base}/koppeling`
const path = '/v1/instroom/gli-register'

const werf = agb('01000007')
/** Of the files, without the dienst. */
const helling = agb('01000008')

const epdOfHelling =
  '{ soort: systeem, gebruikersnummer: "90000038", autorisaties: { gli-register: [koppelen] }, ipAdressen: ["127.0.0.0/8", "::1/128"] }'

const meting = (referentie: string, agbCode = oever) => ({
  referentie,
  instantie: { agbCode },
  behandelaar: { agbCode: agb('57100001') },
  deelnemer: { nummer: 'D-1' },
  meting: { datum: '2026-01-05', soort: 'gewicht', waarde: 91.5 },
  softwarepakket: { naam: 'Demo EPD', versie: '1' },
})

describe('an EPD-koppeling', () => {
  const fresh = useDatabases('sqlite')
  let gateway: TestGateway
  let upstream: TestUpstream
  let founder: Person

  beforeAll(async () => {
    upstream = await startUpstream(answering(201))
    gateway = await startTestGateway({
      database: await fresh(),
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/gli-register.yaml': (text) => text.replace('http://127.0.0.1:8084', upstream.url),
        'instanties/toegang.yaml': (text) =>
          text.replace(
            'naam: G. Dekker, autorisaties: {} }',
            (own) => `${own}\n    - ${epdOfHelling}`,
          ),
      },
    })
    const { dir } = gateway
    addClient(dir, 'epd', { soort: 'systeem', agbCode: oever, gebruikersnummer: '90000057' })
    addClient(dir, 'epd-helling', {
      ...{ soort: 'systeem', agbCode: helling, gebruikersnummer: '90000038' },
    })
    addClient(dir, 'epd-werf', { soort: 'systeem', agbCode: werf, gebruikersnummer: '90000031' })
    founder = await signIn(gateway, { email: 'info@de-oever.example' })
    await registerOever()
  })
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const sends = (
    fields: Readonly<Record<string, string>>,
    to = page,
    person = founder,
    headers = {},
  ): Promise<Answered> =>
    submit(gateway, person, { page, to, fields: Object.entries(fields), headers })

  async function registerOever(): Promise<void> {
    const first = { dienst: 'gli-register', agbCode: oever }
    const begun = await fillIn('/organisaties/nieuw', first)
    const done = await fillIn(String(begun.headers['location']), {
      ...{ naam: 'De Oever', adres: 'Oever 7, 1234 AE Sluisstad', epd: 'Medicom' },
      ...{ email: 'info@de-oever.example', rol: 'contactpersoon' },
    })
    expect(done.status).toBe(303)
  }
  const fillIn = (at: string, fields: Readonly<Record<string, string>>) =>
    submit(gateway, founder, { page: at, fields: Object.entries(fields) })

  const offer = (referentie: string) => post(gateway, meting(referentie), { path, client: 'epd' })

  test('S1-11: a contact person registers the systeemcertificaat of the EPD, whose data are delivered', async () => {
    const stranger = await offer('m-0')
    expect([stranger.status, stranger.json['code']]).toEqual([403, 'SL204'])
    const manage = await browse(gateway, { path: base, person: founder })
    expect(manage.text).toContain(`href="${page}"`)
    const wrong = await sends({ gebruikersnummer: '9000x', ipAdressen: '' })
    expect([wrong.status, wrong.text.includes('Geef minstens één IP-adres')]).toEqual([422, true])
    const saved = await sends({ gebruikersnummer: '90000057', ipAdressen: '127.0.0.0/8\n::1/128' })
    expect([saved.status, saved.headers['location']]).toEqual([303, page])
    const posted = await offer('m-1')
    expect([posted.status, posted.json['status']]).toEqual([201, 'aangenomen'])
    const status = () =>
      ask(gateway, {
        ...{ listener: 'instroom', client: 'epd', method: 'GET' },
        path: String(posted.headers['location']),
      })
    while ((await status()).json['status'] !== 'afgeleverd') await wait(20)
    const [request] = upstream.requests
    expect(request?.target).toBe('/gli-register/instroom')
    expect(JSON.parse(String(request?.body))).toMatchObject({
      dienst: 'gli-register',
      bericht: meting('m-1'),
      systeem: { gebruikersnummer: '90000057', agbCode: oever },
    })
  })

  test('from another address it delivers nothing', async () => {
    await sends({ gebruikersnummer: '90000057', ipAdressen: '192.0.2.10' })
    expect((await offer('m-2')).json['code']).toBe('SL110')
    await sends({ gebruikersnummer: '90000057', ipAdressen: '127.0.0.0/8, ::1/128' })
    expect((await offer('m-3')).status).toBe(201)
  })

  test('a form made before a change of somebody else changes nothing (409)', async () => {
    const { text } = await browse(gateway, { path: page, person: founder })
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
    const form = Object.entries({
      ...{ csrf, versie: '0', gebruikersnummer: '90000057', ipAdressen: '192.0.2.99' },
    })
    const stale = await browse(gateway, { path: page, person: founder, form })
    expect(stale.status).toBe(409)
    expect((await offer('m-4')).status).toBe(201)
  })

  test('S1-28: the EPD that was chosen can be changed, to one the dienst names', async () => {
    expect((await sends({ epd: 'Eigen bouw' }, `${base}/epd`)).status).toBe(422)
    expect((await sends({ epd: 'Intramed' }, `${base}/epd`)).status).toBe(303)
    for (const path of [`${base}/epd`, `${page}/90000057`]) {
      const { status, headers } = await browse(gateway, { path, person: founder })
      expect([path, status, headers['location']]).toEqual([path, 303, page])
    }
    const rows = await gateway.sluis.gateway.organisaties.aanmeldingen.list({
      ...{ agbCode: oever, dienst: 'gli-register', limit: 9 },
    })
    expect(rows.map(({ epd, naam }) => [epd, naam])).toEqual([['Intramed', 'De Oever']])
  })

  test('who is no manager of it does not come to the page, nor does a dienst have one to which nothing is delivered', async () => {
    const stranger = await signIn(gateway, { email: 'vreemd@elders.example' })
    expect((await browse(gateway, { path: page, person: stranger })).status).toBe(404)
    const visitor = await browse(gateway, { path: page })
    expect([visitor.status, visitor.headers['location']]).toEqual([
      303,
      `/aanmelden?na=${encodeURIComponent(page)}`,
    ])
  })

  test('a koppeling that is ended delivers nothing any more', async () => {
    const ended = await sends({ actie: 'beeindigen' }, `${page}/90000057`)
    expect([ended.status, ended.headers['location']]).toEqual([303, page])
    const refused = await offer('m-5')
    expect([refused.status, refused.json['code']]).toEqual([403, 'SL204'])
    expect((await sends({ actie: 'beeindigen' }, `${page}/90000057`)).status).toBe(404)
  })

  test('S1-11: of an organisation of the files the operator registers the EPD; it delivers, and its manager sees it', async () => {
    const manager = await signIn(gateway, { email: 'mulder@de-werf.example' })
    const lid = { agbCode: werf, dienst: 'gli-register', nummer: manager.nummer, naam: 'F. Mulder' }
    await gateway.sluis.gateway.organisaties.leden.voegToe(
      {
        ...{ ...lid, staat: 'actief', rollen: ['contactpersoon'], via: 'uitnodiging' },
        ...{ door: 'servicedesk', at: gateway.sluis.gateway.now() },
      },
      () => auditEvent(),
    )
    const manage = `/organisaties/${werf}/gli-register`
    const own = `${manage}/koppeling`
    const { text } = await browse(gateway, { path: own, person: manager })
    expect(text).toContain('90000031: 127.0.0.0/8, ::1/128')
    expect(text).not.toContain('name="ipAdressen"')
    const to = `${own}/90000031`
    for (const change of [{ actie: 'beeindigen' }, { gebruikersnummer: '1', ipAdressen: '::1' }]) {
      const at = 'actie' in change ? to : own
      const fields = Object.entries(change)
      const refused = await submit(gateway, manager, { page: manage, to: at, fields })
      expect(refused.status).toBe(405)
    }
    const posted = await post(gateway, meting('w-1', werf), { path, client: 'epd-werf' })
    expect([posted.status, posted.json['status']]).toEqual([201, 'aangenomen'])
  })

  test('S1-11: an organisation of the files that gains the dienst by registering is used from outside at once, by its EPD and its people', async () => {
    const offered = (referentie: string) =>
      post(gateway, meting(referentie, helling), { path, client: 'epd-helling' })
    const before = await offered('h-1')
    expect([before.status, before.json['code']]).toEqual([403, 'SL203'])
    const email = 'praktijk@praktijk-de-helling.example'
    const manager = await signIn(gateway, { email })
    const step = (at: string, fields: Readonly<Record<string, string>>) =>
      submit(gateway, manager, { page: at, fields: Object.entries(fields) })
    const begun = await step('/organisaties/nieuw', { dienst: 'gli-register', agbCode: helling })
    const chosen = await step(String(begun.headers['location']), {
      ...{ naam: 'Huisartsenpraktijk De Helling', adres: 'Helling 2, 1234 AB Sluisstad', email },
      ...{ epd: 'Medicom', rol: 'zelfstandig' },
    })
    expect(chosen.status).toBe(303)
    const posted = await offered('h-2')
    expect([posted.status, posted.json['status']]).toEqual([201, 'aangenomen'])
    const acting = await signInAgain(gateway, manager, helling)
    const used = await browse(gateway, { path: '/gli-register/metingen', person: acting })
    expect([used.status, used.json['code']]).toEqual([201, undefined])
    const sent = upstream.requests.find(({ target }) => target === '/gli-register/metingen')
    expect(sent?.method).toBe('GET')
    // What it had is as it was, and its certificates stay the operator's.
    const { text } = await browse(gateway, {
      path: `/organisaties/${helling}/gli-register/koppeling`,
      person: acting,
    })
    expect(text).toContain('90000038: 127.0.0.0/8, ::1/128')
    expect(text).not.toContain('name="ipAdressen"')
    const other = await post(gateway, meting('h-3', werf), { path, client: 'epd-helling' })
    expect([other.status, other.json['code']]).toEqual([403, 'SL305'])
  })

  test('policy explain knows the EPD of an organisation that registered itself', async () => {
    await sends({ gebruikersnummer: '90000057', ipAdressen: '127.0.0.0/8' })
    const asked = { soort: 'systeem', gebruikersnummer: '90000057', agb: oever, json: true }
    const { env, dir } = gateway
    const said: string[] = []
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        said.push(chunk.toString())
        done()
      },
    })
    const code = await policyExplain(
      {
        ...{ ...asked, dienst: 'gli-register', autorisatie: 'koppelen', now: Date.now },
        ...{ policy: join(dir, 'policy'), database: env['SLUIS_DATABASE'] ?? '' },
      },
      { stdout: stream, stderr: stream },
    )
    expect([code, said.join('')]).toEqual([0, expect.stringContaining('"toegestaan"')])
  })
})
