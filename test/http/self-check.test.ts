/** What the gateway tells of itself and of the certificate presented (contract 5.1, 5.2, 5.3 last paragraph). */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { codes } from '../../gateway/errors.ts'
import { answered, clientAt } from '../support/http.ts'
import { startTestGateway } from '../support/running.ts'
import type { Ask, TestGateway } from '../support/running.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({ toegang: true })
})
afterAll(async () => {
  await gateway.stop()
})

const at = (client: string | undefined, listener: Ask['listener'] = 'portaal') =>
  clientAt(gateway, listener, client)
const mine = (client: string | undefined, listener?: Ask['listener']) =>
  at(client, listener).get('/v1/mijn-certificaat').then(answered)
/** As a browser asks for it. */
const page = (client: string, path: string) =>
  at(client).get(path).set('accept', 'text/html').then(answered)
const step = (json: Record<string, unknown>, stap: string) =>
  (json['controles'] as { stap: string; uitkomst: string; code: string | null }[]).find(
    (control) => control.stap === stap,
  )

test('says what it reads and what the certificate may do', async () => {
  const { status, json } = await mine('indiener')
  expect(status).toBe(200)
  expect(json).toMatchObject({
    soort: 'persoonlijk',
    gebruikersnummer: '10000001',
    naam: 'A. de Vries',
    instantie: { agbCode: '12000001', naam: 'Tandartspraktijk De Sluis', soort: 'praktijk' },
    diensten: { machtigingenportaal: { uitkomst: 'toegestaan', code: null } },
  })
  expect(Date.parse(String(json['geldigVan']))).toBeLessThan(Date.now())
  expect(Date.parse(String(json['geldigTot']))).toBeGreaterThan(Date.now())
})

test.each<[string, string, string, string]>([
  ['lezer', 'toegestaan', 'geweigerd', 'SL205'],
  ['sl204-zonder-autorisatie', 'toegestaan', 'geweigerd', 'SL204'],
  ['sl201-niet-aangesloten', 'SL201', 'geweigerd', 'SL201'],
  ['sl202-overeenkomst-voorbij', 'SL202', 'geweigerd', 'SL202'],
  ['sl109-geblokkeerd', 'SL109', 'geweigerd', 'SL109'],
  ['systeem', 'SL108', 'geweigerd', 'SL108'],
])('answers %s with the verdict, not with a refusal', async (client, own, dienst, code) => {
  const { status, json } = await mine(client)
  expect(status).toBe(200)
  const failed = (json['controles'] as { code: string | null }[]).find((control) => control.code)
  expect(failed?.code ?? 'toegestaan').toBe(own)
  expect(json['diensten']).toMatchObject({ machtigingenportaal: { uitkomst: dienst, code } })
})

test('P9: a systeemcertificaat in a browser reads what its own listener would say', async () => {
  const answer = await page('systeem', '/mijn-certificaat')
  expect(answer.text).toMatch(/Als dit systeem nu een aanvraag klaarzet.*?Dat lukt/s)
})

test('P9: who is blocked is told whom to ask, on the refusal, on Mijn certificaat and in JSON alike', async () => {
  const seen = (path: string) => page('sl109-geblokkeerd', path)
  const refusal = await seen('/machtigingenportaal/')
  expect(refusal.status).toBe(403)
  for (const { text } of [refusal, await seen('/mijn-certificaat')])
    expect(text).toMatch(/A\. de Vries[^]*C\. Bakker/)
  expect((await mine('sl109-geblokkeerd')).json['contactpersonen']).toEqual([
    'A. de Vries',
    'C. Bakker',
  ])
})

test('P9: of an instantie that nobody knows the rest cannot be judged', async () => {
  const answer = await page('sl201-niet-aangesloten', '/mijn-certificaat')
  expect(answer.text).toMatch(/Niet te beoordelen<[^]*Autorisatie voldoende/)
  expect(answer.text).not.toMatch(/SL204|SL206|Niet in orde<[^]*Niet in orde</)
})

test('P21: what another autorisatie includes is not said again', async () => {
  for (const path of ['/', '/mijn-certificaat']) {
    const { text } = await page('indiener', path)
    expect(text).toContain('Machtigingen indienen en raadplegen')
    expect(text).not.toContain('Machtigingen raadplegen')
  }
})

test('P5: in a practice of the file the page, its own pages and the problem document send to the operator', async () => {
  const { text } = await page('lezer', '/mijn-certificaat')
  expect(text).toContain('Vraag uw contactpersoon om dit bij de beheerder aan te vragen.')
  expect(text).not.toMatch(/in Gebruikersbeheer|Alle uitgevoerde controles zijn in orde/)
  const refused = await at('lezer')
    .post('/machtigingenportaal/aanvragen')
    .type('form')
    .send('instantie.agbCode=12000001')
    .then(answered)
  expect(refused.json).toMatchObject({ code: 'SL205', wie: 'beheerder' })
  expect(refused.json['actie']).toContain('bij de beheerder aan te vragen')
})

test.each<[string | undefined, string]>([
  [undefined, 'SL101'],
  ['sl102-onbekende-ca', 'SL102'],
  ['sl103-verlopen', 'SL103'],
  ['sl104-nog-niet-geldig', 'SL104'],
  ['sl105-ingetrokken', 'SL105'],
  ['sl106-crl-verouderd', 'SL106'],
  ['sl107-zonder-agb', 'SL107'],
])('refuses %s with %s, on every page of its own', async (client, code) => {
  for (const path of ['/v1/mijn-certificaat', '/', '/mijn-certificaat'])
    expect((await at(client).get(path)).body).toMatchObject({ code })
  expect((await mine(client, 'instroom')).json['code']).toBe(code)
})

test('a stranger learns nothing of a practice: after the block no step is judged', async () => {
  for (const client of ['sl109-geblokkeerde-instantie', 'sl107-zonder-agb', 'sl102-onbekende-ca']) {
    const { json } = await at(client).get('/machtigingenportaal/').then(answered)
    for (const stap of [
      'adres',
      'instantie',
      'overeenkomst',
      'autorisatie',
      'quotum',
      'referentie',
    ])
      expect(step(json, stap)).toMatchObject({ uitkomst: 'niet-uitgevoerd', code: null })
  }
})

test('every step about the identity is judged and listed', async () => {
  const refused = at('sl201-niet-aangesloten').get('/machtigingenportaal/')
  const { json } = await refused.then(answered)
  expect(step(json, 'blokkade')).toMatchObject({ uitkomst: 'geslaagd' })
  expect(step(json, 'instantie')).toMatchObject({ uitkomst: 'mislukt', code: 'SL201' })
  expect(step(json, 'overeenkomst')).toMatchObject({ uitkomst: 'mislukt', code: 'SL202' })
  expect(step(json, 'zorgsoort')).toMatchObject({ uitkomst: 'geslaagd' })
  expect(step(json, 'adres')).toMatchObject({ uitkomst: 'niet-uitgevoerd' })
})

test('refusals speak English to who asks for it', async () => {
  const answer = await at('lezer').get('/bestaat-niet').set('accept-language', 'en-GB, nl;q=0.5')
  expect(answer.body).toMatchObject({ title: 'No such address' })
})

test('browsers get the same facts as a page, with the same status', async () => {
  const answer = await at('systeem')
    .get('/machtigingenportaal/')
    .set('accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8')
    .expect(403)
    .expect('content-type', 'text/html; charset=utf-8')
    .expect('cache-control', 'no-store')
  expect(answer.text).toContain('SL108')
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
})

test('an API answer stays JSON whatever a browser asks for', async () => {
  await at('systeem', 'instroom')
    .get('/v1/instroom/machtigingenportaal/x')
    .set('accept', 'text/html')
    .expect('content-type', 'application/problem+json')
})

test('the table of codes and the description are served', async () => {
  const system = at('systeem', 'instroom')
  const table = await system.get('/v1/foutcodes')
  expect((table.body as { code: string }[]).map(({ code }) => code)).toEqual(codes)
  const description = await system.get('/v1/openapi.json')
  expect(description.body).toMatchObject({
    openapi: '3.1.0',
    paths: { '/v1/instroom/machtigingenportaal': { post: expect.any(Object) as unknown } },
  })
})

test('P25: the address in a problem document leads a browser to a page, with the help desk of the policy', async () => {
  const answer = await at('lezer')
    .get('/v1/foutcodes')
    .set('accept', 'text/html,application/xhtml+xml,*/*;q=0.8')
    .expect('content-type', /text\/html/)
  expect(answer.text).toContain('id="SL205"')
  expect(answer.text).toContain('mailto:servicedesk@sluis.example')
})

test('operators see live, ready, metrics and public keys; nothing else is there', async () => {
  const operators = supertest(gateway.sluis.addresses.beheer)
  await operators.get('/live').expect(200, { status: 'actief' })
  const ready = await operators.get('/ready').expect(200)
  expect(ready.body).toMatchObject({ status: 'gereed' })
  const metrics = await operators.get('/metrics').expect(200)
  expect(metrics.text).toContain('sluis_decisions_total')
  expect(metrics.text).not.toMatch(/12000001|10000001/)
  const keys = await operators.get('/jwks.json').expect(200)
  expect(JSON.parse(keys.text)).toMatchObject({
    keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }],
  })
  await operators.get('/policy').expect(404)
  await operators.post('/live').expect(405)
})

test('a client without a certificate of the right kind meets the same on every address', async () => {
  const paths = {
    instroom: ['/v1/instroom/machtigingenportaal', '/v1/instroom/x/y', '/v1/openapi.json', '/x'],
    portaal: [
      '/',
      '/mijn-certificaat',
      '/start/x',
      '/gebruikersbeheer',
      '/machtigingenportaal/',
      '/x',
    ],
  }
  for (const [listener, own] of Object.entries(paths)) {
    const stranger = at(undefined, listener as keyof typeof paths)
    for (const path of [...own, '/v1/mijn-certificaat', '/v1/foutcodes'])
      for (const method of ['get', 'post', 'delete', 'put'] as const) {
        const answer = await stranger[method](path).set('accept', '*/*')
        expect([path, answer.status, (answer.body as { code: string }).code]).toEqual([
          path,
          401,
          'SL101',
        ])
      }
  }
})
