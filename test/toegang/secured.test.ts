/** A secured session over real TLS, on both databases: the lock, the key that goes along, and what ends it. */
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { compactDecrypt, importJWK } from 'jose'
import type { JWK } from 'jose'
import { agb } from '../../gateway/identity/agb-code.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { auditEvent } from '../store/fixtures.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Outbox, Visitor } from '../support/visitor.ts'

const nieuw = 'lepel wolk fiets paard'
const agbCode = agb('01000007')
const dienst = 'viplive'
const patient = '/viplive/patienten/42'
const lock = '/beveiligde-sessie'
const ofUpstream = generateKeyPairSync('x25519')
const publicJwk = { ...ofUpstream.publicKey.export({ format: 'jwk' }), kid: 'viplive-1' }

/** The last forwarded request: its claims, and what its key opens to with the upstream's own. */
async function lastOf({ requests }: TestUpstream) {
  const sent = requests.at(-1)
  const [token = ''] = sent?.header('sluis-identiteit') ?? []
  const claims = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
  ) as Record<string, unknown>
  const [jwe] = sent?.header('sluis-sleutel') ?? []
  if (jwe === undefined) return { claims, sleutel: undefined, kop: undefined }
  const key = await importJWK(
    ofUpstream.privateKey.export({ format: 'jwk' }) as JWK,
    'ECDH-ES+A256KW',
  )
  const { plaintext, protectedHeader: kop } = await compactDecrypt(jwe, key)
  const sleutel = JSON.parse(Buffer.from(plaintext).toString()) as Record<string, unknown> & {
    readonly jwk: { readonly d: string; readonly x: string }
  }
  return { claims, sleutel, kop }
}

eachDatabase('a secured session, on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway
  let outbox: Outbox
  const clock = setClock()
  let made = 0
  const { now } = clock
  let people: People

  beforeAll(async () => {
    upstream = await startUpstream(answering(200, { 'content-type': 'text/html' }, 'kaart'))
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await makeUrl(),
      now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/viplive.yaml': (text) =>
          text.replace(/^host: .*$/m, '').replace('http://127.0.0.1:8085', upstream.url),
        'diensten/sleutels/viplive.jwk.json': () => JSON.stringify(publicJwk),
      },
      start: { scrypt: cheapScrypt, notifier: outbox },
    })
    people = peopleOf(gateway, outbox, clock)
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const stores = () => gateway.sluis.gateway

  interface Person {
    readonly nummer: Gebruikersnummer
    readonly browser: Visitor
    readonly email: string
    readonly code: () => string
  }

  /** A POH-S who is gemachtigd, signed in. */
  async function member(machtigingen: readonly string[] = ['patientdata']): Promise<Person> {
    const email = `poh${String((made += 1))}@praktijk.example`
    const naam = `J. de Boer ${String(made)}`
    const secret = await people.withApp(email, naam)
    const browser = visitor(gateway)
    const code = (): string => people.freshCode(secret)
    const [row] = await stores().toegang.store.zoek(naam, 1)
    const nummer = row?.nummer ?? nobodysNumber
    await stores().organisaties.leden.voegToe(
      {
        ...{ agbCode, dienst, nummer, naam: 'J. de Boer', staat: 'actief', door: nummer },
        ...{ rollen: ['poh-s'], via: 'uitnodiging', at: now() },
      },
      () => auditEvent(),
    )
    const person = { nummer, browser, email, code }
    await give(person, machtigingen)
    await signIn(person, password)
    return person
  }

  async function give({ nummer }: Pick<Person, 'nummer'>, machtigingen: readonly string[]) {
    await stores().organisaties.leden.wijzig(
      {
        ...{ agbCode, dienst, nummer, version: undefined, at: now(), door: nummer },
        judge: () => ({ naar: { staat: 'actief', rollen: ['poh-s'], machtigingen } }),
      },
      () => auditEvent(),
    )
    await stores().organisaties.refresh()
  }

  async function signIn({ browser, email, code }: Person, wachtwoord: string) {
    await browser.submit('/aanmelden', { email, wachtwoord })
    expect((await browser.submit('/aanmelden/code', { code: code() })).status).toBe(303)
  }

  const open = ({ browser }: Person, wachtwoord = password) =>
    browser.submit(`${lock}?na=${encodeURIComponent(patient)}`, { wachtwoord }, lock)

  const codeOf = async ({ browser }: Person, path = patient) =>
    (await browser.get(path, { accept: 'application/json' })).json['code']

  /** All that the database holds, as text. */
  async function dump(): Promise<string> {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    const texts: string[] = []
    for (const table of [
      'account',
      'sessie',
      'sleutelpaar',
      'audit',
      'link',
      'uitdaging',
      'beheer_history',
      'doorgang',
      'dienst_sessie',
    ])
      for (const row of await database.reader(table).select<Record<string, unknown>[]>('*'))
        for (const value of Object.values(row))
          texts.push(Buffer.isBuffer(value) ? value.toString('hex') : String(value))
    await database.close()
    return texts.join('\n')
  }

  describe('the lock', () => {
    test('a browser is led to it, and back; a program is told SL211', async () => {
      const person = await member()
      const asked = await person.browser.get(patient)
      expect([asked.status, asked.headers['location']]).toEqual([
        303,
        `${lock}?na=${encodeURIComponent(patient)}`,
      ])
      expect(await codeOf(person)).toBe('SL211')
      const before = person.browser.cookies.get('__Host-sluis-sessie')
      const opened = await open(person)
      expect([opened.status, opened.headers['location']]).toEqual([303, patient])
      expect(person.browser.cookies.get('__Host-sluis-sessie')).not.toBe(before)
      expect((await person.browser.get(patient)).text).toBe('kaart')
      const closed = await person.browser.submit(`${lock}?na=${patient}`, {}, lock)
      expect([closed.status, closed.headers['location']]).toEqual([303, patient])
      expect(await codeOf(person)).toBe('SL211')
      expect((await person.browser.get('/viplive/')).status).toBe(200)
    })

    test('with a sign-in that is over nothing of the key is kept', async () => {
      const person = await member()
      await open(person)
      await person.browser.submit('/', {}, '/afmelden')
      const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
      const rows = await database
        .reader('sessie')
        .where({ nummer: person.nummer })
        .select<{ ended_at: unknown; sleutel: unknown }[]>('ended_at', 'sleutel')
      await database.close()
      expect(rows.length).toBeGreaterThan(1)
      expect(rows.filter((row) => row.ended_at === null || row.sleutel !== null)).toEqual([])
    })

    test('a wrong password is SL123 and counts as a try; the right one opens afterwards', async () => {
      const person = await member()
      for (let i = 0; i < 4; i++) expect((await open(person, 'verkeerd verkeerd')).status).toBe(401)
      expect((await open(person)).status).toBe(303)
      for (let i = 0; i < 5; i++) await open(person, 'verkeerd verkeerd')
      await person.browser.submit(lock, {})
      for (let i = 0; i < 5; i++) await open(person, 'verkeerd verkeerd')
      expect((await open(person)).status).toBe(429)
    })

    test('T12: it ends after thirty minutes, whatever is done in it', async () => {
      const person = await member()
      await open(person)
      clock.forward(29 * 60_000)
      expect((await person.browser.get(patient)).status).toBe(200)
      clock.forward(60_001)
      expect(await codeOf(person)).toBe('SL211')
    })

    test('T12: a machtiging that is taken ends it at once, and does not come back with it', async () => {
      const person = await member()
      await open(person)
      expect((await person.browser.get(patient)).status).toBe(200)
      await give(person, [])
      expect(await codeOf(person)).toBe('SL212')
      await give(person, ['patientdata'])
      expect(await codeOf(person)).toBe('SL211')
    })
  })

  describe('the key', () => {
    test('T14: it goes to the upstream, sealed for it, on a route of a secured session alone', async () => {
      const person = await member()
      await open(person)
      await person.browser.get(patient, { 'sluis-sleutel': 'van buiten' })
      const { claims, sleutel, kop } = await lastOf(upstream)
      expect(kop).toEqual(
        expect.objectContaining({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'viplive-1' }),
      )
      expect(sleutel).toMatchObject({
        sub: person.nummer,
        agb: agbCode,
        aud: dienst,
        jti: claims['jti'],
      })
      expect(Number(sleutel?.['exp']) - Number(sleutel?.['iat'])).toBe(60)
      const { d = '', ...publiek } = sleutel?.jwk ?? {}
      expect(claims).toMatchObject({
        niveau: 'tweefactor',
        gemachtigd: ['patientdata'],
        sleutel_publiek: publiek,
      })
      expect(typeof claims['beveiligd_tot']).toBe('number')
      await person.browser.get('/viplive/')
      const other = await lastOf(upstream)
      expect(other.sleutel).toBeUndefined()
      expect(other.claims).toMatchObject({ sleutel: claims['sleutel'], sleutel_publiek: publiek })
      const all = await dump()
      const bytes = Buffer.from(d, 'base64url')
      for (const text of [d, bytes.toString('hex'), bytes.toString('base64')])
        expect(all.includes(text)).toBe(false)
    })

    test('T14: it opens with no key but that of the upstream', async () => {
      const person = await member()
      await open(person)
      await person.browser.get(patient)
      const [jwe = ''] = upstream.requests.at(-1)?.header('sluis-sleutel') ?? []
      const stranger = generateKeyPairSync('x25519').privateKey
      await expect(compactDecrypt(jwe, stranger)).rejects.toThrow()
    })

    test('T27: the identity tells of a machtiging, and no longer once it is taken', async () => {
      const person = await member()
      await person.browser.get('/viplive/')
      expect((await lastOf(upstream)).claims['gemachtigd']).toEqual(['patientdata'])
      await give(person, [])
      await person.browser.get('/viplive/')
      expect((await lastOf(upstream)).claims['gemachtigd']).toEqual([])
    })

    test('a password that is changed keeps the key, and closes the lock', async () => {
      const person = await member()
      await open(person)
      await person.browser.get(patient)
      const before = await lastOf(upstream)
      const changed = await person.browser.submit(
        '/account/wachtwoord',
        {
          ...{ huidig: password, code: person.code(), wachtwoord: nieuw },
        },
        '/account',
      )
      expect(changed.status).toBe(303)
      expect(await codeOf(person)).toBe('SL211')
      expect((await open(person, password)).status).toBe(401)
      expect((await open(person, nieuw)).status).toBe(303)
      await person.browser.get(patient)
      expect((await lastOf(upstream)).sleutel?.jwk).toEqual(before.sleutel?.jwk)
    })

    test('T15: with a password that was forgotten comes another key; it is said, and the old one is kept', async () => {
      const person = await member()
      await open(person)
      await person.browser.get(patient)
      const before = await lastOf(upstream)
      const sent = outbox.mails.filter(({ to }) => to === person.email).length
      await person.browser.submit('/wachtwoord-vergeten', { email: person.email })
      const link = linkIn(await people.mailTo(person.email, sent + 1))
      expect((await person.browser.get(link)).text).toContain('kan alleen een collega')
      const reset = await person.browser.submit(link, { wachtwoord: nieuw, code: person.code() })
      expect(reset.status).toBe(303)
      expect((await person.browser.get(String(reset.headers['location']))).text).toContain(
        'niet meer openen',
      )
      await signIn(person, nieuw)
      await open(person, nieuw)
      await person.browser.get(patient)
      expect((await lastOf(upstream)).claims['sleutel']).not.toBe(before.claims['sleutel'])
      expect(await dump()).toContain(String(before.claims['sleutel']))
    })
  })
})
