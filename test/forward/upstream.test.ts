import { createServer as createTlsServer, request as httpsRequest } from 'node:https'
import type { Server } from 'node:https'
import { createServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createUpstreams } from '../../gateway/forward/upstream.ts'
import type { Upstreams } from '../../gateway/forward/upstream.ts'
import type { Dienst } from '../../gateway/decision/dienst.ts'
import { makeCa, makeServer } from '../support/certificates.ts'
import { startUpstream } from '../support/upstream.ts'
import { exchangeRaw, startGate, until } from './gate.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const dienst = (url: string, termijnMs = 1_000): Dienst => ({
  naam: 'portaal',
  titel: 'Portaal',
  autorisaties: new Map(),
  soorten: new Set(['praktijk'] as const),
  zorgsoorten: undefined,
  instroom: undefined,
  upstream: { url, instroom: undefined, termijnMs },
  host: undefined,
  routes: [],
  quota: undefined,
})

describe('the pool of a dienst', () => {
  const make = (): Upstreams => {
    const upstreams = createUpstreams()
    closers.push(() => upstreams.close(0))
    return upstreams
  }

  test('is the same one as long as address and deadline are', () => {
    const upstreams = make()
    const one = upstreams.poolFor(dienst('http://127.0.0.1:1'))
    expect(upstreams.poolFor(dienst('http://127.0.0.1:1'))).toBe(one)
    expect(upstreams.poolFor(dienst('http://127.0.0.1:2'))).not.toBe(one)
    expect(upstreams.poolFor(dienst('http://127.0.0.1:1', 2_000))).not.toBe(one)
    expect(one).toMatchObject({ origin: 'http://127.0.0.1:1', termijnMs: 1_000 })
  })

  test('is another one after the dienst left the policy, and the old one still serves what was decided', async () => {
    const upstream = await startUpstream()
    closers.push(() => upstream.close())
    const upstreams = make()
    const one = upstreams.poolFor(dienst(upstream.url))
    upstreams.keepOnly([])
    expect(upstreams.poolFor(dienst(upstream.url))).not.toBe(one)
    const answer = await one.pool.request({ path: '/', method: 'GET' })
    expect(await answer.body.text()).toBe('ok')
  })

  test('lets what runs finish when all is closed, and no longer than the grace', async () => {
    const upstream = await startUpstream((_request, socket) => {
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), 100)
    })
    closers.push(() => upstream.close())
    const upstreams = createUpstreams()
    const answer = upstreams
      .poolFor(dienst(upstream.url))
      .pool.request({ path: '/', method: 'GET' })
    await until(() => upstream.requests.length === 1)
    await upstreams.close(5_000)
    expect((await answer).statusCode).toBe(200)

    upstream.behave(() => undefined)
    const stuck = createUpstreams()
    const never = stuck.poolFor(dienst(upstream.url)).pool.request({ path: '/', method: 'GET' })
    const failed = expect(never).rejects.toThrow()
    await until(() => upstream.requests.length === 2)
    await stuck.close(100)
    await failed
  })
})

describe('an upstream over TLS', () => {
  const ca = makeCa()
  const server = makeServer(ca)
  const serving = async (
    key: string,
    cert: string,
    host: string,
  ): Promise<{ url: string; bytes: () => number }> => {
    let bytes = 0
    const tls = createServer({ key, cert }, (socket) => {
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      socket.on('error', () => undefined)
    })
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => tls.close(resolve)))
    return {
      url: `https://${host}:${String((tls.address() as AddressInfo).port)}`,
      bytes: () => bytes,
    }
  }

  test.each(['127.0.0.1', 'localhost'])(
    'of an unknown CA at %s gives SL501 and gets no byte',
    async (host) => {
      const { url, bytes } = await serving(server.keyPem, server.pem, host)
      const environment = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
      const gate = await startGate(url)
      closers.push(() => gate.close())
      const { text } = await exchangeRaw(gate.port, 'GET /p/a HTTP/1.1\r\nHost: x\r\n\r\n')
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = environment
      if (environment === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      expect(text).toContain('{"code":"SL501"}')
      expect(gate.outcomes).toEqual([{ code: 'SL501', fault: 'niet-bereikbaar', sent: false }])
      expect(bytes()).toBe(0)
    },
  )
})

test('over TLS to the client, an answer that breaks off is an error, never a shorter answer', async () => {
  const ca = makeCa()
  const server = makeServer(ca)
  const upstream = await startUpstream((_request, socket) => {
    socket.write(
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n${'x'.repeat(200_000)}\r\n`,
      () => {
        setTimeout(() => socket.resetAndDestroy(), 50)
      },
    )
  })
  closers.push(() => upstream.close())
  const gate = await startGate(upstream.url, {
    serve: (listener): Server =>
      createTlsServer({ key: server.keyPem, cert: server.pem }, listener),
  })
  closers.push(() => gate.close())
  const outcome = await new Promise((resolve) => {
    const request = httpsRequest(
      { port: gate.port, host: '127.0.0.1', path: '/p/a', ca: ca.pem },
      (answer) => {
        answer.resume()
        answer.on('end', () => {
          resolve('whole')
        })
        answer.on('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code)
        })
      },
    )
    request.end()
  })
  expect(outcome).toBe('ECONNRESET')
  await until(() => gate.outcomes.length === 1)
})
