import { afterEach, expect, test } from '@jest/globals'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { createOperatorsServer } from '../../gateway/operations/operators-server.ts'
import type { OperatorsOptions, PartStatus } from '../../gateway/operations/operators-server.ts'

let server: Server | undefined
afterEach(() => {
  server?.close()
  server?.closeAllConnections()
})

const faults: unknown[] = []
const good: PartStatus = { onderdeel: 'database', status: 'goed' }

async function start(change: Partial<OperatorsOptions> = {}): Promise<string> {
  server = createOperatorsServer({
    parts: () => [good],
    metrics: () => Promise.resolve({ type: 'text/plain; version=0.0.4', body: 'sluis_x 1\n' }),
    jwks: () => ({ keys: [{ kty: 'OKP', kid: 'k1' }] }),
    version: '1.2.3',
    fault: (error) => faults.push(error),
    ...change,
  })
  const listening = server
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

test('alive, metrics and keys are told', async () => {
  const base = await start()
  const live = await fetch(`${base}/live`)
  expect([live.status, await live.json()]).toEqual([200, { status: 'actief' }])
  expect(await (await fetch(`${base}/metrics`)).text()).toBe('sluis_x 1\n')
  const jwks = await fetch(`${base}/jwks.json?x=1`)
  expect(jwks.headers.get('content-type')).toBe('application/jwk-set+json')
  expect(await jwks.json()).toEqual({ keys: [{ kty: 'OKP', kid: 'k1' }] })
})

const warning: PartStatus = {
  onderdeel: 'beleid',
  status: 'waarschuwing',
  melding: 'het beleid op schijf is geweigerd',
  details: ['policy/x.yaml:3:5: dubbel'],
}

test.each<[string, PartStatus[], number, string]>([
  ['with everything good', [good], 200, 'gereed'],
  ['while a reload is refused', [good, warning], 200, 'gereed'],
  [
    'when a part cannot serve',
    [warning, { onderdeel: 'database', status: 'fout' }],
    503,
    'niet-gereed',
  ],
])('L3: ready %s, with the version that runs', async (_, parts, status, word) => {
  const answer = await fetch(`${await start({ parts: () => parts })}/ready`)
  expect([answer.status, await answer.json()]).toEqual([
    status,
    { status: word, onderdelen: parts, versie: '1.2.3' },
  ])
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

test('a part that cannot be asked makes it not ready, and says nothing of why', async () => {
  const base = await start({ parts: () => Promise.reject(new Error('geheim')) })
  const answer = await fetch(`${base}/ready`)
  expect([answer.status, await answer.text()]).toEqual([503, '{"status":"niet-gereed"}'])
  expect(faults).toHaveLength(1)
})

test.each([
  ['GET', '/', 404],
  ['GET', '/constructor', 404],
  ['GET', '/live/', 404],
  ['GET', '//live', 404],
  ['POST', '/live', 405],
  ['DELETE', '/metrics', 405],
  ['HEAD', '/ready', 200],
])('%s %s is %i', async (method, path, status) => {
  const answer = await fetch(`${await start()}${path}`, { method })
  expect(answer.status).toBe(status)
  if (status === 405) expect(answer.headers.get('allow')).toBe('GET, HEAD')
})

test('headers that are too large are refused', async () => {
  const base = await start()
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString()))
  socket.on('error', () => undefined)
  socket.write(`GET /live HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(10_000)}\r\n\r\n`)
  await new Promise((resolve) => socket.once('close', resolve))
  expect(text).toMatch(/^HTTP\/1.1 431/)
})
