/** What a dienst tells visitors, over the toegang listener. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn } from '../support/signed-in.ts'

const fresh = useDatabases('sqlite')
let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({ database: await fresh(), env: { SLUIS_TOEGANG_PORT: '0' } })
})
afterAll(() => gateway.stop())

const read = async (dienst: string) => {
  const answer = await browse(gateway, { path: `/informatie/${dienst}` })
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  return answer.text
}

test.each([
  ['S0-09', 'incident-melden', 'Twee manieren om te melden'],
  ['S0-06, S0-26', 'incident-melden', 'koppelen@sluis.example'],
  ['S0-07', 'incident-melden', 'Waarom opnieuw aanmelden?'],
  ['S0-02, S0-11', 'incident-melden', 'https://www.sluis.example/incident-melden/koppelen'],
  ['S0-16', 'incident-melden', 'alleen om die code te sturen'],
  ['S0-27', 'incident-melden', 'https://www.sluis.example/incident-melden/toelichting.pdf'],
  ['S0-28', 'incident-melden', 'Samenwerkingspartners'],
  ['S0-28', 'incident-melden', 'Disclaimer'],
  ['S0-28', 'incident-melden', 'Veelgestelde vragen'],
  ['S1-13', 'gli-register', 'https://www.sluis.example/gli-register/webinar'],
  ['S1-15', 'gli-register', 'een of meer vestigingen'],
  ['S1-22', 'gli-register', 'https://www.agbcode.nl/'],
  ['S1-23', 'gli-register', 'Controleer goed'],
  ['S1-29', 'gli-register', 'https://www.rivm.nl/'],
  ['S1-30, S1-31', 'gli-register', 'maar één keer in'],
  ['S1-32', 'gli-register', 'wie van het behandelteam'],
  ['S1-38', 'gli-register', 'alleen voor uw organisatie'],
  ['S1-58', 'gli-register', 'Bel of mail de servicedesk'],
  ['S4-01', 'viplive', 'Voor wie deze uitleg is'],
  ['S4-08', 'viplive', 'alleen om een code per sms te sturen'],
  ['S4-10', 'viplive', 'kiest zelf een wachtwoord'],
  ['S4-12', 'viplive', 'patiëntenlijsten bekijken en aanleveren'],
  ['S4-20', 'viplive', 'op afspraak'],
])('%s: the page of %s tells a visitor: %s', async (_, dienst, text) => {
  // By name: a whole page says little when a text is missing.
  expect([text, (await read(dienst)).includes(text)]).toEqual([text, true])
})

test('S4-01: whom it is for stands at the top and at the bottom', async () => {
  const headings = [...(await read('viplive')).matchAll(/<h2[^>]*>([^<]*)</g)].map(([, kop]) => kop)
  expect([headings[0], headings.at(-2)]).toEqual(['Voor wie deze uitleg is', 'Let op'])
})

test('S0-22: buttons lead to signing in, to a meldcode and to registering again', async () => {
  const ways = (text: string) =>
    [...text.matchAll(/utrecht-button-link--\S+" href="([^"]*)"/g)].map(([, href]) => href)
  expect(ways(await read('incident-melden'))).toEqual([
    '/aanmelden?na=%2Fincident-melden%2Fmelden',
    '/aanmelden/meldcode?na=%2Fincident-melden%2Fmelden',
    '/registreren',
  ])
  expect(ways(await read('viplive'))).toEqual(['/aanmelden?na=%2Fviplive%2F'])
  for (const path of ways(await read('incident-melden')))
    expect((await browse(gateway, { path: path ?? '' })).status).toBe(200)
})

test('who comes to sign in finds it, and whoever signed in may read it too', async () => {
  const { text } = await browse(gateway, { path: '/aanmelden' })
  expect(text).toContain('href="/informatie/gli-register"')
  const person = await signIn(gateway, { email: 'lezer@praktijk.example' })
  expect((await browse(gateway, { path: '/informatie/viplive', person })).status).toBe(200)
})

test.each(['machtigingenportaal', 'bestaat-niet'])(
  'of %s, which tells visitors nothing, there is no page',
  async (dienst) => {
    const path = `/informatie/${dienst}`
    const answer = await browse(gateway, { path, headers: { accept: 'application/json' } })
    expect([answer.status, answer.json['code']]).toEqual([404, 'SL512'])
  },
)
