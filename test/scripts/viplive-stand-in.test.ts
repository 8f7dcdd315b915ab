/** The stand-in of VIPLive, asked as the gateway asks it: menu by role, lock by claim, cards that only their key opens. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { calculateJwkThumbprint, CompactEncrypt, importJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { createIdentityTokens, newIdentityKey } from '../../gateway/forward/identity-token.ts'
import type { IdentityKey } from '../../gateway/forward/identity-token.ts'
import { demoKey, publicKeyFile } from '../../scripts/commands/demo/key.ts'
import { Cards } from '../../scripts/demo-portal/cards.ts'
import type { DemoPortal } from '../../scripts/demo-portal/serve.ts'
import { startStandIn } from '../../scripts/demo-portal/stand-ins.ts'
import { viplive } from '../../scripts/demo-portal/viplive.ts'

const issuer = 'https://localhost:9443'
const at = Date.parse('2026-11-21T21:00:00Z')
const iat = at / 1000
const alg = 'ECDH-ES+A256KW'
const jwkPair = (): JWK => generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
const publicOf = ({ kty, crv, x }: JWK): JWK => ({ kty: kty ?? '', crv: crv ?? '', x: x ?? '' })

const [own, account, other] = [jwkPair(), jwkPair(), jwkPair()]
let key: IdentityKey
let jwksServer: Server
let portal: DemoPortal

beforeAll(async () => {
  key = await newIdentityKey()
  const tokens = createIdentityTokens({ issuer, keys: () => [key], now: () => at })
  jwksServer = createServer((_request, response) => {
    void tokens.jwks().then((jwks) => response.end(JSON.stringify(jwks)))
  })
  await new Promise<void>((resolve) => jwksServer.listen(0, '127.0.0.1', resolve))
  const { port } = jwksServer.address() as AddressInfo
  let ids = 0
  portal = await startStandIn(viplive, {
    ...{ port: 0, jwksUrl: `http://127.0.0.1:${port}/jwks.json`, issuer, own },
    ...{ now: () => at, log: () => undefined, newId: () => `kaart-${String(++ids)}` },
  })
})
afterAll(async () => {
  await portal.close()
  jwksServer.closeAllConnections()
  jwksServer.close()
})

interface Asking {
  readonly autorisaties?: readonly string[]
  readonly nummer?: string
  /** In a secured session with the key of this account. */
  readonly met?: JWK
  /** Members of what is sealed for the dienst that are otherwise than they should be. */
  readonly vals?: Readonly<Record<string, unknown>>
  readonly gemachtigd?: readonly string[]
  readonly form?: Readonly<Record<string, string>>
}

const huisarts = ['basis', 'samenwerken', 'facturen', 'rapporten', 'huisarts']

/** As Sluis asks: who it is in a signed token, and in a secured session the key sealed for the dienst. */
async function ask(path: string, who: Asking = {}) {
  const {
    autorisaties = huisarts,
    nummer = '700000000001',
    met,
    gemachtigd = ['patientdata'],
  } = who
  const pair = met ?? account
  const token = await new SignJWT({
    ...{ soort: 'account', agb: '01000007', instantie_naam: 'De Werf', autorisaties, gemachtigd },
    ...{ gebruikersnummer: nummer, naam: 'F. Mulder', niveau: 'tweefactor', jti: 'verzoek-1' },
    ...(met && { beveiligd_tot: iat + 1800 }),
    ...{ sleutel: await calculateJwkThumbprint(pair), sleutel_publiek: publicOf(pair) },
    ...{ iss: issuer, aud: 'viplive', iat, exp: iat + 60 },
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: key.kid })
    .sign(key.privateKey)
  const sealed =
    met &&
    (await new CompactEncrypt(
      Buffer.from(
        JSON.stringify({
          ...{ jwk: met, sub: nummer, agb: '01000007', aud: 'viplive', iat, exp: iat + 60 },
          ...{ jti: 'verzoek-1', ...who.vals },
        }),
      ),
    )
      .setProtectedHeader({ alg, enc: 'A256GCM' })
      .encrypt(await importJWK(publicOf(own), alg)))
  const answer = await fetch(`${portal.url}${path}`, {
    redirect: 'manual',
    headers: { 'Sluis-Identiteit': token, ...(sealed && { 'Sluis-Sleutel': sealed }) },
    ...(who.form && { method: 'POST', body: new URLSearchParams(who.form) }),
  })
  return {
    status: answer.status,
    location: answer.headers.get('location') ?? '',
    text: await answer.text(),
  }
}

test('S4-21: the menu has what the role is for and nothing else', async () => {
  const { text } = await ask('/viplive/', { autorisaties: ['basis', 'facturen'] })
  expect(text).toContain('href="/viplive/facturen"')
  expect(text).not.toMatch(/href="\/viplive\/(?:ggz|samenwerken|rapporten)"/)
  expect((await ask('/viplive/ggz')).status).toBe(403)
})

test('S4-15, S4-17, S4-30: the lock is there for who is gemachtigd, closed in a secured session', async () => {
  expect((await ask('/viplive/', { gemachtigd: [] })).text).not.toMatch(/Slot (?:open|dicht)/)
  expect((await ask('/viplive/')).text).toContain('Slot open')
  expect((await ask('/viplive/', { met: account })).text).toContain('Slot dicht')
})

test('S4-18, T14: a card opens with the key of its employee in that very request, and with nothing else', async () => {
  const form = { titel: 'Mevrouw Voorbeeld', tekst: 'Bloeddruk 128 over 82' }
  const made = await ask('/viplive/patienten/nieuw', { met: account, form })
  expect(made.status).toBe(303)
  const reads = async (who: Asking) =>
    (await ask(made.location, who)).text.includes('Bloeddruk 128 over 82')
  expect(await reads({ met: account })).toBe(true)
  const refused: readonly Asking[] = [
    {},
    { met: other },
    { met: account, nummer: '700000000002' },
    { met: account, vals: { jti: 'verzoek-0' } },
    { met: account, vals: { exp: iat - 1 } },
    { met: account, vals: { aud: 'gli-register' } },
    { met: account, vals: { agb: '01000008' } },
    { met: account, vals: { sub: '700000000002' } },
    { met: account, vals: { jwk: other } },
  ]
  for (const who of refused) expect([who.vals, await reads(who)]).toEqual([who.vals, false])
})

test('S4-19: an instroom that the employee opened is a card of that employee alone', async () => {
  const deliver = (persoon: unknown) =>
    fetch(`${portal.url}/viplive/instroom`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'start-1' },
      body: JSON.stringify({
        ...{ instroomId: 'start-1', dienst: 'viplive', persoon },
        bericht: { instantie: { agbCode: '01000007' }, verzekerde: { bsn: '999990019' } },
      }),
    })
  expect((await deliver({})).status).toBe(400)
  const first = await deliver({ gebruikersnummer: '700000000001' })
  expect([first.status, first.headers.get('location')]).toEqual([201, '/viplive/patienten/start-1'])
  expect((await deliver({ gebruikersnummer: '700000000001' })).status).toBe(200)
  const path = '/viplive/patienten/start-1'
  // Closed on first sight of the public key: the text is nowhere any more.
  expect((await ask(path)).text).not.toContain('999990019')
  expect((await ask(path, { met: account })).text).toContain('999990019')
  const colleague = await ask(path, { met: other, nummer: '700000000002' })
  expect(colleague.text).not.toContain('999990019')
})

test('what is kept of a card is ciphertext once the key is known', async () => {
  const cards = new Cards()
  const who = { agb: '01000007', gebruikersnummer: '700000000001' }
  cards.put({ id: 'k', titel: 'T', text: 'geheim', ...who })
  const caller = {
    ...{ ...who, instantieNaam: '', naam: undefined, autorisaties: [], gemachtigd: [] },
    ...{ beveiligdTot: undefined, jti: undefined, sleutelPubliek: publicOf(account) },
    sleutel: await calculateJwkThumbprint(account),
  }
  await cards.close(caller)
  expect(await cards.read('k', who, other)).toEqual({ id: 'k', titel: 'T', text: undefined })
  expect(await cards.read('k', who, account)).toEqual({ id: 'k', titel: 'T', text: 'geheim' })
})

test('the own key of the demo is made once, and its public half is in the policy while the demo runs', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-'))
  const place = join(dir, publicKeyFile)
  const file = join(dir, 'data/sleutel.json')
  expect(await demoKey(dir, file)).toBeUndefined()
  mkdirSync(join(place, '..'), { recursive: true })
  writeFileSync(place, 'voorbeeld')
  const first = await demoKey(dir, file)
  const shown = JSON.parse(readFileSync(place, 'utf8')) as JWK
  expect(Object.keys(shown)).toEqual(['kty', 'crv', 'x', 'kid'])
  expect([shown.x, statSync(file).mode & 0o777]).toEqual([first?.own.x, 0o600])
  first?.restore()
  expect(readFileSync(place, 'utf8')).toBe('voorbeeld')
  expect((await demoKey(dir, file))?.own).toEqual(first?.own)
  rmSync(dir, { recursive: true })
})
