import { gebruikersnummersIn } from '../../gateway/identity/gebruikersnummer.ts'
import { overlayKey } from '../../gateway/decision/overlay-key.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codes } from '../../gateway/errors.ts'
import type { Code } from '../../gateway/errors.ts'
import { agb, parseAgbCode } from '../../gateway/identity/agb-code.ts'
import { soortenOp } from '../../gateway/identity/identity.ts'
import type { CertificateIdentity, Leaf, Soort } from '../../gateway/identity/identity.ts'
import { parseCidr } from '../../gateway/decision/address-range.ts'
import { decide } from '../../gateway/decision/decide.ts'
import { contactpersonenOf, findHouder, noOverlay } from '../../gateway/decision/policy.ts'
import { grantedFor, mayGrant } from '../../gateway/decision/granted.ts'
import { houderKey } from '../../gateway/decision/instantie.ts'
import type { Cidr, Houder, Instantie } from '../../gateway/decision/instantie.ts'
import type { Dienst } from '../../gateway/decision/dienst.ts'
import type { Policy } from '../../gateway/decision/policy.ts'
import type { Question } from '../../gateway/decision/question.ts'
import { listed, steps } from '../../gateway/decision/steps.ts'
import type { Control, Step, StepName } from '../../gateway/decision/steps.ts'
import { runs } from '../support/runs.ts'

const range = (text: string): Cidr => {
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new Error(text)
  return cidr
}

const at = Date.parse('2026-11-21T12:00:00Z')

const dienst: Dienst = {
  naam: 'portaal',
  titel: 'Portaal',
  autorisaties: new Map([
    ['raadplegen', { naam: 'raadplegen', omschrijving: '', omvat: new Set(['raadplegen']) }],
    [
      'indienen',
      { naam: 'indienen', omschrijving: '', omvat: new Set(['indienen', 'raadplegen']) },
    ],
  ]),
  soorten: new Set(['praktijk', 'instelling']),
  zorgsoorten: new Set(['12']),
  instroom: undefined,
  upstream: { url: 'http://127.0.0.1', instroom: undefined, termijnMs: 1 },
  host: undefined,
  routes: [],
  quota: undefined,
}

const systeem: Houder = {
  soort: 'systeem',
  gebruikersnummer: gebruikersnr('90000001'),
  naam: undefined,
  autorisaties: new Map([['portaal', ['indienen']]]),
  ipAdressen: [range('192.0.2.0/24')],
  geblokkeerd: false,
}

const persoon: Houder = {
  ...systeem,
  soort: 'persoonlijk',
  gebruikersnummer: gebruikersnr('10000001'),
  ipAdressen: [],
}

const keyed = (houders: readonly Houder[]): ReadonlyMap<string, Houder> =>
  new Map(houders.map((houder) => [houderKey(houder.soort, houder.gebruikersnummer), houder]))

const instantie: Instantie = {
  agbCode: agb('12000001'),
  naam: 'De Sluis',
  soort: 'praktijk',
  overeenkomst: { van: '2026-01-01', tot: '2026-12-31' },
  diensten: new Set(['portaal']),
  beheer: 'bestand',
  contactpersonen: [gebruikersnr('10000001')],
  houders: keyed([systeem, persoon]),
}

const policyWith = (
  change: Partial<Instantie>,
  blokkades: Partial<Policy['blokkades']> = {},
): Policy => ({
  version: 'v1',
  diensten: new Map([['portaal', dienst]]),
  instanties: new Map([[agb('12000001'), { ...instantie, ...change }]]),
  blokkades: {
    gebruikersnummers: new Set(),
    agbCodes: new Set(),
    publiekeSleutels: new Set(),
    ...blokkades,
  },
  overlay: noOverlay,
})

const policy = policyWith({})

const identity: CertificateIdentity = {
  soort: 'systeem',
  profiel: 'systeem',
  gebruikersnummer: gebruikersnr('90000001'),
  agbCode: agb('12000001'),
  naam: undefined,
  instantieNaam: undefined,
}

const window = { validFrom: at - 1000, validTo: at + 1000 }

const leaf: Leaf = {
  ...window,
  fingerprint: fingerprintOf(Buffer.from('f')),
  publicKeySha256: 'aa',
  serial: '01',
  issuer: {
    ...window,
    keyId: 'k',
    fingerprint: fingerprintOf(Buffer.from('i')),
    intrekking: 'hard',
  },
  identity,
  problems: [],
}

/** A question that is allowed; each case changes one thing. */
const allowed: Question = {
  at,
  today: '2026-11-21',
  presented: { chainAccepted: true, leaf },
  revocation: 'goed',
  middel: 'certificaat',
  soorten: soortenOp.instroom,
  address: '192.0.2.7',
  asked: { dienst: 'portaal', autorisatie: 'indienen' },
  quotaUsedUp: false,
  message: {
    'bericht-mediatype': null,
    'bericht-grootte': null,
    'bericht-json': null,
    'bericht-schema': null,
    'bericht-bsn': null,
    'bericht-agbcode': null,
    'bericht-zorgverlener': null,
  },
  reference: null,
}

const withLeaf = (change: Partial<Leaf>): Partial<Question> => ({
  presented: { chainAccepted: true, leaf: { ...leaf, ...change } },
})

const withIssuer = (change: Partial<NonNullable<Leaf['issuer']>>): Partial<Question> =>
  withLeaf({ issuer: leaf.issuer && { ...leaf.issuer, ...change } })

const as = ({ soort, gebruikersnummer }: Houder): Partial<Question> => ({
  ...withLeaf({
    identity: {
      ...identity,
      soort: soort === 'persoonlijk' ? soort : 'systeem',
      gebruikersnummer,
    },
  }),
  soorten: new Set([soort]),
})

type Row = [string, Partial<Question>, Policy, Code | null, StepName | null]

describe('one change to a question that is allowed', () => {
  test.each<Row>([
    ['nothing', {}, policy, null, null],
    ['a person', as(persoon), policy, null, null],
    [
      'no handshake, as when a certificate is explained',
      { presented: { chainAccepted: undefined, leaf } },
      policy,
      null,
      null,
    ],
    ['no certificate', { presented: undefined }, policy, 'SL101', 'certificaat-aanwezig'],
    ['no issuer', withLeaf({ issuer: undefined }), policy, 'SL102', 'vertrouwd'],
    [
      'a chain that was not accepted, for no reason of ours',
      { presented: { chainAccepted: false, leaf } },
      policy,
      'SL102',
      'vertrouwd',
    ],
    [
      'a chain that was not accepted, and a leaf that is over',
      { presented: { chainAccepted: false, leaf: { ...leaf, validTo: at } } },
      policy,
      'SL103',
      'geldig',
    ],
    [
      'a chain that was not accepted, and a leaf that is not yet',
      { presented: { chainAccepted: false, leaf: { ...leaf, validFrom: at + 1 } } },
      policy,
      'SL104',
      'geldig',
    ],
    [
      'a chain that was not accepted, and a leaf that is revoked',
      { presented: { chainAccepted: false, leaf }, revocation: 'ingetrokken' },
      policy,
      'SL105',
      'niet-ingetrokken',
    ],
    [
      'a chain that was not accepted, and a leaf of no profile',
      { presented: { chainAccepted: false, leaf: { ...leaf, identity: undefined } } },
      policy,
      'SL107',
      'profiel',
    ],
    [
      'a chain that was not accepted and no issuer',
      { presented: { chainAccepted: false, leaf: { ...leaf, issuer: undefined, validTo: 0 } } },
      policy,
      'SL102',
      'vertrouwd',
    ],
    ['the moment it ends', withLeaf({ validTo: at }), policy, 'SL103', 'geldig'],
    ['the moment before it ends', withLeaf({ validTo: at + 1 }), policy, null, null],
    ['the moment before it begins', withLeaf({ validFrom: at + 1 }), policy, 'SL104', 'geldig'],
    ['the moment it begins', withLeaf({ validFrom: at }), policy, null, null],
    ['an issuer that is over', withIssuer({ validTo: at }), policy, 'SL103', 'geldig'],
    ['an issuer that is not yet', withIssuer({ validFrom: at + 1 }), policy, 'SL104', 'geldig'],
    ['a date that is no number', withLeaf({ validTo: NaN }), policy, 'SL103', 'geldig'],
    ['a first date that is no number', withLeaf({ validFrom: NaN }), policy, 'SL104', 'geldig'],
    ['revoked', { revocation: 'ingetrokken' }, policy, 'SL105', 'niet-ingetrokken'],
    ['revocation unknown', { revocation: 'onbekend' }, policy, 'SL106', 'niet-ingetrokken'],
    [
      'revocation unknown of a soft issuer',
      { ...withIssuer({ intrekking: 'zacht' }), revocation: 'onbekend' },
      policy,
      null,
      null,
    ],
    [
      'revoked by a soft issuer',
      { ...withIssuer({ intrekking: 'zacht' }), revocation: 'ingetrokken' },
      policy,
      'SL105',
      'niet-ingetrokken',
    ],
    ['no profile', withLeaf({ identity: undefined }), policy, 'SL107', 'profiel'],
    ['the wrong kind', { soorten: soortenOp.portaal }, policy, 'SL108', 'soort'],
    ['either kind', { soorten: undefined }, policy, null, null],
    [
      'a blocked number',
      {},
      policyWith({}, { gebruikersnummers: new Set([gebruikersnr('90000001')]) }),
      'SL109',
      'blokkade',
    ],
    [
      'a blocked instantie',
      {},
      policyWith({}, { agbCodes: new Set([agb('12000001')]) }),
      'SL109',
      'blokkade',
    ],
    [
      'a blocked key',
      {},
      policyWith({}, { publiekeSleutels: new Set(['aa']) }),
      'SL109',
      'blokkade',
    ],
    [
      'a holder blocked by a contact person',
      {},
      policyWith({ houders: keyed([{ ...systeem, geblokkeerd: true }]) }),
      'SL109',
      'blokkade',
    ],
    ['another address', { address: '198.51.100.1' }, policy, 'SL110', 'adres'],
    ['an address that is none', { address: 'localhost' }, policy, 'SL110', 'adres'],
    ['no address, which is not judged', { address: undefined }, policy, null, null],
    ['a person from anywhere', { ...as(persoon), address: '198.51.100.1' }, policy, null, null],
    [
      'a person for whom addresses are registered all the same',
      { ...as(persoon), address: '198.51.100.1' },
      policyWith({ houders: keyed([{ ...persoon, ipAdressen: systeem.ipAdressen }]) }),
      null,
      null,
    ],
    [
      'an instantie that is not known',
      {},
      { ...policy, instanties: new Map() },
      'SL201',
      'instantie',
    ],
    ['the day before the agreement', { today: '2025-12-31' }, policy, 'SL202', 'overeenkomst'],
    ['the first day of it', { today: '2026-01-01' }, policy, null, null],
    ['the last day of it', { today: '2026-12-31' }, policy, null, null],
    ['the day after it', { today: '2027-01-01' }, policy, 'SL202', 'overeenkomst'],
    [
      'no last day',
      { today: '2099-01-01' },
      policyWith({ overeenkomst: { van: '2026-01-01', tot: undefined } }),
      null,
      null,
    ],
    ['a dienst that is not open', {}, policyWith({ diensten: new Set() }), 'SL203', 'dienst'],
    [
      'a dienst that is not there',
      { asked: { dienst: 'elders', autorisatie: 'indienen' } },
      policy,
      'SL203',
      'dienst',
    ],
    ['a zorgverlener', {}, policyWith({ soort: 'zorgverlener' }), 'SL206', 'agb-soort'],
    [
      'a zorgsoort that is not admitted',
      {},
      { ...policy, diensten: new Map([['portaal', { ...dienst, zorgsoorten: new Set(['03']) }]]) },
      'SL207',
      'zorgsoort',
    ],
    [
      'any zorgsoort',
      {},
      { ...policy, diensten: new Map([['portaal', { ...dienst, zorgsoorten: undefined }]]) },
      null,
      null,
    ],
    [
      'a holder that is not registered',
      withLeaf({ identity: { ...identity, gebruikersnummer: gebruikersnr('90000002') } }),
      policy,
      'SL204',
      'autorisatie',
    ],
    [
      'the number of a holder of the other kind',
      { ...as({ ...persoon, gebruikersnummer: gebruikersnr('90000001') }) },
      policy,
      'SL204',
      'autorisatie',
    ],
    [
      'a holder without an autorisatie',
      {},
      policyWith({ houders: keyed([{ ...systeem, autorisaties: new Map() }]) }),
      'SL204',
      'autorisatie',
    ],
    [
      'an autorisatie that the dienst does not know',
      {},
      policyWith({
        houders: keyed([{ ...systeem, autorisaties: new Map([['portaal', ['alles']]]) }]),
      }),
      'SL204',
      'autorisatie',
    ],
    [
      'an autorisatie for another dienst',
      {},
      policyWith({
        houders: keyed([{ ...systeem, autorisaties: new Map([['elders', ['indienen']]]) }]),
      }),
      'SL204',
      'autorisatie',
    ],
    [
      'an autorisatie that is not enough',
      {},
      policyWith({
        houders: keyed([{ ...systeem, autorisaties: new Map([['portaal', ['raadplegen']]]) }]),
      }),
      'SL205',
      'autorisatie',
    ],
    [
      'an autorisatie that includes what is needed',
      { asked: { dienst: 'portaal', autorisatie: 'raadplegen' } },
      policy,
      null,
      null,
    ],
    [
      'no autorisatie needed',
      { asked: { dienst: 'portaal', autorisatie: undefined } },
      policyWith({ houders: keyed([{ ...systeem, autorisaties: new Map() }]) }),
      null,
      null,
    ],
    ['nothing asked', { asked: undefined }, { ...policy, instanties: new Map() }, null, null],
    [
      'Gebruikersbeheer by a contact person',
      {
        ...as(persoon),
        asked: { dienst: undefined, autorisatie: undefined, contactpersoon: true },
      },
      policy,
      null,
      null,
    ],
    [
      'Gebruikersbeheer by somebody else',
      {
        ...as(persoon),
        asked: { dienst: undefined, autorisatie: undefined, contactpersoon: true },
      },
      policyWith({ contactpersonen: [] }),
      'SL209',
      'autorisatie',
    ],
    [
      'Gebruikersbeheer by a system with a contact person’s number',
      {
        ...as({ ...systeem, gebruikersnummer: gebruikersnr('10000001') }),
        asked: { dienst: undefined, autorisatie: undefined, contactpersoon: true },
      },
      policy,
      'SL209',
      'autorisatie',
    ],
    [
      'Gebruikersbeheer of an instantie that is not known',
      {
        ...as(persoon),
        asked: { dienst: undefined, autorisatie: undefined, contactpersoon: true },
      },
      { ...policy, instanties: new Map() },
      'SL201',
      'instantie',
    ],
    ['a quota that is used up', { quotaUsedUp: true }, policy, 'SL208', 'quotum'],
    ['a quota that is not judged', { quotaUsedUp: undefined }, policy, null, null],
    [
      'a message of another instantie',
      { message: { 'bericht-agbcode': 'SL305' } },
      policy,
      'SL305',
      'bericht-agbcode',
    ],
    ['no message', { message: {} }, policy, null, null],
    ['a reference that was used', { reference: 'SL311' }, policy, 'SL311', 'referentie'],
    ['a link of another practice', { barred: 'SL403' }, policy, 'SL403', 'referentie'],
    ['a link that is unknown', { barred: 'SL401' }, policy, 'SL401', 'referentie'],
    ['another site', { barred: 'SL511' }, policy, 'SL511', null],
    [
      'another site, and revoked',
      { barred: 'SL511', revocation: 'ingetrokken' },
      policy,
      'SL105',
      'niet-ingetrokken',
    ],
    [
      'a link of another practice, and blocked',
      { barred: 'SL403' },
      policyWith({}, { agbCodes: new Set([agb('12000001')]) }),
      'SL109',
      'blokkade',
    ],
  ])('%s', (...[, change, under, code, step]: Row) => {
    const decision = decide({ ...allowed, ...change }, under)
    expect(decision.code).toBe(code)
    expect(decision.allowed).toBe(code === null)
    expect(decision.policy).toBe('v1')
    expect(firstFailed(decision.controls)?.stap ?? null).toBe(step)
  })
})

const firstFailed = (controls: readonly Control[]): Control | undefined =>
  controls.find(({ uitkomst }) => uitkomst === 'mislukt')

describe('what is told', () => {
  test('every step, in order, when all pass', () => {
    const { controls } = decide(allowed, policy)
    expect(controls.map(({ stap }) => stap)).toEqual(
      listed('certificaat', allowed.asked).map(({ stap }) => stap),
    )
    expect(controls.every(({ uitkomst }) => uitkomst === 'geslaagd')).toBe(true)
  })

  test.each<[string, Partial<Question>, StepName]>([
    ['the kind, where no listener asks for one', { soorten: undefined }, 'soort'],
    [
      'revocation that nobody can tell, of a soft issuer',
      { ...withIssuer({ intrekking: 'zacht' }), revocation: 'onbekend' },
      'niet-ingetrokken',
    ],
    ['an address that is not known', { address: undefined }, 'adres'],
    ['a quota that is not looked at', { quotaUsedUp: undefined }, 'quotum'],
    ['a message without that part', { message: {} }, 'bericht-bsn'],
  ])('what was not judged never reads as passed: %s', (_, change, stap) => {
    const { code, controls } = decide({ ...allowed, ...change }, policy)
    expect(code).toBeNull()
    expect(controls.find((one) => one.stap === stap)).toMatchObject({ uitkomst: 'niet-uitgevoerd' })
  })

  test('an outsider sees these 23 steps in this order', () => {
    expect(
      decide(allowed, policy)
        .controls.map(({ stap }) => stap)
        .join(' '),
    ).toBe(
      'certificaat-aanwezig vertrouwd geldig niet-ingetrokken profiel soort blokkade adres instantie ' +
        'overeenkomst dienst agb-soort zorgsoort autorisatie quotum bericht-mediatype ' +
        'bericht-grootte bericht-json bericht-schema bericht-bsn bericht-agbcode ' +
        'bericht-zorgverlener referentie',
    )
  })

  test('nothing of a practice after a certificate step failed', () => {
    const { controls } = decide(
      { ...allowed, revocation: 'ingetrokken' },
      { ...policy, instanties: new Map() },
    )
    const failed = controls.findIndex(({ uitkomst }) => uitkomst === 'mislukt')
    expect(controls.slice(failed + 1).every(({ uitkomst }) => uitkomst === 'niet-uitgevoerd')).toBe(
      true,
    )
  })

  test('all that is wrong with an identity, and nothing of its message', () => {
    const wrong = policyWith({
      overeenkomst: { van: '2020-01-01', tot: '2020-12-31' },
      diensten: new Set(),
      soort: 'zorgverlener',
      houders: new Map(),
    })
    const { code, controls } = decide(
      { ...allowed, quotaUsedUp: true, message: { 'bericht-json': 'SL301' } },
      wrong,
    )
    expect(code).toBe('SL202')
    expect(controls.flatMap((control) => control.code ?? [])).toEqual([
      'SL202',
      'SL203',
      'SL206',
      'SL204',
      'SL208',
    ])
  })

  test('what a barred request would have met is not told', () => {
    const { controls } = decide(
      { ...allowed, barred: 'SL403' },
      { ...policy, instanties: new Map() },
    )
    expect(controls.find(({ stap }) => stap === 'instantie')?.uitkomst).toBe('niet-uitgevoerd')
  })
})

describe('Gebruikersbeheer over the files', () => {
  const managed = policyWith({ beheer: 'contactpersoon' })
  const key = overlayKey(agb('12000001'), { soort: 'systeem', gebruikersnummer: '90000001' })
  const over = (houder: Houder | null, base = managed): Policy => ({
    ...base,
    overlay: {
      houders: new Map([[key, houder]]),
      contactpersonen: new Map([[agb('12000001'), [gebruikersnr('10000008')]]]),
    },
  })

  test('a change counts, and a holder who was taken out is gone', () => {
    expect(
      decide(allowed, over({ ...systeem, autorisaties: new Map([['portaal', ['raadplegen']]]) }))
        .code,
    ).toBe('SL205')
    expect(decide(allowed, over(null)).code).toBe('SL204')
    expect(decide(allowed, over({ ...systeem, geblokkeerd: true })).code).toBe('SL109')
    expect(decide(allowed, managed).code).toBeNull()
    expect(contactpersonenOf(over(null), { ...instantie, beheer: 'contactpersoon' })).toEqual([
      '10000008',
    ])
    expect(contactpersonenOf(managed, { ...instantie, beheer: 'contactpersoon' })).toEqual([
      '10000001',
    ])
  })

  test('counts for nothing where the file decides', () => {
    const byFile = over(null, policy)
    expect(decide(allowed, byFile).code).toBeNull()
    expect(findHouder(byFile, instantie, systeem)).toBe(systeem)
    expect(contactpersonenOf(byFile, instantie)).toEqual(['10000001'])
  })
})

test('a question without a message is judged without one', () => {
  const without: Question = { ...allowed }
  delete (without as { message?: unknown }).message
  expect(decide(without, policy).code).toBeNull()
})

test('a grant holds what it includes, and nothing of another dienst', () => {
  expect(grantedFor(systeem, dienst, undefined, allowed.today)).toEqual(
    new Set(['indienen', 'raadplegen']),
  )
  expect(grantedFor(systeem, { ...dienst, naam: 'elders' }, undefined, allowed.today)).toEqual(
    new Set(),
  )
})

describe('an autorisatie that ends', () => {
  const until = (tot: string): Policy => {
    const ending = { ...systeem, tot: new Map([['portaal', tot]]) }
    return policyWith({ houders: keyed([ending, persoon]) })
  }

  test.each([
    ['2026-11-22', null],
    ['2026-11-21', null],
    ['2026-11-20', 'SL204'],
  ])('with last day %s comes out as %s on 21 November', (tot, code) => {
    expect(decide(allowed, until(tot)).code).toBe(code)
  })

  test('ends for its dienst alone, in Gebruikersbeheer too, and for managing members', () => {
    const ended = { ...systeem, tot: new Map([['portaal', '2026-11-20']]) }
    expect(grantedFor(ended, { ...dienst, naam: 'elders' }, undefined, allowed.today)).toEqual(
      new Set(),
    )
    const managing = {
      ...dienst,
      autorisaties: new Map([
        [
          'indienen',
          {
            naam: 'indienen',
            omschrijving: '',
            omvat: new Set(['indienen']),
            toekennen: new Set(['indienen']),
          },
        ],
      ]),
    }
    expect(mayGrant(systeem, managing, allowed.today)).toEqual(new Set(['indienen']))
    expect(mayGrant(ended, managing, allowed.today)).toEqual(new Set())
    const overlay = {
      ...noOverlay,
      houders: new Map([[overlayKey(agb('12000001'), ended), ended]]),
    }
    const managed = { ...policyWith({ beheer: 'contactpersoon' }), overlay }
    expect(decide(allowed, managed).code).toBe('SL204')
  })
})

const anyCode = fc.constantFrom(...codes)
const verdict = fc.option(anyCode)
const anyQuestion: fc.Arbitrary<Question> = fc
  .record({
    present: fc.boolean(),
    chainAccepted: fc.constantFrom(true, false, undefined),
    issuer: fc.boolean(),
    intrekking: fc.constantFrom('hard' as const, 'zacht' as const),
    from: fc.constantFrom(at - 1, at, at + 1, NaN),
    to: fc.constantFrom(at - 1, at, at + 1, NaN, Infinity),
    known: fc.boolean(),
    nummer: fc.constantFrom(...['90000001', '10000001', '90000002'].map(gebruikersnr)),
    soort: fc.constantFrom('systeem' as const, 'persoonlijk' as const),
    listener: fc.constantFrom('systeem' as const, 'persoonlijk' as const, undefined),
    code: fc.constantFrom('12000001', '12000002', '01000001'),
    revocation: fc.constantFrom('goed' as const, 'ingetrokken' as const, 'onbekend' as const),
    address: fc.constantFrom('192.0.2.7', '198.51.100.1', '::ffff:192.0.2.7', 'x', undefined),
    today: fc.constantFrom('2026-11-21', '2025-01-01', '2027-01-01', ''),
    asked: fc.constantFrom<Question['asked']>(
      undefined,
      { dienst: 'portaal', autorisatie: 'indienen' },
      { dienst: 'portaal', autorisatie: 'raadplegen' },
      { dienst: 'elders', autorisatie: 'x' },
      { dienst: undefined, autorisatie: undefined, contactpersoon: true },
    ),
    quotaUsedUp: fc.constantFrom(true, false, undefined),
    barred: fc.option(anyCode, { nil: undefined }),
    bericht: verdict,
    reference: verdict,
  })
  .map((r) => ({
    at,
    today: r.today,
    presented: r.present
      ? {
          chainAccepted: r.chainAccepted,
          leaf: {
            ...leaf,
            validFrom: r.from,
            validTo: r.to,
            issuer:
              r.issuer && leaf.issuer ? { ...leaf.issuer, intrekking: r.intrekking } : undefined,
            identity: r.known
              ? { ...identity, soort: r.soort, gebruikersnummer: r.nummer, agbCode: agb(r.code) }
              : undefined,
          },
        }
      : undefined,
    revocation: r.revocation,
    middel: 'certificaat' as const,
    soorten: r.listener === undefined ? undefined : new Set<Soort>([r.listener]),
    address: r.address,
    asked: r.asked,
    quotaUsedUp: r.quotaUsedUp,
    ...(r.barred !== undefined && { barred: r.barred }),
    message: { 'bericht-schema': r.bericht },
    reference: r.reference,
  }))

const anyPolicy = fc
  .record({
    soort: fc.constantFrom('praktijk' as const, 'instelling' as const, 'zorgverlener' as const),
    open: fc.boolean(),
    blocked: fc.boolean(),
    granted: fc.subarray(['indienen', 'raadplegen', 'onbekend']),
    contact: fc.subarray(['10000001', '90000001']),
    listed: fc.subarray(['90000001', '12000001', 'aa']),
  })
  .map(({ soort, open, blocked, granted, contact, listed }) =>
    policyWith(
      {
        soort,
        diensten: new Set(open ? ['portaal'] : []),
        contactpersonen: contact.map(gebruikersnr),
        houders: keyed([
          { ...systeem, geblokkeerd: blocked, autorisaties: new Map([['portaal', granted]]) },
          persoon,
        ]),
      },
      {
        gebruikersnummers: new Set(gebruikersnummersIn(listed)),
        agbCodes: new Set(listed.flatMap((one) => parseAgbCode(one) ?? [])),
        publiekeSleutels: new Set(listed),
      },
    ),
  )

const rowOf = (name: StepName): Step => {
  const row = steps.find(({ stap }) => stap === name)
  if (row === undefined) throw new Error(name)
  return row
}

test('the steps stand by phase, and are few enough for the bits of a number', () => {
  const phases = steps.map(({ fase }) => fase)
  const order = ['middel', 'houder', 'identiteit', 'bericht', 'verwijzing']
  expect(phases).toEqual([...phases].sort((a, b) => order.indexOf(a) - order.indexOf(b)))
  expect(steps.length).toBeLessThan(32)
})

describe('whatever is asked', () => {
  test('is never allowed when any step failed, and its code is that of the first', () => {
    fc.assert(
      fc.property(anyQuestion, anyPolicy, (question, under) => {
        const { allowed: may, code, controls } = decide(question, under)
        const failed = firstFailed(controls)
        expect(may).toBe(code === null)
        expect(controls).toHaveLength(23)
        if (failed !== undefined) expect(code).toBe(failed.code)
        if (failed !== undefined || question.barred !== undefined) expect(may).toBe(false)
        for (const { stap, uitkomst, code: one } of controls) {
          expect(one !== null).toBe(uitkomst === 'mislukt')
          const { fase, codes: own }: Step = rowOf(stap)
          if (one !== null && fase !== 'bericht' && fase !== 'verwijzing')
            expect(own).toContain(one)
        }
      }),
      { numRuns: runs(2000) },
    )
  })

  test('is never allowed without a certificate that is present, trusted, in time, not revoked and of a profile', () => {
    fc.assert(
      fc.property(anyQuestion, anyPolicy, (question, under) => {
        if (!decide(question, under).allowed) return
        const { presented } = question
        expect(presented?.chainAccepted).not.toBe(false)
        expect(presented?.leaf.issuer).toBeDefined()
        expect(presented?.leaf.identity).toBeDefined()
        expect(presented && presented.leaf.validFrom <= at && at < presented.leaf.validTo).toBe(
          true,
        )
        expect(question.revocation).not.toBe('ingetrokken')
        expect(question.soorten?.has(presented?.leaf.identity?.soort ?? 'account') ?? true).toBe(
          true,
        )
        if (question.asked?.autorisatie !== undefined) {
          const who = presented?.leaf.identity
          const houder = who && findHouder(under, instantieOf(under), who)
          expect(
            houder &&
              grantedFor(houder, dienst, undefined, question.today).has(question.asked.autorisatie),
          ).toBe(true)
        }
      }),
      { numRuns: runs(2000) },
    )
  })

  test('comes out the same for the same question', () => {
    fc.assert(
      fc.property(anyQuestion, anyPolicy, (question, under) => {
        expect(decide(question, under)).toEqual(decide(question, under))
      }),
      { numRuns: runs(200) },
    )
  })
})

function instantieOf(under: Policy): Instantie {
  return under.instanties.get(agb('12000001')) ?? instantie
}
