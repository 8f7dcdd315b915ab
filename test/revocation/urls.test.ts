import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { pauseMs } from '../../gateway/revocation/schedule.ts'
import type { RevocationOptions } from '../../gateway/revocation/settings.ts'
import { makeCa, makeCrl, makeLeaf } from '../support/certificates.ts'
import {
  afterwards,
  leafOf,
  makeDir,
  makeProfile,
  open,
  severalLooks,
  until,
  urlSource,
} from './support.ts'

const root = makeCa({ name: 'Test root' })
const ca = makeCa({ name: 'Test issuing CA', issuer: root })
const leaf = makeLeaf(ca)
const minute = 60_000

/** A server whose answer can be changed, with what it was asked. */
async function serve(first: RequestListener) {
  const asked: IncomingMessage[] = []
  let answer = first
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterwards(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/ca.crl`,
    asked,
    answerWith: (next: RequestListener): void => {
      answer = next
    },
  }
}

const send =
  (body: Uint8Array, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(200, headers).end(body)
  }

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(code, headers).end()
  }

const list = (number: number, revoked: readonly string[] = []): Buffer =>
  makeCrl(ca, { number, revoked }).der

async function opened(url: string, options: Partial<RevocationOptions> = {}) {
  const profiles = [makeProfile(ca, root, { crl: [urlSource(url)] })]
  const revocation = await open({ profiles, refreshMs: 40, fetchTimeoutMs: 500, ...options })
  const state = () => revocation.state(leafOf(profiles, leaf), Date.now())
  const problem = () => revocation.status()[0]?.problem
  return { profiles, revocation, state, problem }
}

test('fetches a list, and again, so that a revocation is seen', async () => {
  const server = await serve(send(list(1)))
  const { state } = await opened(server.url)
  expect(state()).toBe('goed')
  server.answerWith(send(list(2, [leaf.serial])))
  await until(() => state() === 'ingetrokken')
})

test('asks only for what is newer, and 304 keeps the list', async () => {
  const server = await serve(
    send(list(1), { etag: '"one"', 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT' }),
  )
  const { state, problem } = await opened(server.url)
  server.answerWith(status(304))
  const before = server.asked.length
  await until(() => server.asked.length > before + 1)
  const { headers } = server.asked.at(-1) ?? {}
  expect(headers).toMatchObject({
    'if-none-match': '"one"',
    'if-modified-since': 'Sat, 21 Nov 2026 10:00:00 GMT',
  })
  expect([state(), problem()]).toEqual(['goed', undefined])
})

test('asks without conditions again after a list that was refused', async () => {
  const server = await serve(send(Buffer.from('<html>'), { etag: '"bad"' }))
  const { problem, state } = await opened(server.url)
  expect(problem()).toMatch(/geen geldige/)
  server.answerWith((request, response) => {
    const answer = request.headers['if-none-match'] === undefined ? send(list(1)) : status(304)
    answer(request, response)
  })
  await until(() => state() === 'goed')
})

describe('keeps the last good list, and says why, when the server', () => {
  const endless = (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(Buffer.alloc(1024)), 5)
    response.on('close', () => {
      clearInterval(timer)
    })
  }
  test.each<[string, RequestListener, RegExp]>([
    ['says 500', status(500), /status 500/],
    ['says 404', status(404), /status 404/],
    ['says 304 to a question without conditions', status(304), /status 304/],
    ['sends a page', send(Buffer.from('<html>Not found</html>')), /geen geldige/],
    ['sends nothing', send(Buffer.alloc(0)), /leeg/],
    ['sends a gzipped answer', send(list(2), { 'content-encoding': 'gzip' }), /gecodeerd/],
    ['sends too much', send(Buffer.alloc(200_001)), /groter dan/],
    ['never ends its answer', endless, /binnen 1 s|groter dan/],
    ['never answers', () => undefined, /binnen 1 s/],
    [
      'answers a line and then nothing',
      (_, response) => {
        response.writeHead(200).write('x')
      },
      /binnen 1 s/,
    ],
    ['drops the connection', ({ socket }) => socket.destroy(), /niet bereikbaar/],
    [
      'stops halfway',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('x')
        setTimeout(() => response.destroy(), 10)
      },
      /niet bereikbaar/,
    ],
    [
      'redirects to another host',
      status(302, { location: 'http://localhost:1/ca.crl' }),
      /andere host/,
    ],
    [
      'redirects to another scheme',
      status(302, { location: 'ftp://127.0.0.1/ca.crl' }),
      /andere host/,
    ],
    ['redirects for ever', status(302, { location: '/again' }), /blijft doorverwijzen/],
    ['sends an older list', send(list(0)), /ouder/],
  ])('%s', async (_, answer, problem) => {
    const server = await serve(send(list(1)))
    const { state, problem: problemNow } = await opened(server.url, { maxFetchBytes: 200_000 })
    server.answerWith(answer)
    await until(() => problem.test(problemNow() ?? ''))
    expect(state()).toBe('goed')
    server.answerWith(send(list(3)))
    await until(() => problemNow() === undefined)
  })
})

test('follows a redirect on the same host', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/new.crl') send(list(1))(request, response)
    else response.writeHead(301, { location: '/new.crl' }).end()
  })
  const { state } = await opened(server.url)
  expect(state()).toBe('goed')
})

test('asks a failing server less and less often', async () => {
  const server = await serve(status(503))
  await opened(server.url, { retryMs: 40, maxRetryMs: 10_000, random: () => 1 })
  await new Promise((resolve) => setTimeout(resolve, 900))
  // after 40, 80, 160 and 320 ms
  expect(server.asked.length).toBeGreaterThanOrEqual(3)
  expect(server.asked.length).toBeLessThanOrEqual(5)
})

test('does not keep the start waiting for a server that does not answer', async () => {
  const server = await serve(() => undefined)
  const begin = Date.now()
  const { state, revocation } = await opened(server.url, {
    fetchTimeoutMs: 20_000,
    readyTimeoutMs: 100,
  })
  expect(Date.now() - begin).toBeLessThan(2000)
  expect(state()).toBe('onbekend')
  expect(revocation.problems()).toEqual([])
  await revocation.close()
  expect(Date.now() - begin).toBeLessThan(2000)
})

test('a restart without network uses the last good list, and refuses an older one later', async () => {
  const cacheDir = makeDir()
  const server = await serve(send(list(5, [leaf.serial])))
  const first = await opened(server.url, { cacheDir })
  expect(first.state()).toBe('ingetrokken')
  await first.revocation.close()

  server.answerWith(({ socket }) => socket.destroy())
  const second = await opened(server.url, { cacheDir })
  expect(second.state()).toBe('ingetrokken')
  expect(second.revocation.status()[0]).toMatchObject({
    entries: 1,
    problem: expect.stringMatching(/bereikbaar/),
  })
  server.answerWith(send(list(4)))
  await until(() => /ouder/.test(second.problem() ?? ''))
  expect(second.state()).toBe('ingetrokken')
})

test('F6: nobody is refused for a further address that was never reached, in either order', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/ca.crl') send(list(1))(request, response)
    else status(500)(request, response)
  })
  const both = [urlSource(server.url), urlSource(server.url.replace('ca.crl', 'root.crl'))]
  for (const crl of [both, both.toReversed()]) {
    const profiles = [makeProfile(ca, root, { crl })]
    const revocation = await open({ profiles })
    expect(revocation.state(leafOf(profiles, leaf), Date.now())).toBe('goed')
    expect(revocation.refused(Date.now())).toEqual([])
    expect(revocation.status().filter(({ problem }) => problem !== undefined)).toHaveLength(1)
  }
})

test('F6: a list of the anchor that does come counts, and revokes the issuing CA', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/ca.crl') send(list(1))(request, response)
    else status(500)(request, response)
  })
  const both = [urlSource(server.url), urlSource(server.url.replace('ca.crl', 'root.crl'))]
  const profiles = [makeProfile(ca, root, { crl: both })]
  const revocation = await open({ profiles })
  server.answerWith((request, response) => {
    const rootList = makeCrl(root, { revoked: [ca.serial] }).der
    send(request.url === '/ca.crl' ? list(1) : rootList)(request, response)
  })
  await until(() => revocation.state(leafOf(profiles, leaf), Date.now()) === 'ingetrokken')
})

test('knows after a restart whose list an address gives, so that only that one is missed', async () => {
  const cacheDir = makeDir()
  const server = await serve(send(list(1)))
  const second = server.url.replace('ca.crl', 'mirror.crl')
  const profiles = [makeProfile(ca, root, { crl: [urlSource(server.url), urlSource(second)] })]
  const before = await open({ profiles, cacheDir })
  await severalLooks()
  await before.close()
  server.answerWith(status(500))
  const after = await open({ profiles, cacheDir })
  expect(after.state(leafOf(profiles, leaf), Date.now())).toBe('goed')
})

describe('the pause until the next attempt', () => {
  const options = { refreshMs: 60 * minute, retryMs: 5000, maxRetryMs: 5 * minute }
  test.each([
    ['an hour while a list lasts long', { failures: 0, leftMs: 48 * 60 * minute }, 1, 60 * minute],
    ['less, spread by chance', { failures: 0, leftMs: 48 * 60 * minute }, 0, 54 * minute],
    ['half of what a list still lasts', { failures: 0, leftMs: 20 * minute }, 1, 10 * minute],
    ['not less than the first retry', { failures: 0, leftMs: 10 }, 1, 5000],
    ['short after a failure', { failures: 1, leftMs: 0 }, 1, 5000],
    ['half of that by chance', { failures: 1, leftMs: 0 }, 0, 2500],
    ['twice as long after two', { failures: 2, leftMs: 0 }, 1, 10_000],
    ['five minutes after many', { failures: 1000, leftMs: 0 }, 1, 5 * minute],
  ])('is %s', (_, attempt, random, expected) => {
    expect(pauseMs(attempt, options, random)).toBe(expected)
  })
})

test('F19: lists are fetched through the proxy that is named, which sees the whole address', async () => {
  const asked: string[] = []
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '')
    send(list(1))(request, response)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  afterwards(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const { port } = proxy.address() as AddressInfo
  const crl = [urlSource('http://crl.example/ca.crl')]
  const profiles = [makeProfile(ca, root, { crl })]
  const revocation = await open({ profiles, proxy: `http://127.0.0.1:${port}` })
  expect(revocation.state(leafOf(profiles, leaf), Date.now())).toBe('goed')
  expect(asked[0]).toBe('http://crl.example/ca.crl')
})
