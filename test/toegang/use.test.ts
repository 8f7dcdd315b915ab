/** An account and a meldcode use a dienst, over real TLS, on both databases: one decision, one audit, one identity token. */
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { agb } from '../../gateway/identity/agb-code.ts'
import { drawMeldcode, meldcodeMac } from '../../gateway/account/meldcode.ts'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { ask, changePolicy, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { auditEvent } from '../store/fixtures.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Outbox, Visitor } from '../support/visitor.ts'

const cheap = { N: 2 ** 10, r: 8, p: 1 }
const sterk = 'paard fiets wolk lepel'
const agbCode = agb('01000007')
const dienst = 'incident-melden'
const pagina = '/incident-melden/melden'

/** The claims of the identity token of the last forwarded request. */
const claimsIn = ({ requests }: TestUpstream): Record<string, unknown> => {
  const [token = ''] = requests.at(-1)?.header('sluis-identiteit') ?? []
  const [, claims = ''] = token.split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
}

eachDatabase('using a dienst after signing in, on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway
  let outbox: Outbox
  let clock = 0
  const now = (): number => Date.now() + clock

  beforeAll(async () => {
    upstream = await startUpstream(answering(200, { 'content-type': 'text/html' }, 'formulier'))
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await makeUrl(),
      now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/incident-melden.yaml': (text) =>
          text.replace('http://127.0.0.1:8083', upstream.url),
      },
      start: { scrypt: cheap, notifier: outbox },
    })
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const stores = () => gateway.sluis.gateway

  async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (let i = 0; i < 400; i++) {
      const found = await look()
      if (found !== undefined) return found
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error('it did not come')
  }

  interface Person {
    readonly nummer: Gebruikersnummer
    readonly browser: Visitor
  }

  /** An account of the practice, signed in. */
  async function member(email: string, rollen: readonly string[]): Promise<Person> {
    const browser = visitor(gateway)
    await browser.submit('/registreren', { naam: 'J. de Boer', email })
    const mail = await until(() => outbox.mails.find(({ to }) => to === email))
    await browser.submit(linkIn(mail), {})
    await browser.submit('/inrichten', { wachtwoord: sterk, kanaal: 'app' })
    const page = await browser.get('/inrichten/code')
    const secret = /secret=([A-Z2-7]+)/.exec(page.text)?.[1] ?? ''
    const code = () => new TOTP({ secret }).generate({ timestamp: now() })
    await browser.submit('/inrichten/code', { code: code() })
    const found = await stores().toegang.store.zoek('J. de Boer', 50)
    const nummer = found.map((row) => row.nummer).find((one) => !members.has(one)) ?? nobodysNumber
    members.add(nummer)
    await stores().organisaties.leden.voegToe(
      {
        ...{ agbCode, dienst, nummer, naam: 'J. de Boer', staat: 'actief', door: nummer },
        ...{ rollen, via: 'uitnodiging', at: now() },
      },
      () => auditEvent(),
    )
    await stores().organisaties.refresh()
    clock += 60_000
    await browser.submit('/aanmelden', { email, wachtwoord: sterk })
    await browser.submit('/aanmelden/code', { code: code() })
    return { nummer, browser }
  }
  const members = new Set<string>()

  async function lastOutcome(): Promise<unknown> {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    let last = '{}'
    for await (const { line } of selectAudit(database, {}))
      if (line.includes('"pagina-bekijken"')) last = line
    await database.close()
    return (JSON.parse(last) as { readonly uitkomst: unknown }).uitkomst
  }

  test('a hoofdgebruiker reaches the dienst, which is told who it is and how sure', async () => {
    const { nummer, browser } = await member('hoofd@praktijk.example', ['hoofdgebruiker'])
    const answer = await browser.get(pagina)
    expect([answer.status, answer.text]).toEqual([200, 'formulier'])
    const sent = upstream.requests.at(-1)
    expect(claimsIn(upstream)).toMatchObject({
      soort: 'account',
      niveau: 'tweefactor',
      gebruikersnummer: nummer,
      agb: agbCode,
      autorisaties: ['hoofdgebruiker', 'inzien', 'melden'],
      gemachtigd: [],
    })
    expect(claimsIn(upstream)).not.toHaveProperty('cnf')
    expect([sent?.header('client-cert'), sent?.header('cookie')]).toEqual([[], []])
    expect((await browser.get('/')).text).toContain('Incident melden')
  })

  test('T1: its cookie is nothing on the listener of certificates', async () => {
    const { browser } = await member('cookie@praktijk.example', ['hoofdgebruiker'])
    const cookie = `__Host-sluis-sessie=${browser.cookies.get('__Host-sluis-sessie') ?? ''}`
    const without = await ask(gateway, {
      listener: 'portaal',
      client: undefined,
      path: pagina,
      headers: { cookie, accept: 'application/json' },
    })
    expect([without.status, without.json['code']]).toEqual([401, 'SL101'])
  })

  test.each([
    ['/machtigingenportaal/', 'SL512', 'a dienst that is for certificates'],
    ['/incident-melden/nergens', 'SL512', 'a path that no route covers'],
    ['/gli-register/', 'SL204', 'another dienst, of which it is no member'],
  ])('%s gives %s: %s', async (path, code) => {
    const { browser } = await member(`${code}${String(path.length)}@praktijk.example`, ['melden'])
    expect((await browser.get(path, { accept: 'application/json' })).json['code']).toBe(code)
  })

  test('who is stopped is refused SL109 at once, with the sign-in still there', async () => {
    const { nummer, browser } = await member('stop@praktijk.example', ['hoofdgebruiker'])
    expect((await browser.get(pagina)).status).toBe(200)
    await stores().organisaties.leden.wijzig(
      {
        ...{
          agbCode,
          dienst,
          nummer,
          version: undefined,
          at: now(),
          door: gebruikersnr('700000000012'),
        },
        judge: () => ({
          naar: { staat: 'stopgezet', rollen: ['hoofdgebruiker'], machtigingen: [] },
        }),
      },
      () => auditEvent(),
    )
    await stores().organisaties.refresh()
    const refused = await browser.get(pagina, { accept: 'application/json' })
    expect([refused.status, refused.json['code']]).toEqual([403, 'SL109'])
  })

  test('who is stopped at one organisation leaves it for another, and signs off', async () => {
    const { nummer, browser } = await member('gaat@praktijk.example', ['hoofdgebruiker'])
    const { leden } = stores().organisaties
    const elders = agb('02000001')
    const lid = { dienst, nummer, naam: 'J. de Boer', door: nummer, at: now() }
    await leden.voegToe(
      {
        ...{ ...lid, agbCode: elders, staat: 'actief' },
        ...{ rollen: ['hoofdgebruiker'], via: 'uitnodiging' },
      },
      () => auditEvent(),
    )
    const judge = () => ({ naar: { staat: 'stopgezet', rollen: [], machtigingen: [] } })
    const stop = { agbCode, dienst, nummer, version: undefined, at: now(), door: nummer, judge }
    await leden.wijzig(stop, () => auditEvent())
    await stores().organisaties.refresh()
    const codeOf = async (path: string) =>
      (await browser.get(path, { accept: 'application/json' })).json['code']
    expect(await codeOf(pagina)).toBe('SL109')
    for (const path of ['/', '/account', '/organisaties/nieuw'])
      expect((await browser.get(path)).status).toBe(200)
    expect(await lastOutcome()).toBe('toegestaan')
    expect((await browser.get('/organisaties')).status).toBe(200)
    const chosen = await browser.submit('/organisaties', { agbCode: elders })
    expect([chosen.status, chosen.headers['location']]).toEqual([303, '/'])
    expect(await codeOf(pagina)).not.toBe('SL109')

    const block = `- { gebruikersnummer: "${nummer}", reden: "test" }\n`
    changePolicy(gateway.dir, { 'blokkades.yaml': (text) => `${text}${block}` })
    const blocked = await until(async () => ((await codeOf('/')) === 'SL109' ? true : undefined))
    expect([blocked, await codeOf('/organisaties')]).toEqual([true, 'SL109'])
    changePolicy(gateway.dir, { 'blokkades.yaml': (text) => text.replace(block, '') })
    await until(async () => ((await browser.get('/')).status === 200 ? true : undefined))
    const off = await browser.submit('/', {}, '/afmelden')
    expect([off.status, off.headers['location']]).toEqual([303, '/aanmelden'])
  })

  test.each([
    ['/account', { actie: 'overige-beeindigen' }],
    ['/organisaties', { agbCode }],
    [`/organisaties/${agbCode}/${dienst}/meldcodes`, { label: 'balie' }],
  ])(
    'a form to %s that is long in coming is judged by the sign-in as it is then',
    async (path, fields) => {
      const email = `traag${String(path.length)}@praktijk.example`
      const { nummer, browser } = await member(email, ['hoofdgebruiker'])
      const page = await browser.get(
        path.startsWith('/organisaties/') ? `/organisaties/${agbCode}/${dienst}` : path,
      )
      const csrf = /name="csrf" value="([^"]*)"/.exec(page.text)?.[1] ?? ''
      const { store } = stores().toegang
      const end = async (): Promise<void> => {
        // Long enough for the first decision; were it not, the refusal is the same.
        await new Promise((resolve) => setTimeout(resolve, 300))
        for (const { hash } of await store.sessies(nummer, now()))
          await store.eindigSessie({ hash, nummer, at: now() }, () => auditEvent())
      }
      const accept = { accept: 'application/json' }
      const late = await browser.post(path, { csrf, versie: '', ...fields }, accept, end)
      expect([late.status, late.json['code']]).toEqual([401, 'SL122'])
      expect(await store.sessies(nummer, now())).toEqual([])
    },
  )

  test('T24: a meldcode reports and sees nothing; withdrawn, it and its sign-ins are over', async () => {
    const code = drawMeldcode((max) => randomInt(max))
    const id = gebruikersnr('600000000001')
    const { keyring, organisaties } = stores()
    await organisaties.meldcodes.maak(
      {
        ...{
          id,
          agbCode,
          dienst,
          label: 'balie',
          door: gebruikersnr('700000000012'),
          createdAt: now(),
        },
        ...{ validUntil: now() + 3600_000, revokedAt: null, lastUsedAt: null, hoogstens: 5 },
        mac: meldcodeMac(keyring.current, code),
      },
      () => auditEvent(),
    )
    await organisaties.refresh()
    const browser = visitor(gateway)
    const wrong = await browser.submit('/aanmelden/meldcode', { meldcode: '0000-0000-0000' })
    expect(wrong.status).toBe(401)
    const typed = `${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`
    const entered = await browser.submit('/aanmelden/meldcode', { meldcode: typed })
    expect(entered.status).toBe(303)
    expect((await browser.get(pagina)).status).toBe(200)
    const claims = claimsIn(upstream)
    expect(claims).toMatchObject({ soort: 'meldcode', niveau: 'meldcode', gebruikersnummer: id })
    expect(claims).not.toHaveProperty('naam')
    const overview = await browser.get('/incident-melden/meldingen/', { accept: '*/*' })
    expect(overview.json['code']).toBe('SL210')
    await organisaties.meldcodes.trekIn({ id, agbCode, dienst, at: now() }, () => auditEvent())
    await organisaties.refresh()
    const after = await browser.get(pagina, { accept: 'application/json' })
    expect(after.json['code']).toBe('SL122')
  })
})
