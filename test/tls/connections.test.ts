import { afterEach, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { connect as connectPlain } from 'node:net'
import type { Socket } from 'node:net'
import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { SecureVersion } from 'node:tls'
import { addressGroup } from '../../gateway/tls/address-group.ts'
import { unaskedMs } from '../../gateway/tls/connections.ts'
import { ask, clientOptions, closed, listen, open, pki } from './support.ts'
import type { Listener, Setup } from './support.ts'

let listener: Listener | undefined
const start = async (setup: Setup): Promise<Listener> => (listener = await listen(setup))
afterEach(() => listener?.stop())

const versions: SecureVersion[] = ['TLSv1.2', 'TLSv1.3']
const { indiener, lezer } = pki.clients

const plain = (port: number): Socket => {
  const socket = connectPlain(port, '127.0.0.1')
  socket.on('error', () => undefined)
  return socket.resume()
}

test('a connection without a ClientHello is closed at the handshake limit', async () => {
  const { port, connections, events } = await start({ handshakeMs: 300 })
  const took = await closed(plain(port))
  expect(took).toBeGreaterThanOrEqual(250)
  expect(took).toBeLessThan(1500)
  expect(events).toEqual([expect.stringMatching(/^handshake mislukt /)])
  await wait(20)
  expect(connections.open()).toBe(0)
})

test.each(versions)('a %s connection that never sends a request is closed', async (version) => {
  const { port, events } = await start({ headerMs: 300 })
  const took = await closed((await open(clientOptions(port, indiener, version))).resume())
  expect(took).toBeGreaterThanOrEqual(250)
  expect(took).toBeLessThan(1500)
  expect(events).toEqual([`handshake geslaagd ${version}`, 'closed geen-verzoek'])
})

test('slow headers get 408 and the end, whatever is trickled', async () => {
  const { port } = await start({ headerMs: 400, requestMs: 800 })
  const socket = await open(clientOptions(port, indiener))
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n')
  const trickle = setInterval(() => socket.write('A: b\r\n'), 50)
  const took = await closed(socket)
  clearInterval(trickle)
  expect(took).toBeLessThan(2500)
  expect(answer === '' || answer.startsWith('HTTP/1.1 408')).toBe(true)
})

test.each(versions)(
  'a first request over %s that does not come whole gets 408',
  async (version) => {
    const { port, events } = await start({ headerMs: 300, requestMs: 30_000 })
    const socket = await open(clientOptions(port, indiener, version))
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.write('GET / HTTP/1.1\r\nHost: local')
    expect(await closed(socket)).toBeLessThan(1500)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(events).toEqual([`handshake geslaagd ${version}`, 'closed geen-verzoek'])
  },
)

test('a slow body is ended at the request limit', async () => {
  const { port } = await start({
    headerMs: 300,
    requestMs: 600,
    handler: (request, response) => {
      request.on('error', () => undefined)
      request.on('end', () => response.end('complete'))
      request.resume()
    },
  })
  const socket = await open(clientOptions(port, indiener))
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n')
  const trickle = setInterval(() => socket.write('x'), 50)
  const took = await closed(socket)
  clearInterval(trickle)
  expect(took).toBeLessThan(2500)
  expect(answer).not.toContain('complete')
})

test('an idle connection is closed after its last answer', async () => {
  const { port } = await start({ idleMs: 300 })
  const socket = await open(clientOptions(port, indiener))
  expect(await ask(socket)).toContain('200 OK')
  expect(await closed(socket)).toBeLessThan(1500)
})

test('a request that waits for our upstream is not idle', async () => {
  const { port } = await start({
    idleMs: 200,
    handler: (_, response) => {
      setTimeout(() => response.end('late'), 700)
    },
  })
  const socket = await open(clientOptions(port, indiener))
  expect(await ask(socket)).toContain('late')
  socket.destroy()
})

test('a client that does not read its answer is idle', async () => {
  const { port, events } = await start({
    idleMs: 300,
    handler: (_, response) => {
      response.end(Buffer.alloc(64 * 1024 * 1024))
    },
  })
  const socket = await open(clientOptions(port, indiener))
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await until(() => events.includes('closed rust'), 1_500)
  socket.destroy()
})

test('an address over its limit is cut off at once and counted; others of it go on', async () => {
  const { port, connections, events } = await start({ connectionsPerAddress: 2 })
  const first = await open(clientOptions(port, indiener))
  const second = await open(clientOptions(port, lezer))
  const third = await closed(plain(port))
  expect(third).toBeLessThan(500)
  expect(events.filter((event) => event.startsWith('refused'))).toEqual(['refused adres'])
  expect(events.filter((event) => event.startsWith('handshake mislukt'))).toEqual([])
  expect(connections.open()).toBe(2)
  expect(await ask(first)).toContain('200 OK')
  second.destroy()
  await wait(50)
  const fourth = await open(clientOptions(port, indiener))
  expect(await ask(fourth)).toContain('200 OK')
  first.destroy()
  fourth.destroy()
})

test('a listener over its total is cut off at once and counted', async () => {
  const { port, events } = await start({ connections: 1 })
  const first = await open(clientOptions(port, indiener))
  await closed(plain(port))
  expect(events).toContain('refused totaal')
  expect(await ask(first)).toContain('200 OK')
  first.destroy()
})

test.each(versions)('only the %s connections whose peer fails are closed', async (version) => {
  const { port, connections, events } = await start({ graceMs: 100 })
  const bad = await open(clientOptions(port, indiener, version))
  const good = await open(clientOptions(port, lezer, version))
  const nobody = await open(clientOptions(port, undefined, version))
  for (const socket of [bad, good, nobody]) await ask(socket)
  const fingerprint = createHash('sha256').update(indiener.der).digest('hex')
  expect(connections.closeWhere((peer) => peer?.fingerprint === fingerprint)).toBe(1)
  expect(connections.closeWhere((peer) => peer?.fingerprint === fingerprint)).toBe(0)
  expect(await closed(bad.resume())).toBeLessThan(600)
  expect(await ask(good)).toContain('200 OK')
  expect(await ask(nobody)).toContain('200 OK')
  expect(events).toContain('closed certificaat')
  good.destroy()
  nobody.destroy()
})

test('a request in the grace is answered, with the end of the connection', async () => {
  const { port, connections } = await start({ graceMs: 5000 })
  const socket = await open(clientOptions(port, indiener))
  await ask(socket)
  connections.closeWhere(() => true)
  const ended = closed(socket)
  expect(await ask(socket)).toMatch(/^HTTP\/1.1 200 OK[^]*connection: close/i)
  expect(await ended).toBeLessThan(1000)
})

test('draining closes what is idle, finishes what runs, and accepts nothing new', async () => {
  const { port, connections } = await start({
    handler: (_, response) => {
      setTimeout(() => response.end('finished'), 400)
    },
  })
  const idle = await open(clientOptions(port, indiener))
  const busy = await open(clientOptions(port, indiener))
  const answer = ask(busy)
  await wait(100)
  const drained = connections.drain(5000)
  expect(await closed(idle.resume())).toBeLessThan(unaskedMs + 150)
  await expect(open(clientOptions(port, indiener))).rejects.toThrow('ECONNREFUSED')
  expect(await answer).toMatch(/connection: close[^]*finished/i)
  expect(await drained).toBe(true)
})

const ends: readonly (readonly [string, (connections: Listener['connections']) => unknown])[] = [
  ['draining', (connections) => connections.drain(60_000)],
  ['the end of a certificate', (connections) => connections.closeWhere(() => true)],
]
test.each(ends)(
  'S4: %s leaves none unanswered of the requests that were sent without waiting, and none that comes behind them',
  async (_, end) => {
    const answers: ServerResponse[] = []
    const handler = (_: unknown, response: ServerResponse) => answers.push(response)
    const { port, connections } = await start({ graceMs: 60_000, handler })
    const socket = await open(clientOptions(port, indiener))
    const request = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const all = text(socket)
    socket.write(request.repeat(2))
    await until(() => answers.length === 2)
    const ended = end(connections)
    socket.write(request)
    await until(() => answers.length === 3)
    for (const [at, answer] of answers.entries()) answer.end(String(at))
    const heads = (await all).split(/(?=HTTP\/1\.1 200 OK)/)
    expect(heads.map((head) => /^connection: close\r$/im.test(head))).toEqual([false, false, true])
    await ended
  },
)

test('draining serves what was being connected, and no more than that', async () => {
  const { port, connections } = await start({})
  const secure = await open(clientOptions(port, indiener))
  const below = plain(port)
  await until(() => connections.open() === 2)
  const drained = connections.drain(5000)
  const late = await open({ ...clientOptions(port, indiener), socket: below })
  for (const socket of [secure, late])
    expect(await ask(socket)).toMatch(/^HTTP\/1.1 200 OK[^]*connection: close/i)
  expect(await drained).toBe(true)
})

test('draining cuts at the deadline what does not finish', async () => {
  const { port, connections, events } = await start({ handler: () => undefined })
  const stuck = await open(clientOptions(port, indiener))
  const answer = ask(stuck)
  await wait(100)
  const since = Date.now()
  await Promise.all([
    expect(answer).rejects.toThrow('closed'),
    expect(connections.drain(300)).resolves.toBe(false),
  ])
  expect(Date.now() - since).toBeLessThan(1500)
  expect(events).toContain('closed afsluiten')
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('%s counts as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group)
})

test('a thousand idle connections leave a valid client served, and leave nothing behind', async () => {
  const { port, connections } = await start({ connectionsPerAddress: 1001, headerMs: 5000 })
  const sockets = Array.from({ length: 1000 }, () => plain(port))
  await until(() => connections.open() === 1000)
  const since = Date.now()
  const valid = await open(clientOptions(port, indiener))
  expect(await ask(valid)).toContain('200 OK')
  expect(Date.now() - since).toBeLessThan(1000)
  for (const one of [...sockets, valid]) one.destroy()
  await until(() => connections.open() === 0)
})

async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to hold in time')
    await wait(20)
  }
}
