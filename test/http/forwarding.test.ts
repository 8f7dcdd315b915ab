/** A dienst used through the gateway (contract 5.2, 5.3; attacks F, G), from outside. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { clientTls } from '../support/client-context.ts'
import { ask, startTestGateway } from '../support/running.ts'
import type { Ask, TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startTestGateway({
    upstream: upstream.url,
    policy: {
      'diensten/machtigingenportaal.yaml': (text) =>
        text.replace('termijn: 10s', 'termijn: 1s').replace('aantal: 600', 'aantal: 6000'),
    },
  })
})
afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})
beforeEach(() => {
  upstream.behave(answering(200, { 'content-type': 'text/plain' }, 'ok'))
})

const use = (change: Partial<Ask> = {}) =>
  ask(gateway, {
    listener: 'portaal',
    client: 'indiener',
    path: '/machtigingenportaal/',
    ...change,
  })
const last = () => upstream.requests.at(-1)
const codeOf = async (change: Partial<Ask>) => {
  const before = upstream.requests.length
  const answer = await use(change)
  expect(upstream.requests).toHaveLength(before)
  return answer.json['code']
}
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const submit = (body: string | Buffer, headers: Record<string, string> = form) => ({
  path: '/machtigingenportaal/aanvragen',
  headers,
  body,
})

test('carries a signed identity that the upstream can verify', async () => {
  await use({ path: '/machtigingenportaal/aanvragen?x=1' })
  const request = last()
  expect([request?.method, request?.target]).toEqual(['GET', '/machtigingenportaal/aanvragen?x=1'])
  const [token = '', ...others] = request?.header('sluis-identiteit') ?? []
  expect(others).toEqual([])
  const { beheer } = gateway.sluis.addresses
  const jwks = (await (await fetch(`${beheer}/jwks.json`)).json()) as JSONWebKeySet
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(jwks), {
    issuer: gateway.sluis.gateway.portalUrl,
    audience: 'machtigingenportaal',
    algorithms: ['EdDSA'],
  })
  expect(protectedHeader.alg).toBe('EdDSA')
  expect((payload.exp ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(60)
  const leaf = new X509Certificate(
    readFileSync(join(gateway.dir, 'certs-dev/clients/indiener.pem')),
  )
  expect(payload).toMatchObject({
    soort: 'persoonlijk',
    agb: '12000001',
    instantie_type: 'praktijk',
    instantie_naam: 'Tandartspraktijk De Sluis',
    gebruikersnummer: '10000001',
    naam: 'A. de Vries',
    autorisaties: ['indienen', 'raadplegen'],
    cnf: {
      'x5t#S256': Buffer.from(leaf.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
    },
  })
  expect(JSON.stringify(jwks)).not.toContain('"d"')
  expect(request?.header('client-cert')).toEqual([`:${leaf.raw.toString('base64')}:`])
  expect(request?.header('forwarded')).toEqual([
    expect.stringMatching(/for="?127\.0\.0\.1"?/) as unknown,
  ])
  expect(request?.header('x-request-id')).toEqual([
    expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
  ])
  expect(request?.header('traceparent')).toEqual([
    expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/) as unknown,
  ])
})

const spoofed = [
  'Sluis-Identiteit',
  'sluis_identiteit',
  'Client-Cert',
  'Client_Cert',
  'CLIENT-CERT-CHAIN',
  'X-Forwarded-For',
  'X-Forwarded-Client-Cert',
  'x_forwarded_proto',
  'X-Real-IP',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-HTTP-Method-Override',
  'X-Method-Override',
  'X-SSL-Client-S-DN',
  'SSL-Client-Cert',
  'ssl_client_verify',
  'X-Client-Verify',
  'Forwarded',
  'X-Request-Id',
]

test.each(spoofed)('what a client sends as %s does not reach the upstream', async (name) => {
  await use({ headers: { [name]: 'vervalst', 'x-vrij': 'mag' } })
  expect(last()?.head).not.toContain('vervalst')
  expect(last()?.header('x-vrij')).toEqual(['mag'])
})

test('Connection cannot take our headers away', async () => {
  await use({
    headers: { connection: 'close, sluis-identiteit, client-cert, x-weg', 'x-weg': 'weg' },
  })
  expect(last()?.header('sluis-identiteit')).toHaveLength(1)
  expect(last()?.header('client-cert')).toHaveLength(1)
  expect(last()?.header('x-weg')).toEqual([])
})

describe('paths and hosts', () => {
  test.each([
    '/machtigingenportaal/a%2fb',
    '/machtigingenportaal/a%5Cb',
    '/machtigingenportaal/../start',
    '/machtigingenportaal/%2e%2e/x',
    '/machtigingenportaal//x',
    '/machtigingenportaal/%00',
    '/machtigingenportaal/%zz',
    '/machtigingenportaal/\\x',
  ])('%s is SL515', async (path) => {
    expect(await codeOf({ path })).toBe('SL515')
  })

  test.each(['/machtigingenportaal', '/machtigingenportaal/', '/machtigingenportaal/a/b?c=%2f..'])(
    '%s is forwarded unchanged',
    async (path) => {
      expect((await use({ path })).status).toBe(200)
      expect(last()?.target).toBe(path)
    },
  )

  test.each(['elders.example', 'localhost.elders.example', 'localhost:1:2'])(
    'the host %j is SL514',
    async (host) => {
      expect(await codeOf({ headers: { host } })).toBe('SL514')
    },
  )

  test.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '[::1]:9443'])(
    'the host %s is served',
    async (host) => {
      expect((await use({ headers: { host } })).status).toBe(200)
    },
  )

  /** Sends text over TLS as it is, and gives what came back until the server closed. */
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(gateway.sluis.addresses.portaal)
      const tls = clientTls(gateway.dir, 'indiener')
      const socket = connect(
        {
          port: Number(port),
          host: '127.0.0.1',
          servername: 'localhost',
          ca: tls.ca,
          cert: tls.cert,
          key: tls.key,
        },
        () => socket.write(text),
      )
      let got = ''
      socket.on('data', (chunk: Buffer) => (got += chunk.toString()))
      socket.on('close', () => {
        resolve(got)
      })
      socket.on('error', reject)
      socket.setTimeout(3000, () => socket.destroy())
    })

  test.each([
    ['two Host headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n', 'SL514'],
    ['no Host', 'GET / HTTP/1.1\r\n', 'SL514'],
    ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n', 'SL514'],
    ['HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n', 'SL514'],
    [
      'an absolute-form target',
      'GET https://elders.example/ HTTP/1.1\r\nHost: localhost\r\n',
      'SL515',
    ],
    ['TRACE', 'TRACE /machtigingenportaal/ HTTP/1.1\r\nHost: localhost\r\n', 'SL513'],
    [
      'an upgrade',
      'GET /x HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n',
      'SL512',
    ],
  ])('%s is %s', async (_, head, code) => {
    expect(await raw(`${head}Connection: close\r\nAccept: application/json\r\n\r\n`)).toContain(
      `"code":"${code}"`,
    )
  })
})

describe('changes', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elders.example' },
    { origin: 'null' },
    { origin: 'https://localhost:1', 'sec-fetch-site': 'same-origin' },
  ])('from another site (%j) are SL511', async (headers) => {
    expect(await codeOf(submit('instantie.agbCode=12000001', { ...form, ...headers }))).toBe(
      'SL511',
    )
  })

  test('from this site, or by a program, are forwarded', async () => {
    const { port } = new URL(gateway.sluis.addresses.portaal)
    const own = { origin: `https://localhost:${port}`, 'sec-fetch-site': 'same-origin' }
    for (const headers of [own, { 'sec-fetch-site': 'none' }, {}])
      expect(
        (await use(submit('instantie.agbCode=12000001', { ...form, ...headers }))).status,
      ).toBe(200)
  })

  test('a reader may look, and may not submit', async () => {
    expect((await use({ client: 'lezer' })).status).toBe(200)
    expect(await codeOf({ client: 'lezer', ...submit('instantie.agbCode=12000001') })).toBe('SL205')
  })

  test('what was checked is byte for byte what is sent', async () => {
    const body = 'x=%C3%A9&instantie.agbCode=12000001&y=+a%20b&leeg='
    await use(submit(body))
    expect(last()?.body.toString()).toBe(body)
    const json = ' {"instantie" : {"agbCode":"12000001"}, "n": 1.0, "t":"\\u00e9"}\n'
    await use(submit(json, { 'content-type': 'application/json' }))
    expect(last()?.body.toString()).toBe(json)
  })

  test.each([
    ['none', 'x=1', 'SL305'],
    ['another', 'instantie.agbCode=12000002', 'SL305'],
    ['two', 'instantie.agbCode=12000001&instantie.agbCode=12000001', 'SL305'],
    ['one hidden by encoding', 'instantie.agbCode=12000001&instantie%2eagbCode=12000002', 'SL305'],
    ['one in brackets', 'instantie[agbCode]=12000001', 'SL305'],
  ])('a form with %s AGB-code is %s', async (_, body, code) => {
    expect(await codeOf(submit(body))).toBe(code)
  })

  test.each([
    ['none', '{}', 'SL305'],
    ['another', '{"instantie":{"agbCode":"12000002"}}', 'SL305'],
    ['a number', '{"instantie":{"agbCode":12000001}}', 'SL305'],
    ['two', '{"instantie":{"agbCode":"12000002","agbCode":"12000001"}}', 'SL305'],
    ['no sound JSON around it', '{"instantie":{"agbCode":"12000001"}', 'SL301'],
  ])('JSON with %s is %s', async (_, body, code) => {
    expect(await codeOf(submit(body, { 'content-type': 'application/json' }))).toBe(code)
  })

  test('another media type, any encoding and too much are refused', async () => {
    expect(await codeOf(submit('x', { 'content-type': 'text/plain' }))).toBe('SL304')
    expect(await codeOf(submit('x', { ...form, 'content-encoding': 'gzip' }))).toBe('SL304')
    expect(await codeOf(submit(Buffer.alloc(1024 * 1024 + 1, 'a')))).toBe('SL303')
  })
})

describe('an upstream that fails', () => {
  test.each([
    ['is gone', 'SL501'],
    ['is silent', 'SL502'],
  ])('%s: %s, recorded', async (kind, code) => {
    upstream.behave((_request, socket) => {
      if (kind === 'is gone') socket.destroy()
    })
    expect((await use()).json['code']).toBe(code)
  })

  test('the next request is served', async () => {
    expect((await use()).text).toBe('ok')
  })
})

test('a refused request leaves a connection that is of use, a huge one does not', async () => {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    servername: 'localhost',
    ...clientTls(gateway.dir, 'indiener'),
  })
  const sockets = new Set<unknown>()
  agent.on('free', (socket) => sockets.add(socket))
  await use({ agent, path: '/machtigingenportaal/x', method: 'DELETE', body: 'abc' })
  await use({ agent })
  expect((await use({ agent })).text).toBe('ok')
  agent.destroy()
  expect(sockets.size).toBeLessThanOrEqual(2)
})
