/** What happens to connections and their framing, from outside. */
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { Agent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { statuses } from '../../gateway/wire/statuses.ts'
import type { BareStatus } from '../../gateway/wire/statuses.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { clientTls } from '../support/client-context.ts'
import { ask, startTestGateway } from '../support/running.ts'
import type { Ask, TestGateway } from '../support/running.ts'

let gateway: TestGateway

const aanvragen = '/machtigingenportaal/aanvragen'
/** Where the AGB-code of an aanvraag stands. */
const agbCode = '/instantie/agbCode'

/** A service that answers when it is told to. */
const upstream = createServer((request, response) => {
  request.resume().once('end', () => arrived.emit('request', response))
})
const arrived = new EventEmitter<{ request: [ServerResponse] }>()

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  gateway = await startTestGateway({
    toegang: true,
    upstream: `http://127.0.0.1:${String(port)}`,
    env: { SLUIS_TERMIJN_KOPREGELS: '3s' },
  })
})
afterAll(async () => {
  await gateway.stop()
  upstream.close()
})

/** Over a connection that the client would keep. */
async function kept(wanted: Omit<Ask, 'agent'>) {
  const agent = new Agent({ keepAlive: true, ...clientTls(gateway.dir, wanted.client) })
  try {
    return await ask(gateway, { ...wanted, agent })
  } finally {
    agent.destroy()
  }
}

test.each<[string, Ask['listener'], string | undefined, string]>([
  ['SL101', 'portaal', undefined, '/mijn-certificaat'],
  ['SL101', 'instroom', undefined, '/'],
  ['SL103', 'portaal', 'sl103-verlopen', '/mijn-certificaat'],
  ['SL108', 'portaal', 'systeem', '/gebruikersbeheer'],
])('F8: %s to a browser ends the connection', async (code, listener, client, path) => {
  const { text, headers } = await kept({ listener, client, path, headers: { accept: 'text/html' } })
  expect(text).toContain(code)
  expect(headers['connection']).toBe('close')
})

test('F8: SL101 to a program, and a later refusal to a browser, keep the connection', async () => {
  const page = { accept: 'text/html' }
  const program = await kept({ listener: 'portaal', client: undefined, path: '/' })
  expect([program.json['code'], program.headers['connection']]).toEqual(['SL101', 'keep-alive'])
  const unknown = { listener: 'portaal', client: 'indiener', path: '/weg', headers: page } as const
  expect((await kept(unknown)).headers['connection']).toBe('keep-alive')
})

/** Posts with this coding, to a program unless `accept` says otherwise. */
const coded = (coding: string, accept = '*/*') =>
  kept({
    listener: 'instroom',
    client: 'systeem',
    path: '/v1/instroom/machtigingenportaal',
    headers: { 'content-type': 'application/json', 'transfer-encoding': coding, accept },
    body: '{}',
  })

// What Node's own parser refuses is its 400.
test.each([
  ['gzip, chunked', 501],
  ['foo, chunked', 501],
  [',chunked', 501],
  ['identity', 501],
  ['chunked;q=1', 501],
  ['chunked, chunked', 400],
] as const)(
  'S6: Transfer-Encoding %s is refused with %i and a problem document, and the connection ends',
  async (coding, expected) => {
    const { status, headers, json } = await coded(coding)
    expect([status, headers['connection']]).toEqual([expected, 'close'])
    expect(headers['content-type']).toBe('application/problem+json')
    expect(json).toMatchObject({
      type: `/v1/foutcodes#http-${String(expected)}`,
      status: expected,
      title: statuses[expected].title.nl,
      instance: `urn:uuid:${String(headers['x-request-id'])}`,
    })
  },
)

test('S6: two codings in two fields are refused, and any coding in HTTP/1.0', async () => {
  const head = 'Host: localhost\r\nTransfer-Encoding:'
  const two = `POST / HTTP/1.1\r\n${head} gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
  expect(statusesIn(await raw(two))).toEqual(['501'])
  const old = `POST / HTTP/1.0\r\n${head} chunked\r\n\r\n0\r\n\r\n`
  expect(statusesIn(await raw(old))).toEqual(['400'])
})

test('S6: chunked alone, in any case, is read', async () => {
  const { json } = await kept({
    listener: 'instroom',
    client: 'systeem',
    path: '/v1/instroom/machtigingenportaal',
    headers: { 'content-type': 'application/json', 'transfer-encoding': 'Chunked' },
    body: '{}',
  })
  expect(json['code']).toBe('SL302')
})

async function audit(): Promise<readonly Record<string, unknown>[]> {
  const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
  const lines: string[] = []
  for await (const { line } of selectAudit(database, {})) lines.push(line)
  await database.close()
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}
const auditRows = async () => (await audit()).length

test.each([
  ['/favicon.ico', 'image/svg+xml'],
  ['/apple-touch-icon.png', 'image/png'],
  ['/robots.txt', 'text/plain; charset=utf-8'],
])('F20: %s is answered by ourselves, to everyone', async (path, type) => {
  const before = await auditRows()
  for (const client of [undefined, 'indiener', 'sl103-verlopen', 'systeem'])
    for (const listener of ['portaal', 'instroom'] as const) {
      const { status, headers } = await kept({ listener, client, path })
      expect([status, headers['content-type']]).toEqual([200, type])
    }
  expect(await auditRows()).toBe(before)
})

test('F20: asking for an icon a hundred times takes nothing from the 60 refusals', async () => {
  const agent = new Agent({ keepAlive: true, ...clientTls(gateway.dir, 'indiener') })
  for (let times = 0; times < 100; times++)
    await ask(gateway, { listener: 'portaal', client: 'indiener', path: '/favicon.ico', agent })
  agent.destroy()
  const { json } = await kept({ listener: 'portaal', client: 'indiener', path: '/weg' })
  expect(json['code']).toBe('SL512')
})

/** All that comes back over one connection that is written these bytes at once. */
const raw = (bytes: string, listener: 'instroom' | 'portaal' = 'instroom'): Promise<string> => {
  const socket = connected(listener)
  socket.write(bytes)
  return allOf(socket)
}

function connected(listener: 'instroom' | 'portaal'): TLSSocket {
  const { port } = new URL(gateway.sluis.addresses[listener])
  const client = listener === 'instroom' ? 'systeem' : 'indiener'
  const socket = connect({ port: Number(port), ...clientTls(gateway.dir, client) })
  return socket.on('error', () => undefined)
}

async function allOf(socket: TLSSocket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

const statusesIn = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)

test('S4: a whole request before rubbish in the same packet is answered first', async () => {
  const text = await raw(
    'GET /v1/mijn-certificaat HTTP/1.1\r\nHost: localhost\r\n\r\nrubbish\r\n\r\n',
  )
  expect(statusesIn(text)).toEqual(['200', '400'])
})

test.each([
  ['250 ms later', false],
  ['in the same packet', true],
])(
  'S4: a POST to a slow service is answered before rubbish %s, and audited',
  async (_, together) => {
    const before = await auditRows()
    const seen = gateway.log.length
    const socket = connected('portaal')
    const text = allOf(socket)
    const body = '{"instantie":{"agbCode":"12000001"}}'
    const fields = `Content-Type: application/json\r\nContent-Length: ${String(body.length)}\r\n`
    const coming = once(arrived, 'request') as Promise<[ServerResponse]>
    const post = `POST ${aanvragen} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n${body}`
    const rubbish = 'rubbish\r\n\r\n'
    socket.write(together ? post + rubbish : post)
    const [response] = await coming
    if (!together) socket.write(rubbish)
    while (!gateway.log.slice(seen).some((line) => line.includes('verzoek onleesbaar')))
      await new Promise(setImmediate)
    response.writeHead(201, { 'content-length': 2 }).end('ok')
    expect(statusesIn(await text)).toEqual(['201', '400'])
    const rows = (await audit()).slice(before)
    const sent = { gebeurtenis: 'dienst-gebruiken', uitkomst: 'toegestaan', code: null }
    expect(rows).toEqual([expect.objectContaining(sent)])
  },
)

/** A POST that the service gets. */
const posted = (...fields: string[]) => {
  const body = '{"instantie":{"agbCode":"12000001"}}'
  const all = ['Host: localhost', 'Content-Type: application/json', ...fields]
  const head = [`POST ${aanvragen} HTTP/1.1`, ...all, `Content-Length: ${String(body.length)}`]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

test.each([
  ['417', posted('Expect: x')],
  ['501', posted('Transfer-Encoding: foo').replace(/Content-Length.*$/s, '\r\n0\r\n\r\n')],
  ['431', posted(`Cookie: ${'a'.repeat(16_000)}`, `Cookie: ${'b'.repeat(1000)}`)],
])('S4: what was sent behind a request that got %s is not forwarded', async (status, refused) => {
  const before = await auditRows()
  expect(statusesIn(await raw(refused + posted() + posted(), 'portaal'))).toEqual([status])
  expect(await auditRows()).toBe(before)
})

const start = (path = '/') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`
const cookie = (size: number) => `Cookie: ${'a'.repeat(size)}\r\n`

/** Every answer that Node would give by itself, with the fewest bytes that ask for it. */
const wrong: readonly (readonly [string, (accept: string) => string, BareStatus])[] = [
  ['rubbish', (accept) => `rubbish\r\n${accept}\r\n`, 400],
  ['an unknown method', (accept) => `FOO / HTTP/1.1\r\n${accept}\r\n`, 400],
  ['two framings', (accept) => `${start()}${accept}${framings}\r\n0\r\n\r\n`, 400],
  ['HTTP/2.0 in the line of HTTP/1', (accept) => `GET / HTTP/2.0\r\n${accept}\r\n`, 400],
  ['HTTP/2 without asking', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['Expect: x', (accept) => `${start()}${accept}Expect: x\r\n\r\n`, 417],
  ['a cookie of 17 kB', (accept) => `${start()}${accept}${cookie(17_000)}\r\n`, 431],
  ['a cookie of 40 kB', (accept) => `${start()}${cookie(40_000)}${accept}\r\n`, 431],
  ['an address of 20 kB', (accept) => `${start(`/${'a'.repeat(20_000)}`)}${accept}\r\n`, 431],
  ['1000 fields', (accept) => `${start()}${accept}${'a:b\r\n'.repeat(1000)}\r\n`, 431],
  ['CONNECT', (accept) => `CONNECT localhost:443 HTTP/1.1\r\n${accept}\r\n`, 501],
  ['a chunk extension of 20 kB', (accept) => `${chunked}${accept}\r\n1;${'a'.repeat(20_000)}`, 413],
]
const framings = 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'
const chunked =
  'POST /gebruikersbeheer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n'

const metrics = async () => (await fetch(`${gateway.sluis.addresses.beheer}/metrics`)).text()

test.each(wrong)(
  'F16: %s gets a problem document, a log line and a count',
  async (_, of, status) => {
    const before = gateway.log.length
    const text = await raw(of(''))
    expect(statusesIn(text)).toEqual([String(status)])
    const problem = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as Record<string, unknown>
    expect(problem).toMatchObject({
      type: `/v1/foutcodes#http-${String(status)}`,
      status,
      detail: statuses[status].detail.nl,
      actie: statuses[status].actie,
    })
    expect(problem).not.toHaveProperty('code')
    const lines = gateway.log.slice(before).filter((line) => line.includes('verzoek onleesbaar'))
    expect(lines).toEqual([expect.stringContaining(`"luisteraar":"instroom","status":${status}`)])
    expect(lines[0]).toContain(String(problem['instance']).slice('urn:uuid:'.length))
    const count = `sluis_unread_total{luisteraar="instroom",status="${String(status)}"}`
    expect(await metrics()).toContain(count)
  },
)

test.each(wrong.filter(([name]) => name !== 'HTTP/2 without asking'))(
  'F16: %s of a browser gets a page that says what to do',
  async (_, of, status) => {
    const text = await raw(of('Accept: text/html,*/*;q=0.8\r\n'), 'portaal')
    expect(statusesIn(text)).toEqual([String(status)])
    expect(text).toMatch(/content-type: text\/html/i)
    expect(text).toContain(statuses[status].title.nl)
    if (status === 431) expect(text).toContain('Verwijder de cookies van deze site')
  },
)

test('F16: more than can be read at all gets the page at the portaal, the document elsewhere', async () => {
  const head = `${start()}${cookie(200_000)}\r\n`
  expect(await raw(head, 'portaal')).toMatch(
    /^HTTP\/1\.1 431 [^]*Verwijder de cookies van deze site/,
  )
  expect(await raw(head)).toMatch(/^HTTP\/1\.1 431 [^]*"status":431/)
})

test('F16: English to who asks for it, and nothing to read for a HEAD', async () => {
  const english = await raw(`${start()}Accept-Language: en\r\nExpect: x\r\n\r\n`)
  expect(english).toContain(statuses[417].detail.en)
  expect(await raw('HEAD / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n')).toMatch(/\r\n\r\n$/)
})

test('F16: the page about cookies has its style, although that is asked for with the same cookies', async () => {
  const page = await raw(`${start()}Accept: text/html\r\n${cookie(17_000)}\r\n`, 'portaal')
  const style = /href="(?<path>[^"]+\.css)"/.exec(page)?.groups?.['path'] ?? ''
  const { status } = await kept({
    listener: 'portaal',
    client: 'indiener',
    path: style,
    headers: { cookie: 'a'.repeat(17_000) },
  })
  expect(status).toBe(200)
})

test('F16: a request that is not whole in time, the first of a connection or a later one, is told so', async () => {
  const seen = gateway.log.length
  const whole = 'GET /v1/foutcodes HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const [first, later] = await Promise.all([raw(start(), 'portaal'), raw(`${whole}${start()}`)])
  expect(statusesIn(first)).toEqual(['408'])
  expect(first).toContain(statuses[408].title.nl)
  expect(statusesIn(later)).toEqual(['200', '408'])
  expect(later).toMatch(/"status":408/)
  const lines = gateway.log.slice(seen).filter((line) => line.includes('"status":408'))
  expect(lines).toHaveLength(2)
})

test.each<[string, string | Buffer, ...fault: [string, string, string]]>([
  ['a BOM', '\uFEFF{"instantie":{"agbCode":"12000001"}}', 'SL301', '', 'byte order mark'],
  ['a trailing comma', '{"a":1,\n"b":{"c":1,}}', 'SL301', '/b', 'regel 2, teken 12'],
  ['Windows-1252', Buffer.from('{"naam":"Zo\xeb"}', 'latin1'), 'SL301', '/naam', 'geen UTF-8'],
  ['a member twice', '{"a":{"b":1,"b":2}}', 'SL305', '/a/b', 'staat twee keer'],
  ['another AGB-code', '{"instantie":{"agbCode":"12000002"}}', 'SL305', agbCode, 'AGB-code van'],
])('F15: what is forwarded and has %s is told where', async (_, body, ...[code, pad, melding]) => {
  const headers = { 'content-type': 'application/json' }
  const asked = { listener: 'portaal', client: 'indiener', path: aanvragen, headers, body } as const
  const { json } = await kept({ ...asked, method: 'POST' })
  const text: unknown = expect.stringContaining(melding)
  expect(json).toMatchObject({ code, fouten: [{ pad, code, melding: text }] })
})

test('F15: what is forwarded and packed is told with SL304, also on the page', async () => {
  const headers = { accept: 'text/html', 'content-type': 'application/json' }
  const asked = { listener: 'portaal', client: 'indiener', path: aanvragen, body: 'x' } as const
  const { status, text } = await kept({
    ...asked,
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
  })
  expect(status).toBe(415)
  expect(text).toContain('is ingepakt (Content-Encoding)')
})
