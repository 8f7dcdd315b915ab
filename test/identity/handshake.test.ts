import { connect, createServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { describe, expect, test } from '@jest/globals'
import type { Leaf, CertificateSoort } from '../../gateway/identity/identity.ts'
import { buildTrust, readLeaf, type Trust } from '../../gateway/identity/trust.ts'
import {
  makeCa,
  makeLeaf,
  makePki,
  makeSelfSigned,
  type Leaf as Client,
} from '../support/certificates.ts'
import { devProfile } from '../support/profiles.ts'

const pki = makePki()
const later = Date.now() + 365 * 24 * 3600_000

function makeTrust(): Trust {
  const result = buildTrust(
    [
      devProfile('persoonlijk', { uitgevers: [pki.persoonlijk], ankers: [pki.root] }),
      devProfile('systeem', { uitgevers: [pki.systeem], ankers: [pki.root] }),
    ],
    { at: Date.now() },
  )
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.trust
}
const trust = makeTrust()

interface Met {
  /** What OpenSSL said of the chain. */
  readonly authorized: boolean
  readonly leaf: Leaf
}

/** One handshake over a real connection, with a listener of this kind. */
async function meet(
  soort: CertificateSoort,
  client: Pick<Client, 'chainPem' | 'keyPem'>,
): Promise<Met> {
  const { chainPem: cert, keyPem: key } = pki.server
  const ca = [...trust.caFor(soort)]
  const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: false })
  const met = new Promise<Met>((resolve) => {
    server.once('secureConnection', (socket: TLSSocket) => {
      const der = socket.getPeerX509Certificate()?.raw ?? Buffer.alloc(0)
      resolve({ authorized: socket.authorized, leaf: readLeaf(trust, der) })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const socket = connect({
    port,
    ca: [pki.root.pem],
    servername: 'localhost',
    cert: client.chainPem,
    key: client.keyPem,
  })
  socket.on('error', () => undefined)
  try {
    return await met
  } finally {
    socket.destroy()
    await new Promise<unknown>((resolve) => server.close(resolve))
  }
}

describe('what OpenSSL says of the chain, and what is read in the leaf', () => {
  test.each<[string, CertificateSoort, CertificateSoort]>([
    ['its own kind', 'persoonlijk', 'persoonlijk'],
    ['the other kind, which is recognised for what it is (SL108)', 'persoonlijk', 'systeem'],
    ['the other kind, the other way round', 'systeem', 'persoonlijk'],
  ])('agree on %s', async (_, listener, soort) => {
    const client = soort === 'systeem' ? pki.clients.systeem : pki.clients.indiener
    const { authorized, leaf } = await meet(listener, client)
    expect(authorized).toBe(true)
    expect(leaf.identity).toMatchObject({ soort, agbCode: '12000001' })
  })

  test('agree on a leaf that comes without its uitgever, which the listener holds (A21)', async () => {
    const { pem: chainPem, keyPem } = pki.clients.indiener
    expect(await meet('persoonlijk', { chainPem, keyPem })).toMatchObject({ authorized: true })
  })

  const namesake = makeCa({
    name: 'Test CA persoonlijk',
    issuer: makeCa({ name: 'Test Root CA' }),
  })
  test.each<[string, Client]>([
    ['self-signed', makeSelfSigned()],
    [
      'self-signed and not valid yet, which Node reports as a date (T23)',
      makeSelfSigned({ validFrom: later, validTo: later + 1000 }),
    ],
    ['of a CA with the name of a trusted one', makeLeaf(namesake)],
    ['signed by the root, which lists it in no profile', makeLeaf(pki.root)],
  ])('never give an issuer to a leaf that is %s', async (_, client) => {
    expect((await meet('persoonlijk', client)).leaf).toMatchObject({
      issuer: undefined,
      identity: undefined,
    })
  })

  test.each<[string, Client]>([
    ['no extended key usage (A08)', makeLeaf(pki.persoonlijk, { eku: null })],
    ['CA:TRUE (A07)', makeLeaf(pki.persoonlijk, { isCa: true })],
    ['version 1 (A11)', makeLeaf(pki.persoonlijk, { version: 1 })],
  ])('differ on %s: OpenSSL accepts it, the rules do not', async (_, client) => {
    const { authorized, leaf } = await meet('persoonlijk', client)
    expect(authorized).toBe(true)
    expect(leaf.issuer).toBeDefined()
    expect(leaf.identity).toBeUndefined()
  })
})
