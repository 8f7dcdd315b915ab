import { X509Certificate, createPrivateKey } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { makeThrowaway } from '../../gateway/operations/throwaway.ts'
import { makeCa } from '../support/certificates.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

/** The leaf and its CA, of a PEM chain. */
function read(chain: string): readonly [X509Certificate, X509Certificate] {
  const [leaf = '', ca = ''] = chain.split(/(?<=-----END CERTIFICATE-----)\s+/)
  return [new X509Certificate(leaf), new X509Certificate(ca)]
}

describe('a certificate of nobody', () => {
  test('is a client certificate under a CA of its own, for a day around now, with its key', async () => {
    const { cert, key } = await makeThrowaway(now)
    const [leaf, ca] = read(cert)
    expect(leaf.verify(ca.publicKey)).toBe(true)
    expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect([leaf.ca, ca.ca]).toEqual([false, true])
    expect(ca.subject).toBe('CN=Sluis zelftest CA')
    expect(Date.parse(leaf.validFrom)).toBe(now - 43_200_000)
    expect(Date.parse(leaf.validTo)).toBe(now + 43_200_000)
  })

  test('under a CA that bears the name of another one differs from it by its key', async () => {
    const real = makeCa()
    const [leaf, ca] = read((await makeThrowaway(now, real.der)).cert)
    const trusted = new X509Certificate(real.der)
    expect(ca.subject).toBe(trusted.subject)
    expect(leaf.issuer).toBe(trusted.subject)
    expect(leaf.verify(trusted.publicKey)).toBe(false)
  })

  test('is another one each time', async () => {
    const [one, other] = await Promise.all([makeThrowaway(now), makeThrowaway(now)])
    expect(one.key).not.toBe(other.key)
  })
})
