import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { tryReadCertificate } from '../../gateway/certificate/read.ts'
import { readOtherwise } from '../../gateway/operations/second-reading.ts'
import {
  basicConstraints,
  certificatePolicies,
  extendedKeyUsage,
  keyUsage,
  purpose,
} from '../../scripts/certs/extensions.ts'
import { issue } from '../../scripts/certs/issue.ts'
import { makeKey } from '../../scripts/certs/key.ts'
import { attribute } from '../../scripts/certs/name.ts'

/** Made once: what differs is what is certified, not the key. */
const keys = [makeKey('P-256'), makeKey('P-384'), makeKey('Ed25519')] as const

const entry = fc.record({
  oid: fc.constantFrom(...Object.values(attribute)),
  value: fc.oneof(
    fc.constantFrom('A. de Vries', 'Zoë Ÿ', '10000001', 'AG:NL-12000001', '漢字', ''),
    fc.string({ maxLength: 20 }),
  ),
})
const usages = fc.uniqueArray(
  fc.constantFrom(
    'digitalSignature' as const,
    'nonRepudiation' as const,
    'keyEncipherment' as const,
    'keyAgreement' as const,
    'keyCertSign' as const,
    'cRLSign' as const,
  ),
  { minLength: 1 },
)
const oids = fc.uniqueArray(fc.constantFrom(...Object.values(purpose), '1.2.3.4', '2.999.1'), {
  minLength: 1,
})
const policies = fc.uniqueArray(
  fc.constantFrom('2.16.528.1.1003.1.2.8.4', '2.16.528.1.1003.1.2.8.5', '2.5.29.32.0'),
  { minLength: 1 },
)
const some = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(one, { nil: undefined })

const moment = fc.integer({
  min: Date.UTC(1951, 0) / 1000,
  max: Date.UTC(2200, 0) / 1000,
})
const request = fc.record({
  subject: fc.array(fc.oneof(entry, fc.array(entry, { minLength: 2, maxLength: 3 })), {
    maxLength: 6,
  }),
  key: fc.constantFrom(...keys),
  validFrom: moment.map((seconds) => seconds * 1000),
  validTo: moment.map((seconds) => seconds * 1000),
  serial: fc
    .bigInt({ min: 1n, max: (1n << 127n) - 1n })
    .map((serial) => serial.toString(16))
    .map((hex) => hex.padStart(hex.length + (hex.length % 2), '0'))
    .map((hex) => (parseInt(hex.slice(0, 2), 16) > 0x7f ? `00${hex}` : hex)),
  extensions: fc
    .record({
      ca: some(fc.boolean().map((isCa) => basicConstraints(isCa))),
      usage: some(usages.map((names) => keyUsage(names))),
      purposes: some(oids.map((found) => extendedKeyUsage(found))),
      policies: some(policies.map((found) => certificatePolicies(found))),
    })
    .map((all) => Object.values(all).flatMap((one) => one ?? [])),
})
const signer = { name: [{ oid: attribute.commonName, value: 'CA' }], key: keys[0] }

test('our reading and that of @peculiar/x509 are the same of two thousand certificates', () => {
  let read = 0
  fc.assert(
    fc.property(request, (asked) => {
      const { der } = issue(asked, signer)
      if (tryReadCertificate(der) !== undefined) read += 1
      expect(readOtherwise(der)).toEqual([])
    }),
    { numRuns: 2000 },
  )
  expect(read).toBeGreaterThan(1900)
})

test('bytes that are no certificate are not told of', () => {
  expect(readOtherwise(Buffer.from('3000', 'hex'))).toEqual([])
})
