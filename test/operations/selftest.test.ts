import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { afterEach, expect, test } from '@jest/globals'
import { X509Certificate, constants } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Server, ServerOptions } from 'node:https'
import { connect as connectPlain, createServer as createPlainServer } from 'node:net'
import type { AddressInfo, Server as PlainServer } from 'node:net'
import { TLSSocket } from 'node:tls'
import { makeThrowaway } from '../../gateway/operations/throwaway.ts'
import { errors } from '../../gateway/errors.ts'
import type { Code } from '../../gateway/errors.ts'
import { runSelftest } from '../../gateway/operations/selftest.ts'
import type { SelftestOptions } from '../../gateway/operations/selftest.ts'
import { listenerOptions } from '../../gateway/tls/options.ts'
import { peerOf } from '../../gateway/tls/peer.ts'
import { localHeader } from '../../gateway/tls/proxy-header.ts'
import { expectProxyHeader } from '../../gateway/tls/proxy-protocol.ts'
import { pki, trust } from '../tls/support.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

const limits = { handshakeMs: 5000, headerMs: 5000, requestMs: 5000, idleMs: 5000 }
const pair = { cert: pki.server.chainPem, key: pki.server.keyPem }

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const refuse = (response: ServerResponse, code: Code): void => {
  response.writeHead(errors[code].status, { 'Content-Type': 'application/problem+json' })
  response.end(JSON.stringify({ code }))
}

/** What every route of the gateway begins with. */
const gate: Handler = (request, response) => {
  const peer = peerOf(request.socket)
  if (peer === undefined) refuse(response, 'SL101')
  else if (!peer.chainAccepted) refuse(response, 'SL102')
  else response.end('in')
}

async function setup(
  handler: Handler = gate,
  change: ServerOptions = {},
): Promise<SelftestOptions> {
  const server = createServer({ ...listenerOptions(pair, trust, limits), ...change }, handler)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    targets: () => [
      {
        luisteraar: 'portaal',
        host: '0.0.0.0',
        port: (server.address() as AddressInfo).port,
        pad: '/mijn-certificaat',
        naam: 'localhost',
        fingerprint: fingerprintOf(pki.server.der),
      },
    ],
    uitgevers: () => [pki.persoonlijk.der, pki.systeem.der],
    throwaway: makeThrowaway,
    now: Date.now,
  }
}

/** The names of the attacks that were not refused as they should be. */
const failed = async (options: SelftestOptions): Promise<readonly string[]> => {
  const { geslaagd, onderdelen } = await runSelftest(options)
  const names = onderdelen.filter((part) => !part.geslaagd).map(({ naam }) => naam)
  expect(geslaagd).toBe(names.length === 0)
  return names
}

test('a listener with the gateway’s options and the gate passes every attack', async () => {
  const result = await runSelftest(await setup())
  expect(result.onderdelen.filter((part) => !part.geslaagd)).toEqual([])
  expect(result).toMatchObject({ geslaagd: true, at: expect.any(Number) })
  expect(result.onderdelen.length).toBeGreaterThanOrEqual(15)
})

/** What plain Node would do: the flag and nothing else. */
const trusting: Handler = (request, response) => {
  const { socket } = request
  if (socket instanceof TLSSocket && socket.authorized) response.end('in')
  else refuse(response, 'SL101')
}

test.each<[string, Handler, ServerOptions, RegExp]>([
  [
    'a gate that is open',
    (_, response) => response.end('in'),
    {},
    /^portaal: geen certificaat \(TLSv1\.2\)/,
  ],
  [
    'a refusal that is no problem document',
    (_, response) => {
      response.writeHead(401)
      response.end('{"code":"SL101"}')
    },
    {},
    /^portaal: geen certificaat/,
  ],
  [
    'a gate that believes headers',
    (request, response) => {
      if (request.headers['x-ssl-client-verify'] === 'SUCCESS') response.end('in')
      else gate(request, response)
    },
    {},
    /vervalste kopregels/,
  ],
  [
    'a gate that judges the host first',
    (request, response) => {
      if (request.headers.host !== 'localhost') refuse(response, 'SL514')
      else gate(request, response)
    },
    {},
    /vreemde host/,
  ],
  ['a gate that does not tell strangers apart', trusting, {}, /vreemde uitgever/],
  [
    'trust in the name of an issuer',
    (request, response) => {
      const der = peerOf(request.socket)?.der
      const issuer = der === undefined ? '' : new X509Certificate(der).issuer
      if (issuer === pki.persoonlijk.cert.subject) response.end('in')
      else gate(request, response)
    },
    {},
    /uitgever met dezelfde naam \(1\)/,
  ],
  [
    'resumed sessions',
    gate,
    { secureOptions: constants.SSL_OP_NO_RENEGOTIATION },
    /tweede verbinding zonder certificaat/,
  ],
  [
    'resumed sessions that are believed',
    trusting,
    { secureOptions: constants.SSL_OP_NO_RENEGOTIATION },
    /tweede verbinding zonder certificaat \(TLSv1\.3\)/,
  ],
  ['renegotiation', gate, { secureOptions: constants.SSL_OP_NO_TICKET }, /heronderhandeling/],
  [
    'TLS 1.1',
    gate,
    {
      minVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      sigalgs: 'ECDSA+SHA1:ECDSA+SHA256:RSA+SHA256',
    },
    /TLS 1\.1/,
  ],
  ['weak suites', gate, { ciphers: 'ALL:@SECLEVEL=0' }, /zwakke versleuteling/],
])('%s is found', async (_, handler, change, expected) => {
  const names = await failed(await setup(handler, change))
  expect(names.join('\n')).toMatch(expected)
})

test('another server certificate than the one in force is found', async () => {
  const options = await setup()
  const targets = options
    .targets()
    .map((target) => ({ ...target, fingerprint: fingerprintOf(pki.persoonlijk.der) }))
  expect(await failed({ ...options, targets: () => targets })).toEqual([
    'portaal: servercertificaat',
  ])
})

test('a listener that is away fails every attack, and no listener at all fails too', async () => {
  const options = await setup()
  const targets = options.targets().map((target) => ({ ...target, port: 1 }))
  const result = await runSelftest({ ...options, targets: () => targets })
  expect(result.onderdelen.some(({ kreeg }) => kreeg === 'ECONNREFUSED')).toBe(true)
  expect(result.geslaagd).toBe(false)
  expect(await runSelftest({ ...options, targets: () => [] })).toMatchObject({ geslaagd: false })
})

test('certificates that cannot be made are a failed zelftest, not a crash', async () => {
  const options = await setup()
  const result = await runSelftest({
    ...options,
    throwaway: () => Promise.reject(new Error('no entropy')),
  })
  expect(result).toMatchObject({
    geslaagd: false,
    onderdelen: [{ naam: 'zelftest', kreeg: 'no entropy' }],
  })
})

test('the throwaway CA has the very bytes of the issuer’s name, and another key', async () => {
  const { cert } = await makeThrowaway(Date.now(), pki.persoonlijk.der)
  const [leaf = '', ca = ''] = cert.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
  const made = new X509Certificate(ca)
  const original = pki.persoonlijk.cert
  expect(made.subject).toBe(original.subject)
  expect(new X509Certificate(leaf).checkIssued(original)).toBe(true)
  expect(new X509Certificate(leaf).verify(made.publicKey)).toBe(true)
  expect(new X509Certificate(leaf).verify(original.publicKey)).toBe(false)
})

/** Cuts off the first connections of those that come to `port`, as a full machine does. */
async function cutting(port: number, cuts: number): Promise<number> {
  let left = cuts
  const between = createPlainServer((socket) => {
    if (left-- > 0) socket.resetAndDestroy()
    else socket.pipe(connectPlain(port, '127.0.0.1')).pipe(socket)
    socket.on('error', () => undefined)
  })
  plainServers.push(between)
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  return (between.address() as AddressInfo).port
}

const plainServers: PlainServer[] = []
afterEach(() => {
  for (const server of plainServers.splice(0)) server.close()
})

test.each([
  ['passes when the connections that failed are answered at a later try', 12, true],
  ['fails when no connection gets through', Infinity, false],
])('H1: the zelftest %s', async (_, cuts, expected) => {
  const options = await setup()
  const [target] = options.targets()
  const port = await cutting(target?.port ?? 0, cuts)
  const targets = () => options.targets().map((one) => ({ ...one, port }))
  const { geslaagd } = await runSelftest({ ...options, targets })
  expect(geslaagd).toBe(expected)
})

test('H1: a forged certificate whose header and handshake come in one piece gets its answer at a later try', async () => {
  const server = createServer(listenerOptions(pair, trust, limits), gate)
  expectProxyHeader(server, { isBalancer: () => true, headerMs: 5000 })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Held up as the first of several processes may do, so that the server of this thread gets both at once.
  const heldMs = 100
  const between = createPlainServer({ pauseOnConnect: true }, (socket) => {
    const on = connectPlain((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => undefined)
    on.on('error', () => undefined)
    setTimeout(() => {
      socket.pipe(on).pipe(socket)
      socket.resume()
    }, heldMs)
  })
  plainServers.push(between)
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  const { port } = between.address() as AddressInfo
  const options = await setup()
  const targets = () => options.targets().map((one) => ({ ...one, port, prelude: localHeader }))
  const { onderdelen } = await runSelftest({ ...options, targets })
  const lookalikes = onderdelen.filter(({ naam }) => naam.includes('dezelfde naam'))
  expect(lookalikes.map(({ kreeg }) => kreeg)).toEqual(['401 SL102', '401 SL102'])
})
