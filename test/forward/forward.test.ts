import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, request as httpRequest } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { answerBytes, answering, raw, startUpstream } from '../support/upstream.ts'
import type { Behaviour, TestUpstream } from '../support/upstream.ts'
import { exchangeRaw, startGate, until } from './gate.ts'
import type { Gate, GateOptions } from './gate.ts'

let upstream: TestUpstream
let gate: Gate

async function start(behaviour?: Behaviour, options?: GateOptions): Promise<void> {
  upstream = await startUpstream(behaviour)
  gate = await startGate(upstream.url, options)
}

afterEach(async () => {
  await gate.close()
  await upstream.close()
})

const get = (path = '/p/a', headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`
const post = (body: string, headers = `Content-Length: ${String(body.length)}\r\n`): string =>
  `POST /p/a HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`

const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1])
const headersOf = (text: string): string => text.slice(0, text.indexOf('\r\n\r\n')).toLowerCase()
const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4)

describe('a request', () => {
  test('arrives with its method, target, host of the upstream and the headers of the gateway', async () => {
    await start()
    const { text } = await exchangeRaw(
      gate.port,
      get('/p/a%20b?x=%2F&y', 'X-Forwarded-For: 1.2.3.4\r\n'),
    )
    expect(statusOf(text)).toBe(200)
    expect(bodyOf(text)).toBe('ok')
    expect(upstream.requests).toHaveLength(1)
    expect(upstream.requests[0]?.head).toMatch(
      /^GET \/p\/a%20b\?x=%2F&y HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\nconnection: keep-alive\r\nsluis-identiteit: a\.b\.c\r\n/,
    )
    expect(upstream.requests[0]?.header('x-forwarded-for')).toEqual([])
    expect(gate.outcomes).toEqual([{ uitkomst: 'doorgestuurd', status: 200, bytes: 2 }])
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    '%s arrives with its content and its length',
    async (method) => {
      await start()
      const request = post('inhoud').replace('POST', method)
      expect(statusOf((await exchangeRaw(gate.port, request)).text)).toBe(200)
      expect(upstream.requests[0]?.body.toString()).toBe('inhoud')
      expect(upstream.requests[0]?.header('content-length')).toEqual(['6'])
      expect(upstream.requests[0]?.header('transfer-encoding')).toEqual([])
    },
  )

  test('in chunks arrives in chunks, without extensions and trailers', async () => {
    await start()
    const chunked = post(
      '3;uitbreiding=1\r\ninh\r\n3\r\noud\r\n0\r\nClient-Cert: :eHg=:\r\nSluis-Identiteit: x\r\n\r\n',
      'Transfer-Encoding: chunked\r\nTrailer: Client-Cert\r\n',
    )
    expect(statusOf((await exchangeRaw(gate.port, chunked)).text)).toBe(200)
    expect(upstream.requests[0]?.body.toString()).toBe('inhoud')
    expect(upstream.requests[0]?.header('client-cert')).toEqual([':bGVhZg==:'])
    expect(upstream.requests[0]?.header('content-length')).toEqual([])
    expect(upstream.partial).toEqual([])
  })

  test('POST without content says so', async () => {
    await start()
    await exchangeRaw(gate.port, post('', ''))
    expect(upstream.requests[0]?.header('content-length')).toEqual(['0'])
  })

  test('that asks for 100-continue gets it here and is forwarded without', async () => {
    await start()
    const { text } = await exchangeRaw(
      gate.port,
      post('ab', 'Content-Length: 2\r\nExpect: 100-continue\r\n'),
    )
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/)
    expect(upstream.requests[0]?.header('expect')).toEqual([])
  })

  test.each([
    ['GET with a length', 'GET', 'Content-Length: 5\r\n', 'hallo'],
    ['GET in chunks', 'GET', 'Transfer-Encoding: chunked\r\n', '5\r\nhallo\r\n0\r\n\r\n'],
    ['HEAD with a length', 'HEAD', 'Content-Length: 5\r\n', 'hallo'],
  ])(
    '%s is forwarded without content, and the next one is intact',
    async (_, method, headers, body) => {
      await start()
      const first = `${method} /p/een HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`
      await exchangeRaw(gate.port, first + get('/p/twee'), { quietMs: 100 })
      expect(
        upstream.requests.map(({ target, body: content }) => [target, content.length]),
      ).toEqual([
        ['/p/een', 0],
        ['/p/twee', 0],
      ])
    },
  )

  test('DELETE with content leaves the next one intact', async () => {
    await start()
    await exchangeRaw(gate.port, post('weg').replace('POST', 'DELETE') + get('/p/twee'), {
      answers: 2,
    })
    expect(upstream.requests.map(({ target, body }) => [target, body.toString()])).toEqual([
      ['/p/a', 'weg'],
      ['/p/twee', ''],
    ])
  })

  test('with content that was judged is sent as those very bytes', async () => {
    const judged = Buffer.from('{"instantie":{"agbCode":"12000001"}}')
    await start(undefined, {
      readBody: async (request) => {
        await once(request.resume(), 'end')
        return judged
      },
    })
    const sent = post(
      '1\r\na\r\n0\r\n\r\n',
      'Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n',
    )
    expect(statusOf((await exchangeRaw(gate.port, sent)).text)).toBe(200)
    expect(upstream.requests[0]?.body).toEqual(judged)
    expect(upstream.requests[0]?.header('content-length')).toEqual([String(judged.length)])
    expect(upstream.requests[0]?.header('transfer-encoding')).toEqual([])
  })

  test.each([
    ['shorter than its length', 'Content-Length: 100\r\n', 'kort'],
    ['cut off in a chunk', 'Transfer-Encoding: chunked\r\n', '64\r\nkort'],
    ['cut off between chunks', 'Transfer-Encoding: chunked\r\n', '4\r\nkort\r\n'],
  ])('that is %s is never whole for the upstream', async (_, headers, body) => {
    await start()
    const socket = connect(gate.port, '127.0.0.1')
    socket.write(post(body, headers))
    await until(() => gate.upstream.pool.stats.running === 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
    await until(() => gate.outcomes.length === 1)
    await until(() => upstream.partial.length === 1)
    expect(gate.outcomes).toEqual([{ uitkomst: 'client-weg', sent: true }])
    expect(upstream.requests).toEqual([])
    expect(upstream.partial[0]).toContain('kort')
  })

  test('that is longer than its length is cut there, and the rest is no request', async () => {
    await start()
    const { text, closed } = await exchangeRaw(
      gate.port,
      post('eennog meer', 'Content-Length: 3\r\n'),
      { quietMs: 300 },
    )
    expect(text).toContain('HTTP/1.1 400')
    expect(closed).toBe(true)
    expect(upstream.requests.filter(({ body }) => body.toString() !== 'een')).toEqual([])
  })
})

describe('an answer', () => {
  test('passes with its status, headers and content', async () => {
    await start(
      answering(
        201,
        { 'Content-Type': 'text/html', 'X-Eigen': 'a', ETag: '"1"' },
        '<p>gemaakt</p>',
      ),
    )
    const { text } = await exchangeRaw(gate.port, get())
    expect(statusOf(text)).toBe(201)
    expect(headersOf(text)).toContain('x-eigen: a')
    expect(headersOf(text)).toContain('content-length: 14')
    expect(bodyOf(text)).toBe('<p>gemaakt</p>')
  })

  test.each([
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\neen\r\n4\r\ntwee\r\n0\r\nServer: x\r\n\r\n',
    ],
    ['in mixed case', 'HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: 7\r\n\r\neentwee'],
  ])('%s passes whole, with a length and without trailers', async (_, bytes) => {
    await start(raw(bytes))
    const { text } = await exchangeRaw(gate.port, get())
    expect(bodyOf(text)).toBe('eentwee')
    expect(headersOf(text)).toContain('content-length: 7')
    expect(text).not.toMatch(/server/i)
  })

  test('that ends with the connection passes whole', async () => {
    await start((_request, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nallemaal'))
    expect(bodyOf((await exchangeRaw(gate.port, get())).text)).toBe('allemaal')
  })

  test.each([
    ['HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n', 'content-length: 1234'],
    ['204', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n', 'cache-control'],
    ['304', 'GET', 'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n', 'etag: "1"'],
    [
      '200 without content',
      'GET',
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      'content-length: 0',
    ],
  ])('%s has no content, and the connection goes on', async (_, method, bytes, header) => {
    await start(raw(bytes))
    const one = get().replace('GET', method)
    const { text, closed } = await exchangeRaw(gate.port, one + one, {
      answers: 2,
      toHead: method === 'HEAD',
    })
    expect(text.split('HTTP/1.1 ')).toHaveLength(3)
    expect(headersOf(text)).toContain(header)
    expect(bodyOf(text)).toMatch(/^HTTP\/1\.1/)
    expect(closed).toBe(false)
  })

  const final = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhallo'
  test.each([
    ['103', 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'],
    ['102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['100 that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['104, which nobody knows, without a reason', 'HTTP/1.1 104\r\nX: a\r\n\r\n'],
    ['several', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n'],
  ])('F1: interim answers are skipped: %s', async (_, interim) => {
    await start(raw(interim + final))
    for (const request of [get(), post('abc'), get(), get().replace('GET', 'HEAD')]) {
      const { text } = await exchangeRaw(gate.port, request, { toHead: request.startsWith('HEAD') })
      expect(text.match(/HTTP\/1\.1 .*/g)).toEqual(['HTTP/1.1 200 OK'])
      expect(text).not.toMatch(/early|link:/i)
    }
    expect(upstream.connections).toBe(1)
  })

  test('F1: an interim answer that comes byte by byte is skipped, and its final answer passes whole', async () => {
    const bytes = `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 \r\n\r\n${final}`
    await start((_request, socket) => {
      socket.setNoDelay(true)
      const next = (at: number): void => {
        if (at < bytes.length) socket.write(bytes.charAt(at), () => setImmediate(next, at + 1))
      }
      next(0)
    })
    const { text } = await exchangeRaw(gate.port, get() + get(), { answers: 2 })
    expect(text.match(/HTTP\/1\.1 .*/g)).toEqual(Array(2).fill('HTTP/1.1 200 OK'))
    expect(text.match(/hallo/g)).toHaveLength(2)
  })

  test('F1: interim answers do not lengthen the termijn', async () => {
    await start(
      (_request, socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 20)
        socket.on('close', () => {
          clearInterval(timer)
        })
      },
      { termijnMs: 300 },
    )
    const { text } = await exchangeRaw(gate.port, get())
    expect(statusOf(text)).toBe(504)
    expect(gate.outcomes).toEqual([{ code: 'SL502', fault: 'te-laat', sent: true }])
  })

  test.each([
    ['304', 'GET', '304 Not Modified', '"1"'],
    ['304 to HEAD', 'HEAD', '304 Not Modified', '"1"'],
    ['200 to HEAD', 'HEAD', '200 OK', '"1"'],
    ['206 to HEAD', 'HEAD', '206 Partial Content', '"1"'],
  ])('F2: an announced length without content passes: %s', async (_, method, line, etag) => {
    await start(
      raw(
        `HTTP/1.1 ${line}\r\nETag: ${etag}\r\nContent-Length: 1234\r\n` +
          'Last-Modified: Sat, 28 Nov 2026 20:00:00 GMT\r\nVary: Accept\r\n\r\n',
      ),
    )
    const one = get('/p/a', 'If-None-Match: "1"\r\nRange: bytes=0-9\r\n').replace('GET', method)
    await exchangeRaw(gate.port, one, { toHead: true })
    const { text } = await exchangeRaw(gate.port, one, { toHead: true })
    expect(text.match(/HTTP\/1\.1 .*/g)).toEqual([`HTTP/1.1 ${line}`])
    for (const header of [
      'etag: "1"',
      'content-length: 1234',
      'last-modified: Sat',
      'vary: Accept',
    ])
      expect(text).toContain(header)
    // The HTTP client ends a connection after every HEAD.
    expect(upstream.connections).toBe(method === 'HEAD' ? 2 : 1)
    expect(upstream.requests[0]?.header('if-none-match')).toEqual(['"1"'])
    expect(upstream.requests[0]?.header('range')).toEqual(['bytes=0-9'])
  })

  test('F2: a 304 with a length larger than any answer may be passes', async () => {
    await start(raw('HTTP/1.1 304 Not Modified\r\nContent-Length: 99999999999\r\n\r\n'))
    const { text } = await exchangeRaw(gate.port, get(), { toHead: true })
    expect(statusOf(text)).toBe(304)
  })

  test.each([
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 5\r\n'],
    ['a length that is none', 'Content-Length: vier\r\n'],
  ])('F2: a 304 with %s is nonsense', async (_, headers) => {
    await start(raw(`HTTP/1.1 304 Not Modified\r\n${headers}\r\n`))
    expect(statusOf((await exchangeRaw(gate.port, get())).text)).toBe(502)
  })

  test('never unpacks or repacks content', async () => {
    const packed = Buffer.from('1f8b0800000000000003cb48cdc9c907008618b1', 'hex')
    await start(answering(200, { 'Content-Encoding': 'gzip' }, packed))
    const { text } = await exchangeRaw(gate.port, get('/p/a', 'Accept-Encoding: gzip\r\n'))
    expect(Buffer.from(bodyOf(text), 'latin1')).toEqual(packed)
    expect(upstream.requests[0]?.header('accept-encoding')).toEqual(['gzip'])
  })

  test('before the request is whole reaches the client, which may go on with the connection', async () => {
    await start()
    upstream.onHead(({ target }, socket) => {
      if (target !== '/p/a') return false
      socket.end(answerBytes(413, { 'content-type': 'text/plain' }, 'te veel'))
      return true
    })
    const socket = connect(gate.port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.write(post('x'.repeat(1000), 'Content-Length: 100000\r\n'))
    await until(() => text.includes('te veel'))
    socket.write('x'.repeat(99_000) + get('/p/b'))
    await until(() => text.includes('ok'))
    socket.destroy()
    expect(statusOf(text)).toBe(413)
  })

  test('carries what the gateway sets over what the upstream says', async () => {
    await start(answering(200, { 'X-Content-Type-Options': 'iets', 'Cache-Control': 'private' }), {
      answerHeaders: ['x-content-type-options', 'nosniff', 'x-request-id', 'verzoek'],
    })
    const head = headersOf((await exchangeRaw(gate.port, get())).text)
    expect(head.match(/x-content-type-options: .*/g)).toEqual(['x-content-type-options: nosniff'])
    expect(head).toContain('x-request-id: verzoek')
    expect(head).toContain('cache-control: private')
  })
})

describe('an upstream at fault', () => {
  const nonsense: readonly [string, Behaviour][] = [
    ['resets at once', (_request, socket) => socket.resetAndDestroy()],
    ['closes at once', (_request, socket) => socket.destroy()],
    [
      'resets after the head',
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', () =>
          socket.resetAndDestroy(),
        )
      },
    ],
    [
      'resets in the middle of the content',
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalve', () =>
          socket.resetAndDestroy(),
        )
      },
    ],
    [
      'closes in the middle of the content',
      (_request, socket) => {
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalve')
      },
    ],
    [
      'closes in the middle of a chunk',
      (_request, socket) => {
        socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalve')
      },
    ],
    [
      'closes before the last chunk',
      (_request, socket) => {
        socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalve\r\n')
      },
    ],
    [
      'resets an answer that would end with the connection',
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\nhalve', () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        )
      },
    ],
    ['closes in the head', (_request, socket) => socket.end('HTTP/1.1 200 OK\r\nX-')],
    ['talks no HTTP', raw('SSH-2.0-OpenSSH_9.2\r\n')],
    [
      'sends a length and chunks',
      raw(
        'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\neen\r\n0\r\n\r\n',
      ),
    ],
    [
      'sends two lengths',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\neen'),
    ],
    ['sends a length that is no number', raw('HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\neen')],
    [
      'sends a chunk with a bad size',
      raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\neen\r\n0\r\n\r\n'),
    ],
    ['sends two status lines', raw('HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK\r\n\r\n')],
    [
      'sends a head without end',
      (_request, socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`)
      },
    ],
    ['sends a status of two digits', raw('HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n')],
    [
      'sends a bare line break in a header',
      raw('HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\nContent-Length: 0\r\n\r\n'),
    ],
    [
      'sends 101',
      raw('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ],
    ['sends 407', answering(407, { 'Proxy-Authenticate': 'Basic' })],
    [
      'sends a page with a stack',
      answering(500, { 'Content-Type': 'text/html' }, 'Error at /srv/app.js:1'),
    ],
    ['redirects to another host', answering(302, { Location: 'https://elders.example/' })],
    [
      'announces more than is allowed',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n'),
    ],
  ]
  test.each(nonsense)('that %s gives SL501 and nothing of its answer', async (_, behaviour) => {
    await start(behaviour)
    const { text } = await exchangeRaw(gate.port, get())
    expect(statusOf(text)).toBe(502)
    expect(bodyOf(text)).toBe('{"code":"SL501"}')
    expect(text).not.toMatch(/halve|stack|elders|srv/)
    expect(upstream.requests).toHaveLength(1)
    expect(gate.outcomes).toEqual([expect.objectContaining({ code: 'SL501', sent: true })])
  })

  test.each(nonsense)('that %s does not spoil the next request', async (_, behaviour) => {
    await start(behaviour)
    await exchangeRaw(gate.port, get())
    upstream.behave(answering(200, {}, 'goed'))
    const { text } = await exchangeRaw(gate.port, get())
    expect(bodyOf(text)).toBe('goed')
    expect(upstream.requests[1]?.connection).not.toBe(upstream.requests[0]?.connection)
  })

  test('gets a POST once, also when it resets after it was received', async () => {
    await start((_request, socket) => socket.resetAndDestroy())
    await exchangeRaw(gate.port, post('eenmaal'))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(upstream.requests).toHaveLength(1)
    expect(gate.outcomes).toEqual([{ code: 'SL501', fault: 'verbroken', sent: true }])
  })

  test('gets a GET once as well', async () => {
    await start((_request, socket) => socket.destroy())
    await exchangeRaw(gate.port, get())
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(upstream.requests).toHaveLength(1)
  })

  test('that is not there gives SL501, and it is known that nothing was sent', async () => {
    await start()
    await upstream.close()
    const { text } = await exchangeRaw(gate.port, post('inhoud'))
    expect(statusOf(text)).toBe(502)
    expect(gate.outcomes).toEqual([{ code: 'SL501', fault: 'niet-bereikbaar', sent: false }])
  })

  test('whose name does not exist gives SL501', async () => {
    upstream = await startUpstream()
    gate = await startGate('http://bestaat-niet.invalid')
    expect(statusOf((await exchangeRaw(gate.port, get())).text)).toBe(502)
    expect(gate.outcomes).toEqual([{ code: 'SL501', fault: 'niet-bereikbaar', sent: false }])
  })

  test('with plain text where TLS is due gives SL501 and gets no request', async () => {
    upstream = await startUpstream(raw('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'))
    gate = await startGate(upstream.url.replace('http:', 'https:'), { termijnMs: 1_000 })
    upstream.onHead(undefined)
    const answer = exchangeRaw(gate.port, post('geheim'))
    expect([502, 504]).toContain(statusOf((await answer).text))
    expect(upstream.requests).toEqual([])
    expect(upstream.partial.join('')).not.toContain('geheim')
  })

  test('that never answers gives SL502 at its deadline, and what it did is unknown', async () => {
    await start(() => undefined, { termijnMs: 400 })
    const begin = Date.now()
    const { text } = await exchangeRaw(gate.port, post('inhoud'))
    expect(statusOf(text)).toBe(504)
    expect(Date.now() - begin).toBeGreaterThanOrEqual(390)
    expect(Date.now() - begin).toBeLessThan(1_400)
    expect(gate.outcomes).toEqual([{ code: 'SL502', fault: 'te-laat', sent: true }])
  })

  test('that sends a byte now and then gives SL502', async () => {
    await start(
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
        const timer = setInterval(() => socket.write('x'), 50)
        socket.on('close', () => {
          clearInterval(timer)
        })
      },
      { termijnMs: 400 },
    )
    const begin = Date.now()
    expect(statusOf((await exchangeRaw(gate.port, get())).text)).toBe(504)
    expect(Date.now() - begin).toBeLessThan(1_400)
  })

  test('that takes nothing of the content gives SL502', async () => {
    await start(undefined, { termijnMs: 400 })
    upstream.onHead((_request, socket) => {
      socket.pause()
      return true
    })
    const answer = exchangeRaw(gate.port, post('x'.repeat(10_000_000)))
    expect(statusOf((await answer).text)).toBe(504)
  })

  test('that says how long to wait has it passed on', async () => {
    await start(answering(503, { 'Retry-After': '7' }))
    expect(statusOf((await exchangeRaw(gate.port, get())).text)).toBe(502)
    expect(gate.outcomes).toEqual([{ code: 'SL501', fault: 'foutstatus', sent: true }])
  })
})

describe('a large answer that breaks off', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n'
  test.each<[string, Behaviour, string]>([
    [
      'by a reset',
      (_request, socket) => {
        socket.write(head + 'x'.repeat(200_000), () =>
          setTimeout(() => socket.resetAndDestroy(), 50),
        )
      },
      'verbroken',
    ],
    ['by a close', (_request, socket) => socket.end(head + 'x'.repeat(200_000)), 'verbroken'],
    [
      'by silence',
      (_request, socket) => {
        socket.write(head + 'x'.repeat(200_000))
      },
      'te-laat',
    ],
    [
      'by a bad chunk',
      (_request, socket) => {
        const chunk = `30d40\r\n${'x'.repeat(200_000)}\r\n`
        socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}zz\r\n`)
      },
      'ongeldig-antwoord',
    ],
  ])('%s ends the connection, so that it never looks complete', async (_, behaviour, fault) => {
    await start(behaviour, { termijnMs: 300 })
    const { text, closed } = await exchangeRaw(gate.port, get(), { quietMs: 3_000 })
    expect(statusOf(text)).toBe(200)
    expect(closed).toBe(true)
    expect(bodyOf(text).length).toBeLessThan(300_000)
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/)
    await until(() => gate.outcomes.length === 1)
    expect(gate.outcomes).toMatchObject([{ uitkomst: 'afgebroken', status: 200, fault: { fault } }])
  })

  test('because it has no end is cut at the limit', async () => {
    await start(
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
        const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
        const more = (): void => {
          while (!socket.destroyed && socket.write(chunk));
        }
        socket.on('drain', more)
        more()
      },
      { limits: { answerBytes: 2_000_000 } },
    )
    const { text, closed } = await exchangeRaw(gate.port, get(), { quietMs: 3_000 })
    expect(closed).toBe(true)
    expect(text.length).toBeLessThan(2_200_000)
    expect(gate.outcomes).toMatchObject([{ fault: { fault: 'antwoord-te-groot' } }])
  })
})

describe('a client', () => {
  test('that leaves while the upstream works ends the request there', async () => {
    await start(() => undefined)
    const socket = connect(gate.port, '127.0.0.1')
    socket.write(get())
    await until(() => upstream.requests.length === 1)
    socket.destroy()
    await until(() => gate.outcomes.length === 1)
    expect(gate.outcomes).toEqual([{ uitkomst: 'client-weg', sent: true }])
    await until(() => gate.upstream.pool.stats.running === 0)
    upstream.behave(answering(200, {}, 'goed'))
    expect(bodyOf((await exchangeRaw(gate.port, get())).text)).toBe('goed')
  })

  test('that leaves while its request waits for a connection never has it sent', async () => {
    await start(() => undefined, { upstreamLimits: { connections: 1 } })
    const first = connect(gate.port, '127.0.0.1')
    first.write(get('/p/een'))
    await until(() => upstream.requests.length === 1)
    const second = connect(gate.port, '127.0.0.1')
    second.write(get('/p/twee'))
    await until(() => gate.upstream.pool.stats.size === 2)
    second.destroy()
    await until(() => gate.outcomes.length === 1)
    expect(gate.outcomes).toEqual([{ uitkomst: 'client-weg', sent: false }])
    first.destroy()
    upstream.behave(answering(200, {}, 'goed'))
    expect(bodyOf((await exchangeRaw(gate.port, get('/p/drie'))).text)).toBe('goed')
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/p/een', '/p/drie'])
  })

  test('that sends its content too slowly is let go, and the upstream never has it whole', async () => {
    const answers: ServerResponse[] = []
    const serve = (listener: RequestListener) =>
      createServer((request, response) => {
        answers.push(response)
        listener(request, response)
      })
    await start(undefined, { limits: { clientMs: 300 }, serve })
    const { closed, text } = await exchangeRaw(gate.port, post('x', 'Content-Length: 10\r\n'))
    expect(closed).toBe(true)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(headersOf(text)).toContain('connection: close')
    expect(answers.map(({ shouldKeepAlive }) => shouldKeepAlive)).toEqual([false])
    expect(gate.outcomes).toEqual([{ uitkomst: 'client-weg', sent: true }])
    await until(() => upstream.partial.length === 1)
  })

  test('that does not read its answer is let go, and the upstream is held back meanwhile', async () => {
    let written = 0
    await start(
      (_request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n')
        const chunk = Buffer.alloc(65_536)
        const more = (): void => {
          while (!socket.destroyed && written < 200_000_000) {
            written += chunk.length
            if (!socket.write(chunk)) break
          }
        }
        socket.on('drain', more)
        more()
      },
      { limits: { clientMs: 500 } },
    )
    const socket = connect(gate.port, '127.0.0.1')
    socket.pause()
    socket.write(get())
    await until(() => gate.outcomes.length === 1)
    expect(gate.outcomes).toEqual([{ uitkomst: 'client-weg', sent: true }])
    expect(written).toBeLessThan(40_000_000)
    socket.destroy()
  })

  test('that reads slowly gets everything, longer than the upstream alone may take', async () => {
    const content = randomBytes(8_000_000)
    await start(answering(200, {}, content), { termijnMs: 300 })
    const socket = connect(gate.port, '127.0.0.1')
    const chunks: Buffer[] = []
    let size = 0
    socket.write(get())
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      socket.pause()
      setTimeout(() => socket.resume(), 10)
    })
    await until(() => size > content.length, 20_000)
    socket.destroy()
    const all = Buffer.concat(chunks)
    expect(all.subarray(all.indexOf('\r\n\r\n') + 4).equals(content)).toBe(true)
  })
})

describe('places', () => {
  test('one party that fills its places gets SL503, another does not', async () => {
    await start(() => undefined, {
      upstreamLimits: { inFlightPerParty: 2 },
      party: ({ url }) => url?.slice(3, 4) ?? '',
    })
    const held = [1, 2].map(() => connect(gate.port, '127.0.0.1'))
    for (const socket of held) socket.write(get('/p/a'))
    await until(() => upstream.requests.length === 2)
    expect(statusOf((await exchangeRaw(gate.port, get('/p/a'))).text)).toBe(503)
    upstream.behave(answering(200))
    expect(statusOf((await exchangeRaw(gate.port, get('/p/b'))).text)).toBe(200)
    for (const socket of held) socket.destroy()
    await until(() => gate.outcomes.length === 4)
    expect(statusOf((await exchangeRaw(gate.port, get('/p/a'))).text)).toBe(200)
  })
})

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Sends a request with Node's client, and gives the whole answer. */
function send(path: string, body: Buffer | undefined, agent: Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const request = httpRequest(
      { port: gate.port, path, method, agent },
      (answer: IncomingMessage) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          resolve(Buffer.concat(chunks))
        })
        answer.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

describe('content', () => {
  const agent = new Agent()

  test.each([1_000_000, 20_000_000])('of %d bytes passes both ways byte for byte', async (size) => {
    await start(({ body }, socket) => {
      socket.write(answerBytes(200, {}, body))
    })
    const content = randomBytes(size)
    const back = await send('/p/a', content, agent)
    expect(sha256(back)).toBe(sha256(content))
    expect(upstream.requests[0]?.header('content-length')).toEqual([String(size)])
  })

  test('of many large answers at once does not pile up in memory', async () => {
    const content = Buffer.alloc(20_000_000, 'x')
    await start(answering(200, {}, content))
    const before = process.memoryUsage().rss
    let most = 0
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before)
    }, 5)
    const sizes = await Promise.all(Array.from({ length: 10 }, () => countSlowly(`/p/a`, agent)))
    clearInterval(timer)
    expect(sizes).toEqual(sizes.map(() => content.length))
    // Ten answers are 200 MB; the test's own upstream writes each from one buffer.
    expect(most).toBeLessThan(150_000_000)
  })
})

function countSlowly(path: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port: gate.port, path, agent }, (answer) => {
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
      })
      answer.on('end', () => {
        resolve(size)
      })
      answer.on('error', reject)
    })
    request.on('error', reject)
    request.end()
  })
}

test('answers never cross: 50 clients, 10,000 requests, each its own canary', async () => {
  await start(({ target, body }, socket) => {
    // Every so often one breaks off in the middle, which must not shift the others.
    if (target.endsWith('77')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nkap')
    else socket.write(answerBytes(200, {}, `${target} ${body.toString()}`))
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const client = async (name: number): Promise<number> => {
    let right = 0
    for (let at = 0; at < 200; at++) {
      const target = `/p/${String(name)}/${String(at)}`
      const answer = (
        await send(target, at % 2 === 0 ? Buffer.from(target) : undefined, agent)
      ).toString()
      const expected = target.endsWith('77')
        ? '{"code":"SL501"}'
        : `${target} ${at % 2 === 0 ? target : ''}`
      if (answer === expected) right++
    }
    return right
  }
  const counts = await Promise.all(Array.from({ length: 50 }, (_, name) => client(name)))
  agent.destroy()
  expect(counts).toEqual(counts.map(() => 200))
  expect(upstream.requests).toHaveLength(10_000)
})
