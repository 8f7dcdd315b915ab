import { X509Certificate } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCrl } from '../../gateway/revocation/parse-crl.ts'
import { hasSerial } from '../../gateway/revocation/serial-set.ts'
import { makeCa, makeCrl, makeKey } from '../support/certificates.ts'
import { crlNumber, der, entry, extension, integer, pemOf, rawCrl, time } from '../support/crl.ts'
import type { RawCrl } from '../support/crl.ts'
import { signingCaOf } from './support.ts'

const ca = makeCa()
const namesake = makeCa()
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const parse = (bytes: Uint8Array, cas = [ca]) => parseCrl(bytes, cas.map(signingCaOf))
const idp = (content: string): Buffer => extension(28, der(0x30, hex(content)), true)
const fullName = 'a00da00b8609' + Buffer.from('http://x/').toString('hex')

const good: RawCrl = {
  entries: [entry('0a'), entry('00ff', [extension(21, hex('0a0101'))])],
  extensions: [crlNumber('05'), extension(35, hex('3000'))],
}

test.each<[string, RawCrl]>([
  ['the baseline', {}],
  ['no entries at all', { entries: [] }],
  [
    'an entry with an unknown extension that is not critical',
    { entries: [entry('01', [extension(24, hex('0500'))])] },
  ],
  [
    'a certificate on hold, which is revoked as long as it is listed',
    { entries: [entry('01', [extension(21, hex('0a0106'))])] },
  ],
  [
    'an unknown extension that is not critical',
    { extensions: [crlNumber('05'), extension(46, hex('3000'))] },
  ],
  [
    'a distribution point that only says where the list is',
    { extensions: [crlNumber('05'), idp(fullName)] },
  ],
  [
    'a distribution point with everything spelled out as false',
    { extensions: [crlNumber('05'), idp(`${fullName}810100820100840100850100`)] },
  ],
  ['GeneralizedTime from 2050 on', { nextUpdate: time(Date.UTC(2051, 0)) }],
  ['no extensions', { extensions: null }],
  ['no number', { extensions: [extension(35, hex('3000'))] }],
  ['a number of 20 octets', { extensions: [crlNumber(`7f${'ab'.repeat(19)}`)] }],
])('reads a list with %s', (_, change) => {
  expect(parse(rawCrl(ca, { ...good, ...change }))).toHaveProperty('list')
})

test('tells what the list says', () => {
  const thisUpdate = Date.UTC(2026, 9, 1, 12)
  const nextUpdate = Date.UTC(2026, 9, 3, 12)
  const parsed = parse(
    rawCrl(ca, { ...good, thisUpdate: time(thisUpdate), nextUpdate: time(nextUpdate) }),
  )
  if ('problem' in parsed) throw new Error(parsed.problem)
  const { serials, ...rest } = parsed.list
  expect(rest).toEqual({
    keyId: signingCaOf(ca).keyId,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    number: 5n,
    thisUpdate,
    nextUpdate,
  })
  expect(serials.count).toBe(2)
  expect(['0a', '00ff', 'ff', '0b', '0a00'].map((serial) => hasSerial(serials, serial))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})

test.each<[string, RawCrl, RegExp]>([
  ['another key with the same name', { signingKey: makeKey('P-256') }, /handtekening/],
  ['another issuer', { issuer: der(0x30) }, /andere uitgever/],
  ['SHA-1', { algorithm: 'ecdsa-sha1' }, /methode die hier niet telt/],
  ['two signature algorithms', { innerAlgorithm: 'ecdsa-sha384' }, /twee verschillende/],
  ['version 1', { version: null, extensions: null }, /versie 2/],
  ['version 3', { version: integer('02') }, /versie 2/],
  ['no nextUpdate', { nextUpdate: null }, /nextUpdate/],
  ['an end before its begin', { nextUpdate: time(Date.now() - 7200_000) }, /eindigt voordat/],
  [
    'a date that does not exist',
    { nextUpdate: der(0x17, Buffer.from('300231000000Z')) },
    /tijdstip/,
  ],
  ['a time without seconds', { nextUpdate: der(0x17, Buffer.from('3002010000Z')) }, /tijdstip/],
  [
    'a minute of 75 seconds',
    { nextUpdate: der(0x17, Buffer.from('300201123075Z')) },
    /tijdstip dat niet bestaat/,
  ],
  [
    'a time with an offset',
    { nextUpdate: der(0x17, Buffer.from('300201000000+0100')) },
    /tijdstip/,
  ],
  ['a negative number', { extensions: [crlNumber('85')] }, /crlNumber/],
  ['a number of 21 octets', { extensions: [crlNumber(`01${'00'.repeat(20)}`)] }, /crlNumber/],
  ['two numbers', { extensions: [crlNumber('05'), crlNumber('06')] }, /twee keer/],
  [
    'a delta indicator',
    { extensions: [crlNumber('05'), extension(27, integer('04'), true)] },
    /deltalijst/,
  ],
  [
    'a delta indicator that is not critical',
    { extensions: [crlNumber('05'), extension(27, integer('04'))] },
    /deltalijst/,
  ],
  ['only user certificates', { extensions: [crlNumber('05'), idp('8101ff')] }, /gedeeltelijk/],
  ['only CA certificates', { extensions: [crlNumber('05'), idp('8201ff')] }, /gedeeltelijk/],
  ['only some reasons', { extensions: [crlNumber('05'), idp('83020640')] }, /gedeeltelijk/],
  ['only attribute certificates', { extensions: [crlNumber('05'), idp('8501ff')] }, /gedeeltelijk/],
  [
    'an indirect distribution point',
    { extensions: [crlNumber('05'), idp(`${fullName}8401ff`)] },
    /indirect/,
  ],
  [
    'a distribution point relative to the issuer',
    { extensions: [crlNumber('05'), idp('a002a100')] },
    /gedeeltelijk/,
  ],
  [
    'an unknown critical extension',
    { extensions: [crlNumber('05'), extension(46, hex('3000'), true)] },
    /onbekende kritieke/,
  ],
  [
    'an unknown critical extension of a private OID',
    { extensions: [crlNumber('05'), extension('2b060104018237', hex('0500'), true)] },
    /onbekende kritieke/,
  ],
  [
    'a certificateIssuer in an entry',
    { entries: [entry('01', [extension(29, hex('3000'), true)])] },
    /indirect/,
  ],
  ['removeFromCRL', { entries: [entry('01', [extension(21, hex('0a0108'))])] }, /removeFromCRL/],
  [
    'an unknown critical extension in an entry',
    { entries: [entry('01', [extension(24, hex('0500'), true)])] },
    /onbekende kritieke/,
  ],
  ['an entry without a date', { entries: [der(0x30, integer('01'))] }, /geen geldige/],
  [
    'an entry with an empty serial',
    { entries: [der(0x30, integer(''), time(Date.now()))] },
    /leeg serienummer/,
  ],
  ['an entry that is no SEQUENCE', { entries: [integer('01')] }, /geen geldige/],
  ['something after the extensions', { afterExtensions: integer('01') }, /meer in dan verwacht/],
  ['a boolean that is no DER', { extensions: [crlNumber('05'), idp('810101')] }, /waarheidswaarde/],
])('refuses a list with %s', (_, change, problem) => {
  expect(parse(rawCrl(ca, { ...good, ...change }))).toEqual({
    problem: expect.stringMatching(problem),
  })
})

test.each<[string, (list: Buffer) => Uint8Array, RegExp]>([
  ['nothing', () => Buffer.alloc(0), /leeg/],
  ['a page of HTML', () => Buffer.from('<html><body>404</body></html>'), /geen intrekkingslijst/],
  ['text with dashes', () => Buffer.from('----- hallo -----'), /PEM-blok/],
  ['a certificate', () => Buffer.from(ca.pem), /X509 CRL/],
  ['the label that OpenSSL does not read', (list) => Buffer.from(pemOf(list, 'CRL')), /X509 CRL/],
  ['two PEM blocks', (list) => Buffer.from(pemOf(list) + pemOf(list)), /meer dan één/],
  ['half a PEM block', (list) => Buffer.from(pemOf(list).slice(0, 300)), /niet af/],
  [
    'PEM with a wrong character',
    (list) => Buffer.from(pemOf(list).replace(/\n[A-Za-z]/, '\n*')),
    /base64/,
  ],
  [
    'PEM with a character missing',
    (list) => Buffer.from(pemOf(list).replace(/\n[A-Za-z]/, '\n')),
    /base64/,
  ],
  [
    'PEM with padding in the middle',
    (list) => Buffer.from(pemOf(list).replace(/\n[A-Za-z]/, '\n=')),
    /base64/,
  ],
  ['half of the DER', (list) => list.subarray(0, list.length / 2), /te vroeg/],
  ['octets after the DER', (list) => Buffer.concat([list, Buffer.from([0])]), /meer in dan/],
  ['an indefinite length', () => hex('30800000'), /onbepaalde lengte/],
  ['UTF-16', (list) => Buffer.from(pemOf(list), 'utf16le'), /geen intrekkingslijst/],
])('refuses %s', (_, change, problem) => {
  expect(parse(change(rawCrl(ca, good)))).toEqual({ problem: expect.stringMatching(problem) })
})

test('reads PEM with Windows line ends and text around it', () => {
  const pem = `Certificate Revocation List\n${pemOf(rawCrl(ca, good))}done`.replaceAll('\n', '\r\n')
  expect(parse(Buffer.from(pem))).toHaveProperty('list')
})

test('never accepts a list with one octet changed, and never throws', () => {
  const list = rawCrl(ca, good)
  fc.assert(
    fc.property(fc.nat(list.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = Buffer.from(list)
      changed.writeUInt8(changed.readUInt8(at) ^ by, at)
      expect(parse(changed)).toHaveProperty('problem')
    }),
    { numRuns: 500 },
  )
})

test('never throws on any octets', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(parse(bytes)).toHaveProperty('problem')
      expect(parse(Buffer.concat([hex('3081c8'), bytes]))).toHaveProperty('problem')
    }),
  )
})

test('finds the right CA of two with the same name', () => {
  for (const signer of [ca, namesake]) {
    const parsed = parse(makeCrl(signer).der, [ca, namesake])
    expect(parsed).toMatchObject({ list: { keyId: signingCaOf(signer).keyId } })
  }
  expect(parse(makeCrl(namesake).der, [ca])).toEqual({
    problem: expect.stringMatching(/handtekening/),
  })
})

test.each([
  ['P-384', 'ecdsa-sha384'],
  ['RSA-2048', 'rsa-sha256'],
  ['RSA-2048', 'rsa-sha512'],
  ['RSA-3072', 'pss-sha256'],
] as const)('takes a list signed with %s by %s', (keyType, algorithm) => {
  const signer = makeCa({ keyType })
  expect(new X509Certificate(signer.der).publicKey).toBeDefined()
  expect(parse(rawCrl(signer, { ...good, algorithm }), [signer])).toHaveProperty('list')
})

test.each([
  ['RSA-1024', 'rsa-sha256'],
  ['RSA-2048', 'rsa-sha1'],
  ['P-192', 'ecdsa-sha256'],
] as const)('refuses a list signed with %s by %s', (keyType, algorithm) => {
  const signer = makeCa({ keyType })
  expect(parse(rawCrl(signer, { ...good, algorithm }), [signer])).toHaveProperty('problem')
})
