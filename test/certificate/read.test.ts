import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Certificate } from '../../gateway/certificate/certificate.ts'
import { DerError } from '../../gateway/wire/der.ts'
import { openX509, publicKeyOf } from '../../gateway/certificate/open-x509.ts'
import { readCertificate, tryReadCertificate } from '../../gateway/certificate/read.ts'
import { serialFromPrinted } from '../../gateway/certificate/serial.ts'
import {
  attribute,
  encodeString,
  makeCa,
  makeKey,
  makeLeaf,
  type ExtensionData,
  type LeafOptions,
} from '../support/certificates.ts'
import { ecdsaSha256, hex, partsOf, resign, sequence, signed, value } from '../support/der.ts'
import { runs } from '../support/runs.ts'

const ca = makeCa()
const good = makeLeaf(ca)

const read = (options: LeafOptions): Certificate => readCertificate(makeLeaf(ca, options).der)
const extension = (oid: string, der: Uint8Array, critical = false): ExtensionData => ({
  oid,
  der,
  critical,
})
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The good leaf, its TBSCertificate changed and signed again. */
const changed = (change: (parts: Buffer[]) => readonly Uint8Array[]): Buffer =>
  resign(good.der, ca.key.privateKey, change)

const at = (index: number, replacement: Uint8Array) =>
  changed((parts) => parts.map((part, i) => (i === index ? replacement : part)))

describe('a good certificate', () => {
  const validFrom = Date.UTC(2026, 0, 1)
  const validTo = Date.UTC(2051, 11, 31, 23, 59, 59)
  const leaf = makeLeaf(ca, { validFrom, validTo, serial: '00ff12' })
  const spki = leaf.key.publicKey.export({ type: 'spki', format: 'der' })

  test('is read whole', () => {
    const text = (oid: string, type: string, value: string) => ({
      oid,
      type,
      text: value,
      multiValuedRdn: false,
    })
    expect(readCertificate(leaf.der)).toEqual({
      fingerprint: sha256(leaf.der),
      publicKeySha256: sha256(spki),
      serial: '00ff12',
      version: 3,
      validFrom,
      validTo,
      subject: [
        text('2.5.4.6', 'PrintableString', 'NL'),
        text('2.5.4.10', 'UTF8String', 'Tandartspraktijk De Sluis'),
        text('2.5.4.97', 'UTF8String', 'AG:NL-12000001'),
        text('2.5.4.5', 'PrintableString', '10000001'),
        text('2.5.4.3', 'UTF8String', 'A. de Vries'),
      ],
      otherNames: [],
      isCa: false,
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'],
      policies: ['2.999.1.1'],
      crlUrls: ['http://crl.sluis.example/ca.crl'],
      criticalExtensions: ['2.5.29.19', '2.5.29.15'],
      publicKey: { type: 'ec', curve: 'P-256' },
      signatureHash: 'sha256',
    })
  })

  test('agrees with OpenSSL on serial, validity and fingerprint', () => {
    const x509 = new X509Certificate(leaf.der)
    const certificate = readCertificate(leaf.der)
    expect(certificate.serial).toBe(`00${x509.serialNumber.toLowerCase()}`)
    expect(Date.parse(x509.validTo)).toBe(certificate.validTo)
    expect(x509.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(certificate.fingerprint)
  })
})

describe('what certificates may say', () => {
  test.each<[string, LeafOptions, Partial<Certificate>]>([
    ['no extensions, version 1', { version: 1 }, { version: 1, keyUsage: undefined, policies: [] }],
    ['basicConstraints CA', { isCa: true }, { isCa: true }],
    [
      'no key usages',
      { keyUsage: null, eku: null },
      { keyUsage: undefined, extendedKeyUsage: undefined },
    ],
    ['an empty extended key usage', { eku: [] }, { extendedKeyUsage: [] }],
    [
      'a key usage of two octets',
      { keyUsage: ['digitalSignature', 'keyCertSign', 'decipherOnly'] },
      { keyUsage: ['digitalSignature', 'keyCertSign', 'decipherOnly'] },
    ],
    ['two policies', { policies: ['2.999.1', '2.999.2'] }, { policies: ['2.999.1', '2.999.2'] }],
    ['RSA', { keyType: 'RSA-2048' }, { publicKey: { type: 'rsa', bits: 2048 } }],
    ['a weak curve', { keyType: 'P-192' }, { publicKey: { type: 'ec', curve: 'prime192v1' } }],
    ['Ed25519', { keyType: 'Ed25519' }, { publicKey: { type: 'other', name: 'ed25519' } }],
    ['SHA-1', { hash: 'sha1' }, { signatureHash: 'sha1' }],
    ['serial 0', { serial: '00' }, { serial: '00' }],
    ['a negative serial', { serial: 'ff' }, { serial: 'ff' }],
    ['a serial of 255, another one', { serial: '00ff' }, { serial: '00ff' }],
    ['a serial of 21 octets', { serial: '01'.repeat(21) }, { serial: '01'.repeat(21) }],
  ])('%s', (_, options, expected) => {
    expect(read(options)).toMatchObject(expected)
  })

  test('RSASSA-PSS keys and signatures, with the hash of their parameters', () => {
    const key = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
    const pss = '06 09 2a864886f70d01010a'
    const sha512 = sequence(hex('06 09 608648016503040203'))
    const withAlgorithm = (...parameters: Buffer[]) => {
      const algorithm = sequence(hex(pss), ...parameters)
      const tbs = sequence(
        ...partsOf(partsOf(good.der)[0] ?? good.der).map((part, i) => {
          if (i === 2) return algorithm
          return i === 6 ? key.publicKey.export({ type: 'spki', format: 'der' }) : part
        }),
      )
      return readCertificate(signed(tbs, ca.key.privateKey, algorithm))
    }
    expect(withAlgorithm(sequence(value(0xa0, sha512)))).toMatchObject({
      publicKey: { type: 'rsa', bits: 2048 },
      signatureHash: 'sha512',
    })
    expect(withAlgorithm(sequence()).signatureHash).toBe('sha1')
    expect(
      withAlgorithm(sequence(value(0xa0, sequence(hex('06 05 2b0e03021a'))))).signatureHash,
    ).toBe('1.3.14.3.2.26')
    expect(() => withAlgorithm()).toThrow(DerError)
  })

  test('an unknown signature algorithm is told by its OID', () => {
    const edCa = makeCa({ keyType: 'Ed25519' })
    expect(readCertificate(makeLeaf(edCa).der).signatureHash).toBe('1.3.101.112')
  })

  test('a path length without cA is no CA', () => {
    const leaf = makeLeaf(ca, { version: 1 })
    const basicConstraints = sequence(hex('06 03 551d13'), value(0x04, sequence(hex('02 01 00'))))
    const der = resign(leaf.der, ca.key.privateKey, (parts) => [
      hex('a0 03 020102'),
      ...parts,
      value(0xa3, sequence(basicConstraints)),
    ])
    expect(readCertificate(der)).toMatchObject({ version: 3, isCa: false })
  })

  test('a key that OpenSSL cannot read is of another kind', () => {
    const spki = sequence(sequence(hex('06 03 883701')), value(0x03, hex('00 01')))
    expect(readCertificate(at(6, spki)).publicKey).toEqual({ type: 'other', name: 'undefined' })
  })

  test('otherNames of every type, among other names', () => {
    const permanentIdentifier = sequence(
      value(0xa0, hex('06 08 2b06010505070803'), value(0xa0, sequence())),
      value(0x82, Buffer.from('sluis.example')),
      value(0xa0, hex('06 03 550505'), value(0xa0, encodeString('1-2-3', 'ia5'))),
    )
    const { otherNames } = read({ extraExtensions: [extension('2.5.29.17', permanentIdentifier)] })
    expect(otherNames).toEqual([
      { oid: '1.3.6.1.5.5.7.8.3', type: 'other', text: undefined },
      { oid: '2.5.5.5', type: 'IA5String', text: '1-2-3' },
    ])
  })

  test('every attribute of a multi-valued RDN is told as such', () => {
    const { subject } = read({
      subject: [
        [
          { oid: attribute.organizationIdentifier, value: 'AG:NL-12000001' },
          { oid: attribute.commonName, value: 'A. de Vries' },
        ],
        { oid: attribute.countryName, value: 'NL' },
      ],
    })
    expect(subject.map(({ oid, multiValuedRdn }) => [oid, multiValuedRdn]).sort()).toEqual([
      ['2.5.4.3', true],
      ['2.5.4.6', false],
      ['2.5.4.97', true],
    ])
  })
})

describe('members that are there or not', () => {
  test('unique identifiers are passed over', () => {
    const uniqueIds = [value(0x81, hex('00 01')), value(0x82, hex('00 02'))]
    const der = changed((parts) => [...parts.slice(0, 7), ...uniqueIds, ...parts.slice(7)])
    expect(readCertificate(der)).toMatchObject({ isCa: false, policies: ['2.999.1.1'] })
  })

  test('an explicit FALSE is no critical extension, as real authorities write it', () => {
    const extension = sequence(hex('06 03 883707'), hex('01 01 00'), hex('04 02 0500'))
    expect(readCertificate(at(7, value(0xa3, sequence(extension))))).toMatchObject({
      criticalExtensions: [],
    })
  })
})

describe('text of an attribute', () => {
  const readValue = (der: Uint8Array) => {
    const { subject } = read({ subject: [{ oid: attribute.commonName, value: '', der }] })
    return subject.map(({ type, text }) => ({ type, text }))
  }

  test.each<[string, string, string, string | undefined]>([
    ['UTF8String', '0c 03 c3a961', 'UTF8String', 'éa'],
    ['UTF8String with a byte order mark, which is kept', '0c 04 efbbbf61', 'UTF8String', '\uFEFFa'],
    ['UTF8String with a NUL, for the rules to refuse', '0c 03 610062', 'UTF8String', 'a\0b'],
    ['invalid UTF-8', '0c 02 c361', 'UTF8String', undefined],
    ['overlong UTF-8', '0c 02 c0af', 'UTF8String', undefined],
    ['a surrogate in UTF-8', '0c 03 eda080', 'UTF8String', undefined],
    ['PrintableString', '13 03 4e2e4c', 'PrintableString', 'N.L'],
    ['UTF-8 in a PrintableString', '13 02 c3a9', 'PrintableString', undefined],
    ['an underscore in a PrintableString', '13 01 5f', 'PrintableString', undefined],
    ['IA5String', '16 03 61405f', 'IA5String', 'a@_'],
    ['latin-1 in an IA5String', '16 01 e9', 'IA5String', undefined],
    ['NumericString', '12 02 3120', 'NumericString', '1 '],
    ['letters in a NumericString', '12 01 61', 'NumericString', undefined],
    ['TeletexString', '14 01 61', 'TeletexString', undefined],
    ['VisibleString', '1a 01 61', 'VisibleString', undefined],
    ['UniversalString', '1c 04 00000061', 'UniversalString', undefined],
    ['BMPString', '1e 02 0061', 'BMPString', undefined],
    ['BIT STRING', '03 02 0061', 'other', undefined],
    ['OCTET STRING', '04 01 61', 'other', undefined],
    ['SEQUENCE', '30 00', 'other', undefined],
  ])('%s', (_, der, type, text) => {
    expect(readValue(hex(der))).toEqual([{ type, text }])
  })
})

/** Below id-ce or id-pe. */
function oidOf(dotted: string): Buffer {
  const last = Buffer.of(Number(dotted.split('.').at(-1)))
  return value(0x06, hex(dotted.startsWith('2.5.29.') ? '551d' : '2b060105050701'), last)
}

/** What no authority writes, by the type of the extension (RFC 5280 4.2, RFC 3739 3.2.6). */
const malformed: readonly (readonly [what: string, oid: string, bytes: string])[] = [
  ['a subject key identifier of another type', '2.5.29.14', '30 00'],
  ['a key usage without a bit', '2.5.29.15', '03 01 00'],
  ['a key usage with a bit that does not count', '2.5.29.15', '03 02 07 81'],
  ['a private key usage period of nothing', '2.5.29.16', '30 00'],
  ['alternative names of nothing', '2.5.29.17', '30 00'],
  ['an alternative name of no kind', '2.5.29.17', '30 03 0c 01 61'],
  ['an alternative name outside ASCII', '2.5.29.17', '30 03 82 01 e9'],
  ['an otherName of three values', '2.5.29.17', '30 0b a0 09 06 01 2a a0 02 05 00 05 00'],
  ['an address of five octets', '2.5.29.17', '30 07 87 05 0102030405'],
  ['a name of the issuer that is no name', '2.5.29.18', '30 02 05 00'],
  ['basic constraints with text', '2.5.29.19', '30 03 0c 01 61'],
  ['basic constraints the other way round', '2.5.29.19', '30 06 02 01 00 01 01 ff'],
  ['basic constraints with a member too many', '2.5.29.19', '30 09 01 01 ff 02 01 00 02 01 00'],
  ['name constraints of nothing', '2.5.29.30', '30 00'],
  ['name constraints of no name', '2.5.29.30', '30 06 a0 04 30 02 05 00'],
  ['no distribution points', '2.5.29.31', '30 00'],
  ['a distribution point of nothing', '2.5.29.31', '30 02 30 00'],
  ['a distribution point of reasons alone', '2.5.29.31', '30 06 30 04 81 02 07 80'],
  ['a distribution point of no kind', '2.5.29.31', '30 04 30 02 05 00'],
  ['a distribution point without a name in it', '2.5.29.31', '30 06 30 04 a0 02 a0 00'],
  ['a distribution point with two names', '2.5.29.31', '30 0c 30 0a a0 08 a0 02 8600 a0 02 8600'],
  ['policies of nothing', '2.5.29.32', '30 00'],
  ['a policy that is no OID', '2.5.29.32', '30 04 30 02 05 00'],
  ['a policy with no qualifiers', '2.5.29.32', '30 07 30 05 06 01 2a 30 00'],
  [
    'a policy with a member too many',
    '2.5.29.32',
    '30 10 30 0e 06 01 2a 30 07 30 05 06 01 2a 0500 0500',
  ],
  ['a mapping of one policy', '2.5.29.33', '30 05 30 03 06 01 2a'],
  ['an authority key identifier of no kind', '2.5.29.35', '30 02 05 00'],
  ['an authority key identifier twice', '2.5.29.35', '30 06 80 01 01 80 01 01'],
  ['policy constraints of nothing', '2.5.29.36', '30 00'],
  ['purposes in a SET', '2.5.29.37', '31 05 06 03 2a0304'],
  ['a freshest list without a point', '2.5.29.46', '30 00'],
  ['an anyPolicy that is no number', '2.5.29.54', '05 00'],
  ['an attribute of the subject without a set', '2.5.29.9', '30 07 30 05 06 01 2a 05 00'],
  ['an access of the subject that is empty', '1.3.6.1.5.5.7.1.11', '30 00'],
  ['a statement that is no OID', '1.3.6.1.5.5.7.1.3', '30 04 30 02 05 00'],
  ['an extension that is no DER', '2.5.29.46', 'ff ff ff'],
]

describe('malformed certificates', () => {
  const clientAuth = sequence(hex('06 08 2b06010505070302'))
  const utcTime = (text: string) => value(0x17, Buffer.from(text))
  const generalizedTime = (text: string) => value(0x18, Buffer.from(text))
  const until = utcTime('491231235959Z')

  test.each<[string, () => Buffer]>([
    ['trailing bytes', () => Buffer.concat([good.der, hex('00')])],
    ['PEM in place of DER', () => Buffer.from(good.pem)],
    ['an empty buffer', () => Buffer.alloc(0)],
    ['a SEQUENCE of nothing', () => hex('3000')],
    ['a SEQUENCE of something else', () => sequence(hex('0500'), ecdsaSha256)],
    ['a serial number with a superfluous zero', () => at(1, hex('02 02 0001'))],
    ['an extra member', () => changed((parts) => [...parts, hex('0500')])],
    ['a second version', () => changed((parts) => [hex('a0 03 020102'), ...parts])],
    ['version 4', () => at(0, hex('a0 03 020103'))],
    ['version -1', () => at(0, hex('a0 03 0201ff'))],
    ['version 256', () => at(0, hex('a0 04 02020100'))],
    ['two versions in one', () => at(0, hex('a0 06 020102 020102'))],
    ['a version of no type', () => at(0, hex('a0 00'))],
    ['another signature algorithm inside', () => at(2, sequence(hex('06 08 2a8648ce3d040303')))],
    ['three dates', () => at(4, sequence(until, until, until))],
    ['one date', () => at(4, sequence(until))],
    ['extensions in no SEQUENCE', () => at(7, value(0xa3, hex('0500')))],
    ['two lists of extensions', () => at(7, value(0xa3, sequence(), sequence()))],
    ['no signature', () => sequence(...partsOf(good.der).slice(0, 2))],
    ['two signatures', () => sequence(...partsOf(good.der), hex('03 01 00'))],
    [
      'an extension with a member too many',
      () =>
        at(7, value(0xa3, sequence(sequence(hex('06 03 883707'), hex('04 02 0500'), hex('0500'))))),
    ],
    ['no subject', () => changed((parts) => parts.filter((_, i) => i !== 5))],
    ['an RDN that is no SET', () => at(5, sequence(sequence()))],
    ['an attribute without value', () => at(5, sequence(value(0x31, sequence(hex('06 01 27')))))],
    ['a date of another type', () => at(4, sequence(value(0x16, hex('30')), until))],
    ['a date without seconds', () => at(4, sequence(utcTime('2601010000Z'), until))],
    ['a date in a time zone', () => at(4, sequence(utcTime('260101000000+0100'), until))],
    ['30 February', () => at(4, sequence(utcTime('260230000000Z'), until))],
    ['a leap second', () => at(4, sequence(generalizedTime('20261231235960Z'), until))],
    ['a fraction of a second', () => at(4, sequence(generalizedTime('20260101000000.5Z'), until))],
    [
      'the same extension twice',
      () => makeLeaf(ca, { extraExtensions: [extension('2.5.29.37', clientAuth)] }).der,
    ],
    [
      'an unknown extension twice',
      () => {
        const unknown = extension('2.999.7', hex('0500'))
        return makeLeaf(ca, { extraExtensions: [unknown, unknown] }).der
      },
    ],
    [
      'a purpose that is text instead of an OID',
      () => {
        const text = encodeString('1.3.6.1.5.5.7.3.2', 'utf8')
        const extraExtensions = [extension('2.5.29.37', sequence(text))]
        return makeLeaf(ca, { eku: null, extraExtensions }).der
      },
    ],
    [
      'an extension with bytes after its value',
      () => {
        const loose = Buffer.concat([clientAuth, hex('00')])
        const extraExtensions = [extension('2.5.29.37', loose)]
        return makeLeaf(ca, { eku: null, extraExtensions }).der
      },
    ],
    [
      'a key usage of another type',
      () => {
        const extraExtensions = [extension('2.5.29.15', hex('04 02 0780'))]
        return makeLeaf(ca, { keyUsage: null, extraExtensions }).der
      },
    ],
    ...[
      ['that is empty', '30 00'],
      ['of another type', '04 02 0500'],
      ['whose description has no location', '30 0c 30 0a 06 08 2b06010505073001'],
      ['whose method is no OID', '30 0a 30 08 05 00 86 04 68747470'],
      ['whose location is no name', '30 0e 30 0c 06 08 2b06010505073001 05 00'],
    ].map(([what, bytes = '']): [string, () => Buffer] => [
      `S8: an authorityInfoAccess ${String(what)}`,
      () => makeLeaf(ca, { extraExtensions: [extension('1.3.6.1.5.5.7.1.1', hex(bytes))] }).der,
    ]),
    ...malformed.map(([what, oid, bytes]): [string, () => Buffer] => [
      `S8: ${what}`,
      // The only extension: it is not refused for standing twice.
      () => at(7, value(0xa3, sequence(sequence(oidOf(oid), value(0x04, hex(bytes)))))),
    ]),
    [
      'an otherName without value',
      () => {
        const empty = sequence(value(0xa0, hex('06 03 550505')))
        return makeLeaf(ca, { extraExtensions: [extension('2.5.29.17', empty)] }).der
      },
    ],
  ])('refuses %s', (_, make) => {
    const der = make()
    expect(() => readCertificate(der)).toThrow(DerError)
    expect(tryReadCertificate(der)).toBeUndefined()
  })

  test('the re-signing that the rows above rest on changes nothing by itself', () => {
    const same = changed((parts) => parts)
    expect(readCertificate(same).serial).toBe(good.serial)
    expect(new X509Certificate(same).verify(ca.key.publicKey)).toBe(true)
  })

  test('dates are read in the century of RFC 5280', () => {
    const years = (from: Buffer, to: Buffer) => {
      const { validFrom, validTo } = readCertificate(at(4, sequence(from, to)))
      return [validFrom, validTo].map((moment) => new Date(moment).toISOString())
    }
    expect(years(utcTime('500101000000Z'), until)).toEqual([
      '1950-01-01T00:00:00.000Z',
      '2049-12-31T23:59:59.000Z',
    ])
    expect(years(generalizedTime('20240229120000Z'), generalizedTime('99991231235959Z'))).toEqual([
      '2024-02-29T12:00:00.000Z',
      '9999-12-31T23:59:59.000Z',
    ])
  })

  test('a message of an error never holds content of the certificate', () => {
    const leaf = makeLeaf(ca, {
      extraExtensions: [extension('2.5.29.37', Buffer.from('GEHEIM'))],
    })
    expect(() => readCertificate(leaf.der)).toThrow(/^(?!.*GEHEIM)/)
  })
})

describe('bytes of strangers', () => {
  const leaves = [good, makeLeaf(ca, { keyType: 'RSA-2048' }), makeCa()].map(({ der }) => der)
  const onlyMalformed = (der: Buffer): Certificate | undefined => {
    try {
      return readCertificate(der)
    } catch (error) {
      expect(error).toBeInstanceOf(DerError)
      return undefined
    }
  }

  test('every truncation is malformed', () => {
    for (let length = 0; length < good.der.length; length++)
      expect(onlyMalformed(good.der.subarray(0, length))).toBeUndefined()
  })

  test('changed bytes never throw anything else, and what is read is what OpenSSL reads', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...leaves), edits, (original, changes) => {
        const der = Buffer.from(original)
        for (const [position, octet] of changes) der.writeUInt8(octet, position % der.length)
        const certificate = onlyMalformed(der)
        const x509 = openX509(der)
        if (certificate === undefined || x509 === undefined) return
        expect(certificate.serial).toBe(serialFromPrinted(x509.serialNumber))
        expect(certificate.validTo).toBe(Date.parse(x509.validTo))
      }),
      { numRuns: runs(3000) },
    )
  })

  test('random bytes and random DER never throw anything else', () => {
    const tree = fc.letrec<{ node: Buffer }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc
          .tuple(fc.constantFrom(2, 3, 4, 5, 6, 12, 19, 23), fc.uint8Array({ maxLength: 12 }))
          .map(([tag, bytes]) => value(tag, bytes)),
        fc
          .tuple(fc.constantFrom(0x30, 0x31, 0xa0, 0xa3), fc.array(tie('node'), { maxLength: 8 }))
          .map(([tag, parts]) => value(tag, ...parts)),
      ),
    })).node
    const bytes = fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b))
    fc.assert(
      fc.property(fc.oneof(tree, bytes), (der) => {
        expect(onlyMalformed(der)).toBeUndefined()
      }),
      { numRuns: runs(2000) },
    )
  })
})

describe('Node’s view of a certificate', () => {
  test('is of the bytes that were given', () => {
    expect(openX509(good.der)?.raw).toEqual(good.der)
    expect(openX509(Buffer.from('no certificate'))).toBeUndefined()
    expect(openX509(Buffer.concat([good.der, hex('00')]))).toBeUndefined()
  })

  test('is never of a certificate in PEM that a made-up one carries in its subject', () => {
    const stranger = makeCa({ name: 'Vreemde CA' })
    const carrier = makeLeaf(stranger, {
      subject: [{ oid: attribute.commonName, value: `\n${good.pem}` }],
    })
    // The trap itself: Node opens the good certificate in place of its carrier.
    expect(new X509Certificate(carrier.der).verify(ca.key.publicKey)).toBe(true)
    expect(openX509(carrier.der)).toBeUndefined()
  })

  test('has no public key when OpenSSL cannot use it', () => {
    expect(publicKeyOf(new X509Certificate(good.der))?.asymmetricKeyType).toBe('ec')
    const spki = sequence(sequence(hex('06 03 883701')), value(0x03, hex('00 01')))
    expect(publicKeyOf(new X509Certificate(at(6, spki)))).toBeUndefined()
  })

  test('weak keys can be made to test with', () => {
    expect(makeKey('RSA-1024').publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024)
  })
})
