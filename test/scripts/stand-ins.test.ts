/** The stand-ins of the other diensten, asked as the gateway asks them. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { createIdentityTokens, newIdentityKey } from '../../gateway/forward/identity-token.ts'
import type { IdentityKey, TokenSubject } from '../../gateway/forward/identity-token.ts'
import { gliRegister } from '../../scripts/demo-portal/gli-register.ts'
import { incidentMelden } from '../../scripts/demo-portal/incident-melden.ts'
import type { DemoPortal } from '../../scripts/demo-portal/serve.ts'
import { startStandIn } from '../../scripts/demo-portal/stand-ins.ts'
import { employee, serveJwks } from '../support/identities.ts'

const issuer = 'https://localhost:9443'
const at = Date.parse('2026-11-21T21:00:00Z')
const hoofdgebruiker: TokenSubject = {
  ...employee,
  agbCode: agb('01000007'),
  instantieNaam: 'Huisartsenpraktijk De Werf',
  gebruikersnummer: gebruikersnr('10000031'),
  naam: 'F. Mulder',
  dienst: 'incident-melden',
  autorisaties: ['hoofdgebruiker', 'melden', 'inzien'],
}
const melder = { ...hoofdgebruiker, autorisaties: ['melden'] }
const neighbour = { ...hoofdgebruiker, agbCode: agb('01000008') }

let key: IdentityKey
let jwks: Awaited<ReturnType<typeof serveJwks>>
let melden: DemoPortal
let gli: DemoPortal
let ids = 0

const tokens = () => createIdentityTokens({ issuer, keys: () => [key], now: () => at })

beforeAll(async () => {
  key = await newIdentityKey()
  jwks = await serveJwks(tokens)
  const options = {
    port: 0,
    jwksUrl: jwks.url,
    issuer,
    now: () => at,
    log: () => undefined,
    newId: () => `id-${String(++ids)}`,
  }
  melden = await startStandIn(incidentMelden, options)
  gli = await startStandIn(gliRegister, options)
})
afterAll(async () => {
  await Promise.all([melden.close(), gli.close()])
  jwks.close()
})

const ask = async (path: string, who: TokenSubject, form?: Record<string, string>) => {
  const answer = await fetch(`${who.dienst === 'incident-melden' ? melden.url : gli.url}${path}`, {
    redirect: 'manual',
    headers: { 'Sluis-Identiteit': await tokens().tokenFor(who) },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  return { status: answer.status, text: await answer.text() }
}

const deliver = (id: string, key: string, agbCode = '01000007') =>
  fetch(`${melden.url}/incident-melden/instroom`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({
      instroomId: id,
      dienst: 'incident-melden',
      bericht: { instantie: { agbCode }, incident: { soort: `soort van ${id}` } },
      systeem: {},
    }),
  })

test('a delivery is kept once by its key, and shown to its own organisation alone', async () => {
  expect((await deliver('m-1', 'm-1')).status).toBe(201)
  expect((await deliver('m-1', 'm-1')).status).toBe(200)
  expect((await deliver('m-1', 'anders')).status).toBe(400)
  const { text } = await ask('/incident-melden/meldingen', hoofdgebruiker)
  expect(text.match(/soort van m-1/g)).toHaveLength(1)
  expect((await ask('/incident-melden/meldingen', neighbour)).text).not.toContain('soort van m-1')
})

test('S0-12: who may only report does so and does not see the list', async () => {
  expect((await ask('/incident-melden/melden', melder)).status).toBe(200)
  const form = { soort: 'val', datum: '2026-11-20', omschrijving: '<b>x</b>' }
  expect((await ask('/incident-melden/meldingen', melder, form)).text).toContain('Bedankt')
  expect((await ask('/incident-melden/meldingen', melder)).status).toBe(403)
  expect((await ask('/incident-melden/meldingen', hoofdgebruiker)).text).toContain('val')
})

test('a token for one dienst opens no other', async () => {
  const { status } = await ask('/gli-register', {
    ...hoofdgebruiker,
    dienst: 'gli-register',
    autorisaties: ['invoeren'],
  })
  expect(status).toBe(200)
  const answer = await fetch(`${gli.url}/gli-register`, {
    headers: { 'Sluis-Identiteit': await tokens().tokenFor(hoofdgebruiker) },
  })
  expect(answer.status).toBe(401)
})
