import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { errorEntry, Refusal } from '../../gateway/errors.ts'
import { deliver } from '../../gateway/forward/deliver.ts'
import { faultOf } from '../../gateway/forward/fault.ts'
import { createUpstream } from '../../gateway/forward/upstream.ts'
import type { Upstream } from '../../gateway/forward/upstream.ts'
import { answerBytes, answering, raw, startUpstream } from '../support/upstream.ts'
import type { Behaviour, TestUpstream } from '../support/upstream.ts'

const body = Buffer.from('{"instroomId":"een"}')
let upstream: TestUpstream
let pool: Upstream

beforeEach(async () => {
  upstream = await startUpstream(answering(201, { Location: '/p/formulier/1' }))
  pool = createUpstream({ url: upstream.url, termijnMs: 500 })
})
afterEach(async () => {
  await pool.pool.destroy()
  await upstream.close()
})

const send = (termijnMs = 500): Promise<{ readonly location: string }> =>
  deliver({
    pool,
    path: '/p/instroom',
    own: 'https://p.localhost:9443',
    instroomId: 'een',
    body,
    termijnMs,
    headers: { 'x-request-id': 'verzoek' },
  })

async function refused(termijnMs?: number): Promise<unknown> {
  try {
    return await send(termijnMs)
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const fault = faultOf(thrown)
    return { code: thrown.code, fault: fault?.fault, sent: fault?.sent }
  }
}

test('a delivery is one POST with its key, and gives the path of the form', async () => {
  await expect(send()).resolves.toEqual({ location: '/p/formulier/1' })
  expect(upstream.requests).toHaveLength(1)
  const [request] = upstream.requests
  expect(request?.method).toBe('POST')
  expect(request?.target).toBe('/p/instroom')
  expect(request?.body).toEqual(body)
  expect(request?.header('idempotency-key')).toEqual(['een'])
  expect(request?.header('content-type')).toEqual(['application/json'])
  expect(request?.header('x-request-id')).toEqual(['verzoek'])
})

test('200 is as good as 201, and the own origin is left out', async () => {
  upstream.behave(answering(200, { Location: `${upstream.url}/p/formulier/2?a#b` }, '{"ok":true}'))
  await expect(send()).resolves.toEqual({ location: '/p/formulier/2?a#b' })
})

test.each([
  'https://p.localhost:9443/p/formulier/3',
  'http://p.localhost/p/formulier/3',
  'http://p.localhost:9443/p/formulier/3',
])('F22: a form named as %s is on the own site', async (location) => {
  upstream.behave(answering(201, { Location: location }))
  await expect(send()).resolves.toEqual({ location: '/p/formulier/3' })
})

test.each<[string, Behaviour, string]>([
  ['no Location', answering(201), 'ongeldig-antwoord'],
  [
    'two Locations',
    raw('HTTP/1.1 201 C\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n'),
    'ongeldig-antwoord',
  ],
  ['202', answering(202, { Location: '/p' }), 'ongeldig-antwoord'],
  ['303', answering(303, { Location: '/p' }), 'ongeldig-antwoord'],
  ['409', answering(409, { Location: '/p' }), 'ongeldig-antwoord'],
  ['500', answering(500, { Location: '/p' }), 'foutstatus'],
  [
    'a Location elsewhere',
    answering(201, { Location: 'https://elders.example/' }),
    'doorverwijzing-elders',
  ],
  [
    'a Location that names a host',
    answering(201, { Location: '//elders.example/' }),
    'doorverwijzing-elders',
  ],
  [
    'a Location with a backslash',
    answering(201, { Location: '/\\elders.example' }),
    'doorverwijzing-elders',
  ],
  [
    'a Location with a control character',
    answering(201, { Location: '/p/\tx' }),
    'doorverwijzing-elders',
  ],
  ['a script as Location', answering(201, { Location: 'javascript:1' }), 'doorverwijzing-elders'],
  ['too much', answering(201, { Location: '/p' }, 'x'.repeat(70_000)), 'antwoord-te-groot'],
  ['a reset', (_request, socket) => socket.resetAndDestroy(), 'verbroken'],
  ['a close', (_request, socket) => socket.destroy(), 'verbroken'],
  [
    'half an answer',
    (_request, socket) =>
      socket.end('HTTP/1.1 201 C\r\nLocation: /p\r\nContent-Length: 9\r\n\r\nx'),
    'verbroken',
  ],
  ['no HTTP', raw('hallo\r\n\r\n'), 'ongeldig-antwoord'],
])('an upstream that answers %s gives SL501, and is asked once', async (_, behaviour, fault) => {
  upstream.behave(behaviour)
  expect(await refused()).toEqual({ code: 'SL501', fault, sent: true })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(upstream.requests).toHaveLength(1)
})

test.each<[string, Behaviour]>([
  ['never answers', () => undefined],
  [
    'answers a byte now and then',
    (_request, socket) => {
      socket.write('HTTP/1.1 201 C\r\nLocation: /p\r\nContent-Length: 1000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 50)
      socket.on('close', () => {
        clearInterval(timer)
      })
    },
  ],
])('an upstream that %s gives SL502 at the deadline', async (_, behaviour) => {
  upstream.behave(behaviour)
  const begin = Date.now()
  expect(await refused(300)).toEqual({ code: 'SL502', fault: 'te-laat', sent: true })
  expect(Date.now() - begin).toBeLessThan(1_300)
  expect(errorEntry('SL502').status).toBe(504)
})

test('an upstream that is not there gives SL501, and nothing was sent', async () => {
  await upstream.close()
  expect(await refused()).toEqual({ code: 'SL501', fault: 'niet-bereikbaar', sent: false })
})

test('the next attempt after a fault succeeds under the same key', async () => {
  upstream.behave((_request, socket) => socket.resetAndDestroy())
  await refused()
  upstream.behave((_request, socket) => socket.write(answerBytes(201, { Location: '/p/1' })))
  await expect(send()).resolves.toEqual({ location: '/p/1' })
  expect(upstream.requests.map(({ header }) => header('idempotency-key'))).toEqual([
    ['een'],
    ['een'],
  ])
})
