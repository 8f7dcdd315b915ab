/** The demo portal, asked over HTTP as the gateway asks it: with deliveries, and with signed identities. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { generateKeyPairSync } from 'node:crypto'
import axe from 'axe-core'
import { exportJWK, SignJWT } from 'jose'
import type { JWTPayload } from 'jose'
import { agb } from '../../gateway/identity/agb-code.ts'
import { createIdentityTokens, newIdentityKey } from '../../gateway/forward/identity-token.ts'
import type { IdentityKey, TokenSubject } from '../../gateway/forward/identity-token.ts'
import { startDemoPortal } from '../../scripts/demo-portal/portal.ts'
import type { DemoPortal } from '../../scripts/demo-portal/serve.ts'
import { describeInBrowser } from '../support/browser.ts'
import { employee, serveJwks } from '../support/identities.ts'

const issuer = 'https://localhost:9443'
const at = Date.parse('2026-11-21T21:00:00Z')
const base = '/machtigingenportaal'

const subject = employee
const reader = {
  ...subject,
  gebruikersnummer: gebruikersnr('10000002'),
  autorisaties: ['raadplegen'],
}
const neighbour = {
  ...subject,
  agbCode: agb('12000002'),
  gebruikersnummer: gebruikersnr('20000001'),
}

const bericht = {
  referentie: 'HIS-2026-000123',
  instantie: { agbCode: agb('12000001') },
  zorgverlener: { agbCode: agb('12100001') },
  verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
  verstrekking: {
    prestatiecodelijst: '010',
    prestatiecode: 'F492A',
    aantal: 1,
    toelichting: '<b>"kroon"</b>',
  },
}
const delivery = { dienst: 'machtigingenportaal', bericht, systeem: {}, persoon: {} }

let key: IdentityKey
let jwks: Awaited<ReturnType<typeof serveJwks>>
let portal: DemoPortal
const lines: string[] = []
let count = 0
let id = ''

beforeAll(async () => {
  key = await newIdentityKey()
  jwks = await serveJwks(tokens)
  portal = await startDemoPortal({
    port: 0,
    jwksUrl: jwks.url,
    issuer,
    now: () => at,
    log: (line) => lines.push(line),
  })
})
afterAll(async () => {
  await portal.close()
  jwks.close()
})
beforeEach(() => {
  count += 1
  id = `0b9c6a3e-1f0d-4c51-9a53-${String(count).padStart(12, '0')}`
})

/** The page without the white space between its tags. */
const tight = async (answer: Response): Promise<string> =>
  (await answer.text())
    .replace(/\s+/g, ' ')
    .replace(/ >/g, '>')
    .replace(/ ?(<[^>]*>) ?/g, '$1')

const tokens = (change: { readonly issuer?: string; readonly now?: () => number } = {}) =>
  createIdentityTokens({ issuer, keys: () => [key], now: () => at, ...change })

/** Asks for a page as the gateway forwards it. */
const ask = async (
  path: string,
  who: TokenSubject | undefined = subject,
  init: RequestInit = {},
): Promise<Response> =>
  fetch(`${portal.url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: {
      ...(init.headers as Record<string, string> | undefined),
      'Sluis-Identiteit': await tokens().tokenFor(who),
    },
  })

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${portal.url}${base}/instroom`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': id, ...headers },
    body: JSON.stringify(body),
  })

/** Delivers an instroom and gives the address of its form. */
const deliver = async (): Promise<string> => {
  const answer = await post({ instroomId: id, ...delivery })
  expect(answer.status).toBe(201)
  return answer.headers.get('location') ?? ''
}

const submit = (fields: Record<string, string>, who = subject): Promise<Response> =>
  ask(`${base}/aanvragen`, who, {
    method: 'POST',
    body: new URLSearchParams({ aanvraag: id, 'instantie.agbCode': '12000001', ...fields }),
  })

test('takes a delivery once per key and gives the same address again', async () => {
  const first = await post({ instroomId: id, ...delivery })
  const again = await post({ instroomId: id, ...delivery })
  expect([first.status, again.status]).toEqual([201, 200])
  expect(first.headers.get('location')).toBe(`${base}/aanvragen/nieuw/${id}`)
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
})

test.each<[string, unknown, Record<string, string>, number]>([
  ['under another key than its id', {}, { 'idempotency-key': 'anders' }, 400],
  ['without an id', { instroomId: undefined }, {}, 400],
  [
    'with an id that is no path segment',
    { instroomId: '../x' },
    { 'idempotency-key': '../x' },
    400,
  ],
  ['without a practice', { bericht: {} }, {}, 400],
  ['with a practice of no code', { bericht: { instantie: { agbCode: 1 } } }, {}, 400],
  ['that a person sends through the gateway', {}, { 'sluis-identiteit': 'x' }, 403],
])('refuses a delivery %s', async (_, change, headers, status) => {
  const answer = await post({ instroomId: id, ...delivery, ...(change as object) }, headers)
  expect(answer.status).toBe(status)
})

test('shows the form filled in, with everything as text', async () => {
  const answer = await ask(await deliver())
  const page = await answer.text()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page).toContain('<form method="post" action="/machtigingenportaal/aanvragen">')
  for (const [name, value] of [
    ['instantie.agbCode', '12000001'],
    ['zorgverlener.agbCode', '12100001'],
    ['verzekerde.bsn', '999990019'],
    ['verstrekking.prestatiecode', 'F492A'],
    ['verstrekking.aantal', '1'],
  ])
    expect(page.replace(/\s+/g, ' ')).toContain(`name="${name ?? ''}" value="${value ?? ''}"`)
  expect(page).toContain('&lt;b&gt;&quot;kroon&quot;&lt;/b&gt;</textarea>')
})

test('takes a submission, lists it and shows it', async () => {
  await deliver()
  const answer = await submit({ 'verstrekking.aantal': '2', 'verstrekking.prestatiecode': 'X' })
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `${base}/aanvragen/${id}/ontvangen`,
  ])
  for (const path of [base, `${base}/`, `${base}/aanvragen`])
    expect(await tight(await ask(path))).toContain(`href="${base}/aanvragen/${id}">F492A, nummer`)
  const page = await tight(await ask(`${base}/aanvragen/${id}`))
  expect(page).toContain('<dt>Aantal</dt><dd><bdi>2</bdi>')
  expect(page).toContain('<dt>Prestatiecode</dt><dd><bdi>F492A</bdi>')
  expect(page).toContain('A. de Vries')
})

test('P24: says that it came in and under which number, and the list tells two apart', async () => {
  await deliver()
  const { headers } = await submit({})
  const received = await tight(await ask(headers.get('location') ?? ''))
  const nummer = /MP-\d{6}/.exec(received)?.[0] ?? ''
  expect(received).toContain('<h1 class="utrecht-heading-1">Uw aanvraag is ontvangen</h1>')
  const list = await tight(await ask(`${base}/aanvragen`))
  expect(list).toMatch(
    new RegExp(`${nummer}</a>.*?Referentie<bdi>HIS-2026-000123</bdi>.*?BSN eindigt op 019`),
  )
  expect(list).not.toContain('999990019')
  const page = await tight(await ask(`${base}/aanvragen/${id}`))
  expect(page).toContain('<dt>Geboortedatum</dt><dd><bdi>31 januari 1980</bdi>')
  // Every page leads back.
  for (const one of [received, list, page]) expect(one).toContain('href="/">Terug naar Sluis')
})

test.each([
  ['aantal', 'veel'],
  ['aantal', '0'],
  ['aantal', '1.5'],
  ['ingangsdatum', 'gisteren'],
  ['ingangsdatum', '2026-02-30'],
  ['toelichting', 'x'.repeat(1001)],
])('P24: takes no %s of %j, and keeps what was typed', async (veld, value) => {
  await deliver()
  const answer = await submit({ [`verstrekking.${veld}`]: value })
  const page = await tight(answer)
  expect(answer.status).toBe(422)
  expect(page).toContain(`href="#verstrekking.${veld}"`)
  expect(page).toContain(value)
  expect((await ask(`${base}/aanvragen/${id}`)).status).toBe(404)
  expect((await submit({ 'verstrekking.ingangsdatum': '2026-12-01' })).status).toBe(303)
})

test('makes one application of a form that is sent twice, and leads to it', async () => {
  const form = await deliver()
  await submit({ 'verstrekking.aantal': '2' })
  await submit({ 'verstrekking.aantal': '3' })
  const page = await tight(await ask(`${base}/aanvragen/${id}`))
  expect(page).toContain('<dt>Aantal</dt><dd><bdi>2</bdi>')
  const again = await ask(form)
  expect([again.status, again.headers.get('location')]).toEqual([303, `${base}/aanvragen/${id}`])
})

test('takes a submission that no instroom came before', async () => {
  const answer = await submit({ aanvraag: '', 'verstrekking.prestatiecode': 'J080' })
  expect(answer.status).toBe(303)
  expect(await (await ask(`${base}/aanvragen`)).text()).toContain('J080')
})

test('lets who may only look neither see the form nor submit', async () => {
  const form = await deliver()
  expect((await ask(form, reader)).status).toBe(403)
  expect((await submit({}, reader)).status).toBe(403)
  expect((await ask(`${base}/aanvragen/${id}`, reader)).status).toBe(404)
  await submit({})
  expect((await ask(`${base}/aanvragen/${id}`, reader)).status).toBe(200)
})

test('shows another practice nothing and takes nothing from it', async () => {
  const form = await deliver()
  expect((await ask(form, neighbour)).status).toBe(404)
  expect((await submit({}, neighbour)).status).toBe(403)
  const theirs = await submit({ 'instantie.agbCode': '12000002' }, neighbour)
  expect(theirs.status).toBe(303)
  expect((await ask(form)).status).toBe(200)
  await submit({})
  expect((await ask(`${base}/aanvragen/${id}`, neighbour)).status).toBe(404)
  expect(await (await ask(`${base}/aanvragen`, neighbour)).text()).not.toContain(id)
})

test('submits only for the practice of the certificate', async () => {
  await deliver()
  expect((await submit({ 'instantie.agbCode': '12000002' })).status).toBe(403)
})

test('says 404 to a known caller where there is nothing', async () => {
  for (const path of [`${base}/aanvragen/${id}`, `${base}/aanvragen/nieuw/${id}`, '/elders'])
    expect((await ask(path)).status).toBe(404)
})

test('answers a body that is too large with its status and a page', async () => {
  const answer = await ask(`${base}/aanvragen`, subject, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'x'.repeat(1_100_000),
  })
  expect(answer.status).toBe(413)
})

/** A token of the right shape, with one thing changed. */
const forged = async (change: {
  readonly claims?: JWTPayload
  readonly key?: IdentityKey['privateKey']
  readonly alg?: string
}): Promise<string> => {
  const now = at / 1000
  const claims = {
    iss: issuer,
    aud: 'machtigingenportaal',
    iat: now,
    exp: now + 60,
    agb: '12000001',
    gebruikersnummer: '10000001',
    autorisaties: ['raadplegen'],
    ...change.claims,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: change.alg ?? 'EdDSA', kid: key.kid })
    .sign(change.key ?? key.privateKey)
}

const tokenStatus = async (token: string | undefined): Promise<number> => {
  const headers = token === undefined ? {} : { 'Sluis-Identiteit': token }
  return (await fetch(`${portal.url}${base}/aanvragen`, { headers })).status
}

test('takes a token that is in order', async () => {
  expect(await tokenStatus(await forged({}))).toBe(200)
})

test.each<[string, JWTPayload]>([
  ['for another dienst', { aud: 'declaraties' }],
  ['of another gateway', { iss: 'https://elders.example.test' }],
  ['that is over', { exp: at / 1000 - 1 }],
  ['that is not valid yet', { nbf: at / 1000 + 60 }],
  ['without an end', { exp: undefined as unknown as number }],
  ['without a practice', { agb: undefined }],
  ['with a practice that is no text', { agb: 12000001 }],
  ['without a person', { gebruikersnummer: undefined }],
])('shows nothing to a token %s', async (_, claims) => {
  expect(await tokenStatus(await forged({ claims }))).toBe(401)
})

test('shows nothing to a token of autorisaties that are none', async () => {
  for (const autorisaties of [[], 'raadplegen', [1], undefined])
    expect(await tokenStatus(await forged({ claims: { autorisaties } }))).toBe(403)
})

test('shows nothing without a token, or with one that the gateway did not sign', async () => {
  const [head = '', body = ''] = (await forged({})).split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const other = generateKeyPairSync('ed25519').privateKey
  const { x = '' } = await exportJWK(key.privateKey)
  for (const token of [
    undefined,
    '',
    'x',
    `${head}.${body}.`,
    `${none}.${body}.`,
    await forged({ key: other }),
  ])
    expect(await tokenStatus(token)).toBe(401)
  // The public key used as a secret.
  const hmac = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', kid: key.kid })
    .sign(Buffer.from(x, 'base64url'))
  expect(await tokenStatus(hmac)).toBe(401)
})

test('serves its style to anyone, and logs nothing of a person', async () => {
  const style = await fetch(`${portal.url}${base}/stijl.css`)
  expect(style.headers.get('content-type')).toContain('text/css')
  expect(await style.text()).toContain('.utrecht-button')
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('\n')).not.toMatch(/99999|Vries|12000001/)
})

test('cannot start on a port that is taken', async () => {
  const port = Number(new URL(portal.url).port)
  const options = { port, jwksUrl: portal.url, issuer, now: Date.now, log: () => undefined }
  await expect(startDemoPortal(options)).rejects.toThrow(/EADDRINUSE/)
})

describeInBrowser('the demo portal in a browser', (browser) => {
  test('is filled in, submitted and listed, sound for every reader at every width', async () => {
    const form = await deliver()
    const page = await browser().newPage({ viewport: { width: 320, height: 800 } })
    await page.setExtraHTTPHeaders({ 'Sluis-Identiteit': await tokens().tokenFor(subject) })
    const sound = async (): Promise<void> => {
      await page.evaluate(axe.source)
      expect(
        await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.length]))',
        ),
      ).toEqual([])
      expect(
        await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        ),
      ).toBe(0)
    }
    await page.goto(`${portal.url}${form}`)
    await sound()
    await page.getByLabel('Aantal').fill('veel')
    await page.getByRole('button', { name: 'Aanvraag indienen' }).click()
    await page.getByRole('link', { name: /heel getal/ }).click()
    await sound()
    await page.getByLabel('Aantal').fill('2')
    await page.getByRole('button', { name: 'Aanvraag indienen' }).click()
    await page.waitForURL(`**${base}/aanvragen/${id}/ontvangen`)
    await sound()
    await page.getByRole('link', { name: 'Naar alle aanvragen' }).click()
    await sound()
    await page.getByRole('link', { name: 'F492A' }).first().click()
    await page.waitForURL(`**${base}/aanvragen/${id}`)
    await sound()
    await page.close()
  })
})
