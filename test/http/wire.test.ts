/** What happens to connections and their framing, from outside. */
import { Agent } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { ask, clientTls, startTestGateway } from '../support/running.ts'
import type { Ask, TestGateway } from '../support/running.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.stop())

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

// What Node's own parser refuses gets its 400.
test.each([
  ['gzip, chunked', 501],
  ['foo, chunked', 501],
  [',chunked', 501],
  ['chunked, chunked', 400],
])(
  'S6: Transfer-Encoding %s is refused with %i, and the connection ends',
  async (coding, expected) => {
    const { status, headers } = await kept({
      listener: 'instroom',
      client: 'systeem',
      path: '/v1/instroom/machtigingenportaal',
      headers: { 'content-type': 'application/json', 'transfer-encoding': coding },
      body: '{}',
    })
    expect([status, headers['connection']]).toEqual([expected, 'close'])
  },
)

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

async function auditRows(): Promise<number> {
  const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
  const lines: string[] = []
  for await (const { line } of selectAudit(database, {})) lines.push(line)
  await database.close()
  return lines.length
}

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
async function raw(bytes: string): Promise<string> {
  const { port } = new URL(gateway.sluis.addresses.instroom)
  const socket = connect({ port: Number(port), ...clientTls(gateway.dir, 'systeem') })
  socket.on('error', () => undefined).write(bytes)
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
  ['Expect: x', 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n', '417'],
  ['rubbish', 'rubbish\r\n\r\n', '400'],
  ['a cookie of 17 kB', `GET / HTTP/1.1\r\nCookie: ${'a'.repeat(17_000)}\r\n\r\n`, '431'],
])('F16: %s is told in the log', async (_, bytes, status) => {
  const before = gateway.log.length
  expect(statusesIn(await raw(bytes))).toEqual([status])
  const lines = gateway.log.slice(before).filter((line) => line.includes('verzoek onleesbaar'))
  expect(lines).toEqual([expect.stringContaining(`"luisteraar":"instroom","status":${status}`)])
})
