import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { peerOf } from '../../gateway/tls/peer.ts'
import { makeCa, makeLeaf, makeSelfSigned } from '../support/certificates.ts'
import type { Leaf } from '../support/certificates.ts'
import { ask, clientOptions, listen, open, pki } from './support.ts'
import type { Listener } from './support.ts'

let listener: Listener
beforeAll(async () => {
  listener = await listen()
})
afterAll(() => listener.stop())

const day = 24 * 3600_000
const sameName = makeCa({ name: 'Test CA persoonlijk' })
const fingerprint = (leaf: Leaf) => createHash('sha256').update(leaf.der).digest('hex')

test.each<[string, Leaf, boolean]>([
  ['a good certificate', pki.clients.indiener, true],
  ['a certificate of the other kind', pki.clients.systeem, true],
  ['a certificate of a stranger', makeLeaf(makeCa({ name: 'Stranger' })), false],
  ['a certificate of a CA with the same name', makeLeaf(sameName), false],
  ['a self-signed certificate', makeSelfSigned(), false],
  [
    'a self-signed certificate of the future',
    makeSelfSigned({ validFrom: Date.now() + day, validTo: Date.now() + 2 * day }),
    false,
  ],
  ['an expired certificate', makeLeaf(pki.persoonlijk, { validTo: Date.now() - 1000 }), false],
  [
    'a certificate with a broken signature',
    makeLeaf(pki.persoonlijk, { signingKey: sameName.key }),
    false,
  ],
])('%s is present, and its chain accepted or not', async (_, leaf, accepted) => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await open(clientOptions(listener.port, leaf, version))
    const answer = await ask(socket)
    expect(answer).toContain(JSON.stringify({ fingerprint: fingerprint(leaf), accepted }))
    socket.destroy()
  }
})

test('no certificate is no peer, whatever the error says', async () => {
  const socket = await open(clientOptions(listener.port))
  expect(await ask(socket)).toContain('{"fingerprint":null,"accepted":null}')
  socket.destroy()
})

test('a plain socket and one that cannot be read have no peer', () => {
  expect(peerOf(new Socket())).toBeUndefined()
  const broken = Object.assign(new TLSSocket(new Socket()), {
    getPeerX509Certificate: () => {
      throw new Error('unreadable')
    },
  })
  expect(peerOf(broken)).toBeUndefined()
})

/** A TLS socket that says what traps T1 and T4 make Node say. */
const lying = (reused: boolean, raw: Buffer | undefined) =>
  Object.assign(new TLSSocket(new Socket()), {
    authorized: true,
    isSessionReused: () => reused,
    getPeerX509Certificate: () => (raw === undefined ? undefined : { raw }),
  })

test('authorized without a certificate is no peer, and authorized by resumption is not accepted', () => {
  const { der } = pki.clients.indiener
  expect(peerOf(lying(true, undefined))).toBeUndefined()
  expect(peerOf(lying(false, Buffer.alloc(0)))).toBeUndefined()
  expect(peerOf(lying(true, der))?.chainAccepted).toBe(false)
  expect(peerOf(lying(false, der))?.chainAccepted).toBe(true)
})

test('what was read first holds for the whole connection', () => {
  const socket = lying(false, pki.clients.indiener.der)
  const first = peerOf(socket)
  Object.assign(socket, { authorized: false, getPeerX509Certificate: () => undefined })
  expect(peerOf(socket)).toBe(first)
})

test('of one certificate on many connections the bytes are kept once, the verdict of each handshake apart', () => {
  const { der } = pki.clients.indiener
  const present = (authorized: boolean, raw: Buffer) =>
    peerOf(
      Object.assign(new TLSSocket(new Socket()), {
        getPeerX509Certificate: () => ({ raw }),
        isSessionReused: () => false,
        authorized,
      }),
    )
  const [good, bad] = [present(true, Buffer.from(der)), present(false, Buffer.from(der))]
  expect(good?.der).toEqual(der)
  expect(bad?.der).toBe(good?.der)
  expect([good?.chainAccepted, bad?.chainAccepted]).toEqual([true, false])
  const large = Buffer.alloc(5_000, 1)
  expect(present(true, large)?.der).toBe(large)
  expect(present(true, Buffer.from(large))?.der).not.toBe(large)
})
