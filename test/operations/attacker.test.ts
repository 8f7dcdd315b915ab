import { expect, test } from '@jest/globals'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import {
  attempt,
  attemptPlain,
  attemptRenegotiation,
  attemptResumption,
  outcome,
  request,
  servedFingerprint,
} from '../../gateway/operations/attacker.ts'
import type { AttackTarget } from '../../gateway/operations/attacker.ts'

const away: AttackTarget = {
  luisteraar: 'instroom',
  host: '127.0.0.1',
  port: 1,
  pad: '/v1/mijn-certificaat',
  naam: '::1',
  fingerprint: '',
}

const problem = (status: number, type: string, body: string) =>
  `HTTP/1.1 ${status} X\r\nContent-Type: ${type}\r\n\r\n${body}`

test.each([
  [problem(401, 'application/problem+json; charset=utf-8', '{"code": "SL101"}'), '401 SL101'],
  [problem(403, 'application/problem+json', '{"code":"SL101"}'), '403 SL101'],
  [problem(401, 'application/json', '{"code":"SL101"}'), 'HTTP 401'],
  [problem(200, 'text/html', 'SL101'), 'HTTP 200'],
  [problem(401, 'application/problem+json', '{}'), 'HTTP 401'],
  ['', 'geen antwoord'],
  ['SSH-2.0', 'geen antwoord'],
])('%j is %s', (answer, expected) => {
  expect(outcome(answer)).toBe(expected)
})

test('an IPv6 name stands in brackets, another host as it is given', () => {
  expect(request(away)).toContain('\r\nHost: [::1]\r\n')
  expect(request(away, { host: 'elders', headers: ['A: b'] })).toMatch(
    /Host: elders\r\n[^]*A: b\r\n\r\n$/,
  )
})

test('a listener that is away is told as the error it gives, by every attack', async () => {
  expect(await attempt(away)).toBe('ECONNREFUSED')
  expect(await attemptRenegotiation(away)).toBe('ECONNREFUSED')
  expect(await attemptResumption(away, {}, {})).toBe('ECONNREFUSED')
  expect(await servedFingerprint(away)).toBe('ECONNREFUSED')
  expect(await attemptPlain(away)).toBe('geen antwoord')
})

test('a listener that says nothing is given up', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const silent = { ...away, port: (server.address() as AddressInfo).port }
  expect(await Promise.all([attempt(silent), attemptPlain(silent)])).toEqual([
    'geen antwoord binnen 15 s',
    'geen antwoord',
  ])
  server.close()
})
