import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connect as connectPlain, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { SecureVersion, TLSSocket } from 'node:tls'
import {
  cipherSuites,
  groups,
  listenerOptions,
  secureContextOptions,
} from '../../gateway/tls/options.ts'
import { ask, clientOptions, handshakeError, listen, open, pki, trust } from './support.ts'
import type { Listener } from './support.ts'

let listener: Listener
beforeAll(async () => {
  listener = await listen()
})
afterAll(() => listener.stop())

const versions: SecureVersion[] = ['TLSv1.2', 'TLSv1.3']
const indiener = pki.clients.indiener

test.each(versions)('%s is spoken, with the peer read from the connection', async (version) => {
  const socket = await open(clientOptions(listener.port, indiener, version))
  expect(socket.authorized).toBe(true)
  expect(socket.getProtocol()).toBe(version)
  expect(await ask(socket)).toContain(`"accepted":true`)
  socket.destroy()
})

test.each<SecureVersion>(['TLSv1', 'TLSv1.1'])('%s is refused by the server', async (version) => {
  const error = await handshakeError({
    ...clientOptions(listener.port, indiener, version),
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  expect(error).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
})

test.each(cipherSuites.filter((suite) => !suite.startsWith('TLS_') && suite.includes('ECDSA')))(
  'the suite %s is offered',
  async (ciphers) => {
    const options = { ...clientOptions(listener.port, indiener, 'TLSv1.2'), ciphers }
    expect(await handshakeError(options)).toBe('connected')
  },
)

test.each([
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'AES128-GCM-SHA256',
  'AES256-SHA',
  'DHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-CCM8',
  'ECDHE-ECDSA-CAMELLIA256-SHA384',
])('the suite %s is refused', async (suite) => {
  const options = {
    ...clientOptions(listener.port, indiener, 'TLSv1.2'),
    ciphers: `${suite}:@SECLEVEL=0`,
  }
  expect(await handshakeError(options)).toMatch(/HANDSHAKE_FAILURE/)
})

test.each(['P-224', 'secp256k1'])('the group %s is refused', async (ecdhCurve) => {
  const options = { ...clientOptions(listener.port, indiener), ecdhCurve }
  expect(await handshakeError(options)).toMatch(/HANDSHAKE_FAILURE|ERR_SSL/)
})

test('SHA-1 signatures are refused', async () => {
  const options = {
    ...clientOptions(listener.port, indiener, 'TLSv1.2'),
    sigalgs: 'ECDSA+SHA1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
  }
  expect(await handshakeError(options)).toMatch(/ALERT/)
})

test('the groups are those this OpenSSL has, the hybrid one first where it is', () => {
  expect(groups).toEqual(expect.arrayContaining(['X25519', 'P-256', 'P-384']))
  let hybrid = true
  try {
    createSecureContext({ ecdhCurve: 'X25519MLKEM768' })
  } catch {
    hybrid = false
  }
  expect(groups[0] === 'X25519MLKEM768').toBe(hybrid)
})

test.each<[SecureVersion, boolean]>([
  ['TLSv1.2', true],
  ['TLSv1.3', true],
  ['TLSv1.2', false],
  ['TLSv1.3', false],
])('a %s session is not resumed (with a certificate: %s)', async (version, withCertificate) => {
  const options = clientOptions(listener.port, withCertificate ? indiener : undefined, version)
  const first = await open(options)
  const sessions: Buffer[] = []
  first.on('session', (session: Buffer) => sessions.push(session))
  await ask(first)
  const session = sessions.at(-1) ?? first.getSession()
  first.destroy()
  expect(session?.length).toBeGreaterThan(0)
  // The thief of a session has no certificate of his own.
  const thief = await open({
    ...clientOptions(listener.port, undefined, version),
    ...(session === undefined ? {} : { session }),
  })
  expect(thief.isSessionReused()).toBe(false)
  expect(await ask(thief)).toContain('{"fingerprint":null,"accepted":null}')
  thief.destroy()
})

test('renegotiation with a second certificate fails and the first stays the peer', async () => {
  const socket = await open(clientOptions(listener.port, indiener, 'TLSv1.2'))
  const before = await ask(socket)
  const outcome = await new Promise<string>((resolve) => {
    socket.once('error', (error: Error) => {
      resolve(error.message)
    })
    socket.once('close', () => {
      resolve('closed')
    })
    socket.setKeyCert(
      createSecureContext({ cert: pki.clients.lezer.chainPem, key: pki.clients.lezer.keyPem }),
    )
    const started = socket.renegotiate({ rejectUnauthorized: false }, (error) => {
      resolve(error === null ? 'renegotiated' : error.message)
    })
    if (started === false) resolve('not started')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  })
  expect(before).toContain('"accepted":true')
  expect(outcome).toMatch(/no renegotiation/i)
  socket.destroy()
})

test.each([
  [['http/1.1'], 'http/1.1'],
  [['h2', 'http/1.1'], 'http/1.1'],
])('ALPN %j gives %s', async (ALPNProtocols, expected) => {
  const socket = await open({ ...clientOptions(listener.port, indiener), ALPNProtocols })
  expect(socket.alpnProtocol).toBe(expected)
  socket.destroy()
})

test('ALPN h2 alone is refused', async () => {
  const options = { ...clientOptions(listener.port, indiener), ALPNProtocols: ['h2'] }
  expect(await handshakeError(options)).toMatch(/NO_APPLICATION_PROTOCOL/)
})

test('plain HTTP on the TLS port gets no answer in HTTP', async () => {
  const socket = connectPlain(listener.port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString()))
  socket.on('error', () => undefined)
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await new Promise((resolve) => socket.once('close', resolve))
  expect(text).not.toMatch(/HTTP\//)
})

test('clients are told the anchor and the own issuing CA, and never the other kind', async () => {
  const request = certificateRequest(await recordServerFlight(listener.port))
  expect(request.includes('Test Root CA')).toBe(true)
  expect(request.includes('Test CA persoonlijk')).toBe(true)
  expect(request.includes('Test CA systeem')).toBe(false)
})

/** The CertificateRequest (RFC 5246 7.4.4) among the handshake messages of a server's first flight. */
function certificateRequest(flight: Buffer): Buffer {
  const fragments: Buffer[] = []
  for (let at = 0; at + 5 <= flight.length && flight[at] === 22;) {
    const end = at + 5 + flight.readUInt16BE(at + 3)
    fragments.push(flight.subarray(at + 5, end))
    at = end
  }
  const messages = Buffer.concat(fragments)
  for (let at = 0; at + 4 <= messages.length;) {
    const end = at + 4 + messages.readUIntBE(at + 1, 3)
    if (messages[at] === 13) return messages.subarray(at, end)
    at = end
  }
  throw new Error('the server asked for no certificate')
}

/** What the server sends in the clear in a TLS 1.2 handshake, where the list of CA names is readable. */
async function recordServerFlight(port: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  const proxy = createServer((inbound) => {
    const outbound = connectPlain(port, '127.0.0.1')
    outbound.on('data', (chunk) => {
      chunks.push(chunk)
      inbound.write(chunk)
    })
    inbound.on('data', (chunk) => outbound.write(chunk))
    for (const socket of [inbound, outbound]) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        inbound.destroy()
        outbound.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port: through } = proxy.address() as AddressInfo
  const socket: TLSSocket = await open(clientOptions(through, indiener, 'TLSv1.2'))
  socket.destroy()
  await new Promise((resolve) => proxy.close(resolve))
  return Buffer.concat(chunks)
}

test('a listener that would trust nobody is not made', () => {
  const pair = { cert: pki.server.chainPem, key: pki.server.keyPem }
  expect(() => secureContextOptions(pair, [])).toThrow('trusts no certificate authority')
})

test('public roots are never trusted: the trust is exactly what was given', () => {
  const pair = { cert: pki.server.chainPem, key: pki.server.keyPem }
  const limits = { handshakeMs: 1, headerMs: 1, requestMs: 1, idleMs: 1 }
  expect(listenerOptions(pair, trust, limits)).toMatchObject({
    ca: trust,
    requestCert: true,
    rejectUnauthorized: false,
  })
})
