import { describe, expect, test } from '@jest/globals'
import type { Certificate } from '../../gateway/certificate/certificate.ts'
import { readCertificate } from '../../gateway/certificate/read.ts'
import { anchorProblems, issuerProblems, leafProblems } from '../../gateway/certificate/rules.ts'
import { makeCa, makeLeaf, purpose, type LeafOptions } from '../support/certificates.ts'

const root = makeCa({ name: 'Test Root CA' })
const ca = makeCa({ issuer: root })

const extension = (oid: string, critical: boolean) => ({
  oid,
  critical,
  der: Buffer.from([5, 0]),
})

describe('rules for every leaf', () => {
  test.each<[string, LeafOptions, RegExp | undefined]>([
    ['a good certificate passes', {}, undefined],
    ['RSA 2048 passes', { keyType: 'RSA-2048' }, undefined],
    ['P-384 passes', { keyType: 'P-384' }, undefined],
    [
      'more purposes than clientAuth pass',
      { eku: [purpose.serverAuth, purpose.clientAuth] },
      undefined,
    ],
    [
      'an unknown extension that is not critical passes',
      { extraExtensions: [extension('2.999.7', false)] },
      undefined,
    ],
    ['version 1 (A11)', { version: 1 }, /versie 3/],
    ['a CA (A07)', { isCa: true }, /van een CA/],
    ['keyCertSign (A07)', { keyUsage: ['digitalSignature', 'keyCertSign'] }, /keyCertSign/],
    ['no key usage', { keyUsage: null }, /digitalSignature/],
    [
      'a signature card: nonRepudiation (A25)',
      { keyUsage: ['nonRepudiation'] },
      /digitalSignature/,
    ],
    [
      'a confidentiality card (A25)',
      { keyUsage: ['keyEncipherment', 'dataEncipherment'] },
      /digitalSignature/,
    ],
    ['no extended key usage (A08)', { eku: null }, /clientAuth/],
    ['an empty extended key usage (A09)', { eku: [] }, /clientAuth/],
    ['serverAuth only (A09)', { eku: [purpose.serverAuth] }, /clientAuth/],
    ['emailProtection only (A09)', { eku: [purpose.emailProtection] }, /clientAuth/],
    ['anyExtendedKeyUsage only (A10)', { eku: [purpose.any] }, /clientAuth/],
    ['RSA 1024 (A16)', { keyType: 'RSA-1024' }, /sleutel/],
    ['P-192 (A16)', { keyType: 'P-192' }, /sleutel/],
    ['Ed25519', { keyType: 'Ed25519' }, /sleutel/],
    ['a SHA-1 signature (A16)', { hash: 'sha1' }, /handtekening/],
    [
      'an unknown critical extension (A12)',
      { extraExtensions: [extension('2.999.7', true)] },
      /kritieke extensie/,
    ],
  ])('%s', (_, options, problem) => {
    const problems = leafProblems(readCertificate(makeLeaf(ca, options).der))
    if (problem === undefined) expect(problems).toEqual([])
    else expect(problems).toContainEqual(expect.stringMatching(problem))
  })

  test('each broken rule is told, and one only where one thing is wrong', () => {
    const rotten = makeLeaf(ca, { keyType: 'RSA-1024', eku: null, hash: 'sha1' })
    expect(leafProblems(readCertificate(rotten.der))).toHaveLength(3)
    expect(leafProblems(readCertificate(makeLeaf(ca, { eku: null }).der))).toHaveLength(1)
  })

  test.each<[string, Partial<Certificate>, number]>([
    ['RSA 2047', { publicKey: { type: 'rsa', bits: 2047 } }, 1],
    ['RSA 2048', { publicKey: { type: 'rsa', bits: 2048 } }, 0],
    ['P-521', { publicKey: { type: 'ec', curve: 'P-521' } }, 0],
    ['secp256k1', { publicKey: { type: 'ec', curve: 'secp256k1' } }, 1],
    ['DSA', { publicKey: { type: 'other', name: 'dsa' } }, 1],
    ['MD5', { signatureHash: 'md5' }, 1],
    ['SHA-512', { signatureHash: 'sha512' }, 0],
  ])('%s gives %#', (_, change, count) => {
    const certificate = { ...readCertificate(makeLeaf(ca).der), ...change }
    expect(leafProblems(certificate)).toHaveLength(count)
  })
})

describe('rules for CAs', () => {
  const certificate = readCertificate(ca.der)

  test('a good CA passes as uitgever, a good root as anker', () => {
    expect(issuerProblems(certificate)).toEqual([])
    expect(anchorProblems(readCertificate(root.der))).toEqual([])
  })

  test.each<[string, Partial<Certificate>, RegExp]>([
    ['version 1', { version: 1 }, /versie 3/],
    ['no CA', { isCa: false }, /niet van een CA/],
    ['no key usage', { keyUsage: undefined }, /keyCertSign/],
    ['a key usage without keyCertSign', { keyUsage: ['cRLSign'] }, /keyCertSign/],
    ['a weak key', { publicKey: { type: 'rsa', bits: 1024 } }, /sleutel/],
  ])('%s is refused for both', (_, change, problem) => {
    for (const problems of [issuerProblems, anchorProblems])
      expect(problems({ ...certificate, ...change })).toEqual([expect.stringMatching(problem)])
  })

  test('a SHA-1 signature is refused on an uitgever; nobody relies on that of an anker', () => {
    expect(issuerProblems({ ...certificate, signatureHash: 'sha1' })).toHaveLength(1)
    expect(anchorProblems({ ...certificate, signatureHash: 'sha1' })).toEqual([])
  })
})
