import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readCertificate } from '../../gateway/certificate/read.ts'
import type { TrustProblem } from '../../gateway/identity/authorities.ts'
import type { Leaf } from '../../gateway/identity/identity.ts'
import type { Profile } from '../../gateway/identity/profile.ts'
import { buildTrust, readLeaf, type Trust } from '../../gateway/identity/trust.ts'
import { keyIdentifier } from '../../scripts/certs/extensions.ts'
import { caName, issueCa } from '../../scripts/certs/profile.ts'
import {
  attribute,
  makeCa,
  makeKey,
  makeLeaf,
  makeSelfSigned,
  type Ca,
  type LeafOptions,
} from '../support/certificates.ts'
import { hex, partsOf, resign, sequence, value } from '../support/der.ts'
import { devProfile, uziPolicy, uziProfile } from '../support/profiles.ts'
import { runs } from '../support/runs.ts'

/** Today, in whole seconds as certificates count: their defaults are about today as well. */
const now = Math.floor(Date.now() / 1000) * 1000
const day = 24 * 3600_000
const root = makeCa({ name: 'Test Root CA' })
const persoonlijk = makeCa({ name: 'Test CA persoonlijk', issuer: root, pathLength: 0 })
const systeem = makeCa({ name: 'Test CA systeem', issuer: root, pathLength: 0 })
const key = makeKey('P-256')

const profiles = [
  devProfile('persoonlijk', { uitgevers: [persoonlijk], ankers: [root] }),
  devProfile('systeem', { uitgevers: [systeem], ankers: [root] }),
]

const trustOf = (all: readonly Profile[], maxLeaves?: number): Trust => {
  const result = buildTrust(all, maxLeaves === undefined ? { at: now } : { at: now, maxLeaves })
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.trust
}
const trust = trustOf(profiles)
const leafOf = (ca: Ca, options: LeafOptions = {}): Leaf =>
  readLeaf(trust, makeLeaf(ca, { key, ...options }).der)
const keyIdOf = (ca: { readonly der: Buffer }) => readCertificate(ca.der).publicKeySha256
const fingerprintOf = (ca: { readonly der: Buffer }) => readCertificate(ca.der).fingerprint

const problemsOf = (profile: Profile): readonly TrustProblem[] => {
  const result = buildTrust([profile], { at: now })
  return 'problems' in result ? result.problems : []
}
const profileOf = (uitgevers: readonly { der: Buffer }[], ankers: readonly { der: Buffer }[]) =>
  devProfile('persoonlijk', { uitgevers, ankers })

describe('building trust', () => {
  test('knows each uitgever by its key, its path and its profiles', () => {
    expect(trust.issuers).toEqual([
      expect.objectContaining({
        keyId: keyIdOf(persoonlijk),
        fingerprint: fingerprintOf(persoonlijk),
        der: persoonlijk.der,
        signerKeyId: keyIdOf(root),
        anchorKeyId: keyIdOf(root),
        profielen: [profiles[0]],
      }),
      expect.objectContaining({ keyId: keyIdOf(systeem), profielen: [profiles[1]] }),
    ])
    expect(trust.anchors.map(({ der }) => der)).toEqual([root.der])
  })

  test('an uitgever may itself be the anker', () => {
    const { issuers } = trustOf([profileOf([root], [root])])
    expect(issuers).toEqual([
      expect.objectContaining({ signerKeyId: undefined, anchorKeyId: keyIdOf(root) }),
    ])
  })

  test('an uitgever may be signed by another uitgever, whatever their order', () => {
    const middle = makeCa({ name: 'Midden', issuer: root })
    const low = makeCa({ name: 'Laag', issuer: middle })
    for (const uitgevers of [
      [low, middle],
      [middle, low],
    ]) {
      const found = trustOf([profileOf(uitgevers, [root])]).issuers.find(
        ({ fingerprint }) => fingerprint === fingerprintOf(low),
      )
      expect(found).toMatchObject({ signerKeyId: keyIdOf(middle), anchorKeyId: keyIdOf(root) })
    }
  })

  test.each<[string, Profile, Pick<TrustProblem, 'veld' | 'index'>, RegExp]>([
    [
      'bytes that are no certificate (O01)',
      profileOf([persoonlijk, { der: Buffer.from('geen certificaat') }], [root]),
      { veld: 'uitgever', index: 1 },
      /geen leesbaar certificaat/,
    ],
    [
      'a certificate with bytes after it',
      profileOf([persoonlijk], [root, { der: Buffer.concat([root.der, hex('00')]) }]),
      { veld: 'anker', index: 1 },
      /geen leesbaar certificaat/,
    ],
    [
      'a CA whose key OpenSSL cannot use',
      profileOf([persoonlijk], [root, { der: withOddKey(root) }]),
      { veld: 'anker', index: 1 },
      /geen leesbaar certificaat/,
    ],
    [
      'a leaf as uitgever (O01)',
      profileOf([persoonlijk, makeLeaf(root)], [root]),
      { veld: 'uitgever', index: 1 },
      /niet van een CA/,
    ],
    [
      'a leaf as anker (O01)',
      profileOf([persoonlijk], [root, makeSelfSigned()]),
      { veld: 'anker', index: 1 },
      /niet van een CA/,
    ],
    [
      'a weak uitgever (O01)',
      profileOf([persoonlijk, makeCa({ issuer: root, keyType: 'RSA-1024' })], [root]),
      { veld: 'uitgever', index: 1 },
      /sleutel/,
    ],
    [
      'a weak anker (O01)',
      profileOf([persoonlijk], [root, makeCa({ keyType: 'RSA-1024' })]),
      { veld: 'anker', index: 1 },
      /sleutel/,
    ],
    [
      'an anker that somebody else signed',
      profileOf([persoonlijk], [root, systeem]),
      { veld: 'anker', index: 1 },
      /niet door zichzelf ondertekend/,
    ],
    [
      'an uitgever under another root',
      profileOf([persoonlijk, makeCa({ issuer: makeCa({ name: 'Andere root' }) })], [root]),
      { veld: 'uitgever', index: 1 },
      /niet ondertekend door een anker/,
    ],
    [
      'an uitgever under another root of the same name (A01)',
      profileOf([persoonlijk, makeCa({ issuer: makeCa({ name: 'Test Root CA' }) })], [root]),
      { veld: 'uitgever', index: 1 },
      /niet ondertekend door een anker/,
    ],
    [
      'an uitgever that signs itself and is no anker',
      profileOf([persoonlijk, makeCa({ name: 'Zelf' })], [root]),
      { veld: 'uitgever', index: 1 },
      /niet ondertekend door een anker/,
    ],
    [
      'an uitgever under an uitgever that is not fit',
      profileOf(
        [makeCa({ name: 'Onder', issuer: persoonlijk }), { der: Buffer.from('kapot') }],
        [root],
      ),
      { veld: 'uitgever', index: 0 },
      /niet ondertekend door een anker/,
    ],
  ])('refuses %s', (_, profile, place, melding) => {
    expect(problemsOf(profile)).toContainEqual({
      profiel: 'dev-persoonlijk',
      ...place,
      melding: expect.stringMatching(melding),
    })
    const wrong = new Set(problemsOf(profile).map(({ veld, index }) => `${veld} ${String(index)}`))
    expect(
      [...wrong].every(
        (one) => one === `${place.veld} ${String(place.index)}` || one === 'uitgever 1',
      ),
    ).toBe(true)
  })

  test('the anker of one profile anchors no uitgever of another', () => {
    const other = makeCa({ name: 'Andere root' })
    const result = buildTrust(
      [
        profileOf([persoonlijk], [root]),
        devProfile('systeem', { uitgevers: [systeem], ankers: [other] }),
      ],
      { at: now },
    )
    expect(result).toEqual({
      problems: [expect.objectContaining({ profiel: 'dev-systeem', veld: 'uitgever', index: 0 })],
    })
  })

  test('all problems are told at once', () => {
    const rotten = { der: Buffer.from('kapot') }
    expect(
      problemsOf(profileOf([rotten, makeLeaf(root)], [rotten, systeem])).length,
    ).toBeGreaterThan(4)
  })

  test('a CA that is over, or not valid yet, is a warning', () => {
    const over = makeCa({ name: 'Over', issuer: root, validFrom: now - 9 * day, validTo: now })
    const early = makeCa({ name: 'Vroeg', issuer: root, validFrom: now + 1000, validTo: now + day })
    const result = buildTrust([profileOf([over, early], [root])], { at: now })
    expect('warnings' in result ? result.warnings : []).toEqual(
      expect.arrayContaining([
        {
          profiel: 'dev-persoonlijk',
          veld: 'uitgever',
          index: 0,
          melding: `dit certificaat is verlopen sinds ${new Date(now).toISOString()}`,
        },
        {
          profiel: 'dev-persoonlijk',
          veld: 'uitgever',
          index: 1,
          melding: `dit certificaat is pas geldig vanaf ${new Date(now + 1000).toISOString()}`,
        },
      ]),
    )
  })
})

describe('what a listener trusts (traps T24)', () => {
  const uzi = makeCa({ name: 'UZI root' })
  const wide = trustOf([...profiles, uziProfile({ uitgevers: [uzi], ankers: [uzi] })])
  const pems = (...cas: readonly Ca[]) => cas.map(({ cert }) => cert.toString())

  test('is every anker once, and the uitgevers of its own kind', () => {
    expect(wide.caFor('persoonlijk')).toEqual(pems(root, uzi, persoonlijk))
    expect(wide.caFor('systeem')).toEqual(pems(root, uzi, systeem))
  })

  test('is an uitgever of both kinds for both', () => {
    const both = trustOf([
      profileOf([persoonlijk], [root]),
      devProfile('systeem', { uitgevers: [persoonlijk], ankers: [root] }),
    ])
    expect(both.issuers).toHaveLength(1)
    for (const soort of ['persoonlijk', 'systeem'] as const)
      expect(both.caFor(soort)).toEqual(pems(root, persoonlijk))
  })
})

describe('reading a leaf', () => {
  test('gives what a decision looks at', () => {
    const leaf = makeLeaf(persoonlijk, { key })
    const pathOf = [root, persoonlijk].map(({ der }) => readCertificate(der))
    const { publicKeySha256, fingerprint, serial, validFrom, validTo } = readCertificate(leaf.der)
    expect(readLeaf(trust, leaf.der)).toEqual({
      fingerprint,
      publicKeySha256,
      serial,
      validFrom,
      validTo,
      crlUrls: ['http://crl.sluis.example/ca.crl'],
      issuer: {
        keyId: keyIdOf(persoonlijk),
        fingerprint: fingerprintOf(persoonlijk),
        intrekking: 'hard',
        // Of the whole path: the root may have been made in the second before.
        validFrom: Math.max(...pathOf.map(({ validFrom: from }) => from)),
        validTo: Math.min(...pathOf.map(({ validTo: to }) => to)),
      },
      identity: expect.objectContaining({ agbCode: '12000001', profiel: 'dev-persoonlijk' }),
      problems: [],
    })
  })

  const stranger = makeCa({ name: 'Vreemde CA' })
  const namesake = makeCa({ name: 'Test CA persoonlijk', issuer: makeCa({ name: 'Test Root CA' }) })
  test.each<[string, () => Buffer]>([
    ['of an unknown CA', () => makeLeaf(stranger).der],
    ['of a CA with the name of a trusted one (A01)', () => makeLeaf(namesake).der],
    ['self-signed with a good subject (A02)', () => makeSelfSigned().der],
    [
      'self-signed under the name of a trusted CA',
      () => makeSelfSigned({ subject: persoonlijk.name }).der,
    ],
    [
      'signed with another key than its CA has (A23)',
      () => makeLeaf(persoonlijk, { signingKey: makeKey('P-256') }).der,
    ],
    ['signed by the root, which is anker and no uitgever', () => makeLeaf(root).der],
    ['signed by a good leaf (A04)', () => makeLeaf(leafAsCa()).der],
    ['with one bit changed', () => flipLast(makeLeaf(persoonlijk).der)],
    [
      'signed with the key of an uitgever under another name',
      () => makeLeaf({ ...persoonlijk, name: caName('Iemand anders') }).der,
    ],
    [
      'that carries a good one as PEM in its subject',
      () =>
        makeLeaf(stranger, {
          subject: [{ oid: attribute.commonName, value: `\n${makeLeaf(persoonlijk).pem}` }],
        }).der,
    ],
    ['of bytes that are no certificate', () => Buffer.from('geen certificaat')],
    ['of a good certificate in PEM', () => Buffer.from(makeLeaf(persoonlijk).pem)],
    ['of no bytes', () => Buffer.alloc(0)],
  ])('%s has no issuer and no identity (SL102)', (_, make) => {
    expect(readLeaf(trust, make())).toMatchObject({
      issuer: undefined,
      identity: undefined,
      problems: ['het certificaat is niet ondertekend door een uitgever van een profiel'],
    })
  })

  test('bytes that nobody can read were never valid', () => {
    const der = Buffer.from('geen certificaat')
    expect(readLeaf(trust, der)).toMatchObject({ serial: '', validFrom: 0, validTo: 0 })
    expect(readLeaf(trust, der).fingerprint).toHaveLength(64)
  })

  test('a wrong usage has its issuer, no identity (SL107)', () => {
    expect(leafOf(persoonlijk, { eku: null })).toMatchObject({
      issuer: { keyId: keyIdOf(persoonlijk) },
      identity: undefined,
      problems: ['het uitgebreide sleutelgebruik (extendedKeyUsage) noemt clientAuth niet'],
    })
  })

  test('A18: the issuing CA decides on the kind, not the policy it names', () => {
    expect(leafOf(systeem, { soort: 'persoonlijk' }).identity).toBeUndefined()
    expect(leafOf(persoonlijk, { soort: 'systeem' }).identity).toBeUndefined()
  })

  test('two profiles may share a CA when their policies differ', () => {
    const shared = trustOf([
      profileOf([persoonlijk], [root]),
      devProfile('systeem', { uitgevers: [persoonlijk], ankers: [root] }),
    ])
    for (const soort of ['persoonlijk', 'systeem'] as const)
      expect(readLeaf(shared, makeLeaf(persoonlijk, { soort }).der).identity).toMatchObject({
        soort,
      })
  })
})

describe('a signed certificate that cannot be read', () => {
  const duplicate = { oid: '2.5.29.37', critical: false, der: hex('30 0a 06 08 2b06010505070302') }

  test('has its issuer, its serial number for revocation, and no identity', () => {
    const options = { extraExtensions: [duplicate], serial: '00ff01' }
    const made = makeLeaf(persoonlijk, { key, ...options })
    expect(readLeaf(trust, made.der)).toMatchObject({
      serial: '00ff01',
      publicKeySha256: leafOf(persoonlijk).publicKeySha256,
      issuer: { keyId: keyIdOf(persoonlijk) },
      identity: undefined,
      problems: ['het certificaat is niet opgebouwd volgens de norm (DER, RFC 5280)'],
    })
    const { validFrom, validTo } = readLeaf(trust, made.der)
    expect(validTo - validFrom).toBeGreaterThan(29 * day)
  })

  test('has a negative serial number as OpenSSL has it', () => {
    const made = makeLeaf(persoonlijk, { extraExtensions: [duplicate], serial: 'ff' })
    expect(readLeaf(trust, made.der).serial).toBe('ff')
  })

  test('has no key hash when OpenSSL cannot use the key either', () => {
    const made = makeLeaf(persoonlijk, { extraExtensions: [duplicate] })
    const odd = withOddKey(made, persoonlijk)
    expect(readLeaf(trust, odd)).toMatchObject({
      publicKeySha256: '',
      issuer: { keyId: keyIdOf(persoonlijk) },
      identity: undefined,
    })
  })
})

describe('certificates of one CA that are more than one', () => {
  const second = (name: string) => makeCa({ name, issuer: root })

  test('A19: two CAs of one name each get their own leaves', () => {
    const [one, two] = [second('Zelfde naam'), second('Zelfde naam')]
    const both = trustOf([
      profileOf([one], [root]),
      devProfile('systeem', { uitgevers: [two], ankers: [root] }),
    ])
    expect(readLeaf(both, makeLeaf(one).der)).toMatchObject({
      issuer: { keyId: keyIdOf(one) },
      identity: { soort: 'persoonlijk' },
    })
    expect(readLeaf(both, makeLeaf(two, { soort: 'systeem' }).der)).toMatchObject({
      issuer: { keyId: keyIdOf(two) },
      identity: { soort: 'systeem' },
    })
  })

  const inDays = (moment = 0) => Math.round((moment - now) / day)
  const renewal = (...periods: readonly (readonly [from: number, to: number])[]) => {
    const name = caName('Vernieuwde CA')
    const caKey = makeKey('P-256')
    const cas = periods.map(([from, to]) =>
      makeCa({
        name,
        issuer: root,
        key: caKey,
        validFrom: now + from * day,
        validTo: now + to * day,
      }),
    )
    const leaf = makeLeaf({ ...persoonlijk, name, key: caKey, keyId: keyIdentifier(caKey) })
    const { issuer } = readLeaf(trustOf([profileOf(cas, [root])]), leaf.der)
    const used = cas.findIndex((ca) => fingerprintOf(ca) === issuer?.fingerprint)
    return [inDays(issuer?.validFrom), inDays(issuer?.validTo), used]
  }

  test('A24: a renewed CA is valid from the first of its certificates on, to the end of the last', () => {
    expect(renewal([1, 10])).toEqual([1, 10, 0])
    expect(renewal([1, 10], [5, 20])).toEqual([1, 20, 1])
    expect(renewal([5, 20], [1, 10])).toEqual([1, 20, 0])
  })

  test('a gap between them is not bridged', () => {
    expect(renewal([1, 2], [5, 20])).toEqual([5, 20, 1])
  })

  test('an uitgever is valid no longer than the CAs above it', () => {
    const middle = makeCa({
      name: 'Midden',
      issuer: root,
      validFrom: now + day,
      validTo: now + 3 * day,
    })
    const low = makeCa({ name: 'Laag', issuer: middle, validFrom: now, validTo: now + 9 * day })
    const { issuer } = readLeaf(trustOf([profileOf([middle, low], [root])]), makeLeaf(low).der)
    expect([issuer?.validFrom, issuer?.validTo]).toEqual([now + day, now + 3 * day])
  })
})

describe('intrekking', () => {
  test.each([
    ['hard', 'hard', 'hard'],
    ['hard', 'zacht', 'hard'],
    ['zacht', 'hard', 'hard'],
    ['zacht', 'zacht', 'zacht'],
  ] as const)('of profiles that say %s and %s is %s', (first, other, intrekking) => {
    const authorities = { uitgevers: [persoonlijk], ankers: [root] }
    const both = trustOf([
      devProfile('persoonlijk', authorities, { intrekking: first }),
      devProfile('systeem', authorities, { intrekking: other }),
    ])
    expect(readLeaf(both, makeLeaf(persoonlijk).der).issuer).toMatchObject({ intrekking })
  })
})

describe('the memory of leaves', () => {
  test('gives the same leaf again', () => {
    const { der } = makeLeaf(persoonlijk)
    expect(readLeaf(trust, Buffer.from(der))).toBe(readLeaf(trust, der))
  })

  test('is bounded, and forgets the one that was not used for longest', () => {
    const small = trustOf(profiles, 2)
    const [a, b, c] = [makeLeaf(persoonlijk).der, makeLeaf(systeem).der, makeLeaf(root).der]
    const first = readLeaf(small, a)
    const second = readLeaf(small, b)
    expect(readLeaf(small, a)).toBe(first)
    readLeaf(small, c)
    expect(small.leaves.size).toBe(2)
    expect(readLeaf(small, a)).toBe(first)
    expect(readLeaf(small, b)).not.toBe(second)
    expect(readLeaf(small, b)).toEqual(second)
  })

  test('ends with the trust: a CA that left the policy is no issuer any more', () => {
    const { der } = makeLeaf(persoonlijk)
    expect(readLeaf(trust, der).issuer).toBeDefined()
    expect(
      readLeaf(trustOf([devProfile('systeem', { uitgevers: [systeem], ankers: [root] })]), der)
        .issuer,
    ).toBeUndefined()
  })
})

test('changed bytes of a good certificate never throw and never have an issuer', () => {
  const { der } = makeLeaf(persoonlijk)
  const small = trustOf(profiles, 10)
  fc.assert(
    fc.property(fc.nat({ max: der.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const changed = Buffer.from(der)
      changed.writeUInt8(changed.readUInt8(at) ^ bits, at)
      const leaf = readLeaf(small, changed)
      expect(leaf.issuer).toBeUndefined()
      expect(leaf.identity).toBeUndefined()
    }),
    { numRuns: runs(1000) },
  )
})

test('a UZI certificate and a development one are told apart by their CA', () => {
  const uzi = makeCa({ name: 'TEST UZI-register Medewerker CA' })
  const wide = trustOf([...profiles, uziProfile({ uitgevers: [uzi], ankers: [uzi] })])
  const options: LeafOptions = {
    subject: [
      { oid: attribute.organizationName, value: 'Zorginstelling Tést' },
      { oid: attribute.serialNumber, value: '900000123', type: 'printable' },
      { oid: attribute.commonName, value: 'D. Visser' },
    ],
    policies: [uziPolicy],
    otherNames: [
      {
        oid: '2.5.5.5',
        type: 'ia5',
        value: '2.16.528.1.1007.99.217-1-900000123-Z-90000382-01.000-12000001',
      },
    ],
  }
  expect(readLeaf(wide, makeLeaf(uzi, options).der).identity).toMatchObject({
    profiel: 'uzi-medewerker',
    agbCode: '12000001',
    instantieNaam: 'Zorginstelling Tést',
  })
  expect(readLeaf(wide, makeLeaf(persoonlijk, options).der).identity).toBeUndefined()
  expect(readLeaf(wide, makeLeaf(uzi).der).identity).toBeUndefined()
})

/** The certificate with a key of an unknown kind, signed again by `ca` (itself, for a root). */
function withOddKey(certificate: { readonly der: Buffer }, ca: Ca = root): Buffer {
  const odd = sequence(sequence(hex('06 03 883701')), value(0x03, hex('00 01')))
  return resign(certificate.der, ca.key.privateKey, (parts) => {
    const at = partsOf(parts[6] ?? Buffer.alloc(0)).length === 2 ? 6 : -1
    return parts.map((part, index) => (index === at ? odd : part))
  })
}

/** A good leaf that takes itself for a CA. */
function leafAsCa(): Ca {
  const name = caName('Blad als CA')
  const leaf = makeLeaf(persoonlijk, { subject: name })
  return {
    ...issueCa({ name, key: leaf.key, crlUrl: '', validFrom: now, validTo: now + day }),
    ...leaf,
    cert: root.cert,
  }
}

function flipLast(der: Buffer): Buffer {
  const changed = Buffer.from(der)
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1)
  return changed
}
