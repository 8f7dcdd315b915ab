/** Decisions about who signed in, and that they never open what is for certificates (systems of toegang, T1). */
import { overlayKey } from '../../gateway/decision/overlay-key.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Code } from '../../gateway/errors.ts'
import { agb } from '../../gateway/identity/agb-code.ts'
import { niveauVan, niveaus, reaches, soortenOp } from '../../gateway/identity/identity.ts'
import type { Identity, Leaf, Soort } from '../../gateway/identity/identity.ts'
import { decide } from '../../gateway/decision/decide.ts'
import { grantedFor } from '../../gateway/decision/granted.ts'
import { houderKey } from '../../gateway/decision/instantie.ts'
import { noOverlay } from '../../gateway/decision/policy.ts'
import type { Autorisatie, Dienst } from '../../gateway/decision/dienst.ts'
import type { Houder, Instantie } from '../../gateway/decision/instantie.ts'
import type { Policy } from '../../gateway/decision/policy.ts'
import type { Aanmelding, Asked, Question } from '../../gateway/decision/question.ts'
import { subjectOf } from '../../gateway/decision/question.ts'
import type { StepName } from '../../gateway/decision/steps.ts'
import { runs } from '../support/runs.ts'

const at = 1_800_000_000_000

const named = (naam: string, ...omvat: readonly string[]) =>
  [naam, { naam, omschrijving: '', omvat: new Set([naam, ...omvat]) }] as const

const dienst: Dienst = {
  naam: 'viplive',
  titel: 'VIPLive',
  autorisaties: new Map<string, Autorisatie>([
    ['huisarts', { ...named('huisarts', 'samenwerken')[1], toekennen: new Set(['assistent']) }],
    named('assistent', 'facturen'),
    named('samenwerken'),
    named('facturen'),
  ]),
  soorten: new Set(['praktijk']),
  zorgsoorten: undefined,
  instroom: undefined,
  upstream: { url: 'http://127.0.0.1', instroom: undefined, termijnMs: 1 },
  host: undefined,
  routes: [],
  quota: undefined,
  toegang: new Set(['account', 'meldcode']),
  machtigingen: new Map([
    ['patientdata', { naam: 'patientdata', omschrijving: '', voor: new Set(['huisarts']) }],
  ]),
}

const houder = (soort: Soort, rollen: readonly string[], change: Partial<Houder> = {}): Houder => ({
  soort,
  gebruikersnummer: gebruikersnr('700000000017'),
  naam: undefined,
  autorisaties: new Map([['viplive', rollen]]),
  ipAdressen: [],
  geblokkeerd: false,
  ...change,
})

const instantie: Instantie = {
  agbCode: agb('01000006'),
  naam: 'Praktijk De Kade',
  soort: 'praktijk',
  overeenkomst: { van: '2026-01-01', tot: undefined },
  diensten: new Set(['viplive']),
  beheer: 'bestand',
  contactpersonen: [],
  houders: new Map(),
}

const policyWith = (
  lid: Houder,
  change: { readonly instantie?: Partial<Instantie>; readonly dienst?: Partial<Dienst> } = {},
): Policy => ({
  version: 'v1',
  diensten: new Map([['viplive', { ...dienst, ...change.dienst }]]),
  instanties: new Map([[agb('01000006'), { ...instantie, ...change.instantie }]]),
  blokkades: {
    gebruikersnummers: new Set(),
    agbCodes: new Set(),
    publiekeSleutels: new Set(),
  },
  overlay: {
    ...noOverlay,
    leden: new Map([[overlayKey(agb('01000006'), lid), lid]]),
  },
})

const account: Identity = {
  soort: 'account',
  profiel: 'account',
  gebruikersnummer: gebruikersnr('700000000017'),
  agbCode: agb('01000006'),
  naam: 'B. Smit',
  instantieNaam: undefined,
}

const aanmelding: Aanmelding = {
  identity: account,
  sessie: 's1',
  eindigt: at + 1,
  beeindigd: false,
  account: 'bruikbaar',
  beveiligdTot: at + 1,
}

const asked: Asked = {
  dienst: 'viplive',
  autorisatie: 'samenwerken',
  niveau: 'tweefactor',
  machtiging: 'patientdata',
  beveiligd: true,
}

const signedIn: Question = {
  at,
  today: '2026-11-28',
  middel: 'aanmelding',
  presented: undefined,
  revocation: 'onbekend',
  aanmelding,
  soorten: soortenOp.toegang,
  address: '192.0.2.7',
  asked,
  quotaUsedUp: false,
}

const huisarts = houder('account', ['huisarts'], {
  machtigingen: new Map([['viplive', ['patientdata']]]),
})
const policy = policyWith(huisarts)
const appOnly = policyWith(huisarts, { dienst: { tweedeFactor: new Set(['app']) } })
const melder: Partial<Question> = {
  aanmelding: { ...aanmelding, identity: { ...account, soort: 'meldcode', naam: undefined } },
}

type Row = [string, Partial<Question>, Policy, Code | null, StepName | null]

describe('one change to a sign-in that is allowed', () => {
  test.each<Row>([
    ['nothing', {}, policy, null, null],
    ['no sign-in', { aanmelding: undefined }, policy, 'SL121', 'aangemeld'],
    [
      'the moment it ends',
      { aanmelding: { ...aanmelding, eindigt: at } },
      policy,
      'SL122',
      'aangemeld',
    ],
    [
      'an end that is no number',
      { aanmelding: { ...aanmelding, eindigt: NaN } },
      policy,
      'SL122',
      'aangemeld',
    ],
    ['ended', { aanmelding: { ...aanmelding, beeindigd: true } }, policy, 'SL122', 'aangemeld'],
    [
      'a blocked account',
      { aanmelding: { ...aanmelding, account: 'geblokkeerd' } },
      policy,
      'SL126',
      'account',
    ],
    [
      'an account whose factor is gone',
      { aanmelding: { ...aanmelding, account: 'factor-ontbreekt' } },
      policy,
      'SL127',
      'account',
    ],
    [
      'a dienst that is not for accounts',
      {},
      policyWith(huisarts, { dienst: { toegang: new Set(['meldcode']) } }),
      'SL108',
      'soort',
    ],
    [
      'a dienst without toegang',
      {},
      policyWith(huisarts, { dienst: { toegang: undefined } }),
      'SL108',
      'soort',
    ],
    ['a listener of certificates', { soorten: soortenOp.portaal }, policy, 'SL108', 'soort'],
    [
      'a membership that was stopped',
      {},
      policyWith({ ...huisarts, geblokkeerd: true }),
      'SL109',
      'blokkade',
    ],
    ['a path that is not there', { barred: 'SL512' }, policy, 'SL512', null],
    [
      'a path that is not there, of a blocked account',
      { barred: 'SL512', aanmelding: { ...aanmelding, account: 'geblokkeerd' } },
      policy,
      'SL126',
      'account',
    ],
    [
      'a path that is not there, of a member that was stopped',
      { barred: 'SL512' },
      policyWith({ ...huisarts, geblokkeerd: true }),
      'SL512',
      null,
    ],
    [
      'a route for certificates',
      { asked: { ...asked, niveau: 'certificaat' } },
      policy,
      'SL210',
      'niveau',
    ],
    [
      'a route that names no niveau',
      { asked: { ...asked, niveau: undefined } },
      policy,
      'SL210',
      'niveau',
    ],
    ['a meldcode where an account is needed', melder, policy, 'SL210', 'niveau'],
    [
      'a second factor that the dienst does not take',
      { aanmelding: { ...aanmelding, factor: 'sms' } },
      appOnly,
      'SL210',
      'niveau',
    ],
    [
      'a second factor that it takes',
      { aanmelding: { ...aanmelding, factor: 'app' } },
      appOnly,
      null,
      null,
    ],
    ['no membership', {}, policyWith(houder('meldcode', [])), 'SL204', 'autorisatie'],
    [
      'a role that has not enough',
      {},
      policyWith(houder('account', ['assistent'])),
      'SL205',
      'autorisatie',
    ],
    [
      'a pakket without it',
      {},
      policyWith(huisarts, {
        instantie: { pakket: new Map([['viplive', new Set(['facturen', 'huisarts'])]]) },
      }),
      'SL205',
      'autorisatie',
    ],
    [
      'a pakket with it',
      {},
      policyWith(huisarts, {
        instantie: { pakket: new Map([['viplive', new Set(['samenwerken'])]]) },
      }),
      null,
      null,
    ],
    ['no machtiging', {}, policyWith(houder('account', ['huisarts'])), 'SL212', 'machtiging'],
    [
      'a machtiging of a role that it is not for',
      {},
      policyWith({ ...huisarts, autorisaties: new Map([['viplive', ['samenwerken']]]) }),
      'SL212',
      'machtiging',
    ],
    [
      'a machtiging that the dienst does not know',
      {},
      policyWith(huisarts, { dienst: { machtigingen: undefined } }),
      'SL212',
      'machtiging',
    ],
    [
      'no secured session',
      { aanmelding: { ...aanmelding, beveiligdTot: undefined } },
      policy,
      'SL211',
      'beveiligde-sessie',
    ],
    [
      'the moment the secured session ends',
      { aanmelding: { ...aanmelding, beveiligdTot: at } },
      policy,
      'SL211',
      'beveiligde-sessie',
    ],
    [
      'managing members, by who may grant',
      {
        asked: {
          dienst: 'viplive',
          autorisatie: undefined,
          niveau: 'tweefactor',
          ledenbeheer: true,
        },
      },
      policy,
      null,
      null,
    ],
    [
      'managing members, by who may not',
      {
        asked: {
          dienst: 'viplive',
          autorisatie: undefined,
          niveau: 'tweefactor',
          ledenbeheer: true,
        },
      },
      policyWith(houder('account', ['assistent'])),
      'SL209',
      'autorisatie',
    ],
    ['a quota that is used up', { quotaUsedUp: true }, policy, 'SL208', 'quotum'],
  ])('%s', (...[, change, under, code, step]: Row) => {
    const decision = decide({ ...signedIn, ...change }, under)
    expect(decision.code).toBe(code)
    const failed = decision.controls.find(({ uitkomst }) => uitkomst === 'mislukt')
    expect(failed?.stap ?? null).toBe(step)
  })

  test('what is missing is told as by a machtiging first, then the secured session', () => {
    const open = { ...signedIn, aanmelding: { ...aanmelding, beveiligdTot: undefined } }
    const { code, controls } = decide(open, policyWith(houder('account', ['huisarts'])))
    expect(code).toBe('SL212')
    expect(controls.flatMap((one) => one.code ?? [])).toEqual(['SL212', 'SL211'])
  })

  test('lists the steps of a sign-in, and what the route demands', () => {
    expect(
      decide(signedIn, policy)
        .controls.map(({ stap }) => stap)
        .join(' '),
    ).toBe(
      'aangemeld account soort blokkade instantie overeenkomst dienst agb-soort zorgsoort niveau ' +
        'autorisatie machtiging beveiligde-sessie quotum bericht-mediatype bericht-grootte ' +
        'bericht-json bericht-schema bericht-bsn bericht-agbcode bericht-zorgverlener referentie',
    )
    const plain = decide(
      { ...signedIn, asked: { ...asked, machtiging: undefined, beveiligd: false } },
      policy,
    )
    expect(plain.controls.map(({ stap }) => stap)).not.toContain('machtiging')
    expect(plain.controls.map(({ stap }) => stap)).not.toContain('beveiligde-sessie')
  })

  test('of a meldcode no account is judged', () => {
    const { controls } = decide({ ...signedIn, ...melder }, policy)
    expect(controls.find(({ stap }) => stap === 'account')?.uitkomst).toBe('niet-uitgevoerd')
  })
})

test('a holder of the files is never a member who signs in, nor the other way round', () => {
  const files = policyWith(houder('meldcode', []), {
    instantie: { houders: new Map([[houderKey('account', '700000000017'), huisarts]]) },
  })
  expect(decide(signedIn, files).code).toBe('SL204')
})

test('a pakket limits what is handed on, too', () => {
  const pakket = { pakket: new Map([['viplive', new Set(['samenwerken'])]]) }
  expect(grantedFor(huisarts, dienst, pakket, signedIn.today)).toEqual(new Set(['samenwerken']))
  expect(grantedFor(huisarts, dienst, undefined, signedIn.today)).toEqual(
    new Set(['huisarts', 'samenwerken']),
  )
})

test('niveaus are in order, and every kind has one', () => {
  expect(niveaus.map((one) => niveaus.filter((other) => reaches(one, other)).length)).toEqual([
    1, 2, 3,
  ])
  expect(Object.values(niveauVan).every((one) => niveaus.includes(one))).toBe(true)
})

test('two sign-ins, and a certificate, are different subjects', () => {
  const other = { ...signedIn, aanmelding: { ...aanmelding, sessie: 's2' } }
  const byCertificate: Question = {
    ...signedIn,
    middel: 'certificaat',
    presented: { chainAccepted: true, leaf },
  }
  expect(new Set([signedIn, other, byCertificate].map(subjectOf)).size).toBe(3)
  expect(subjectOf({ ...signedIn, aanmelding: undefined })).toBe('')
})

// ---- the four invariants, over generated questions ----

const window = { validFrom: at - 1, validTo: at + 1 }
const leaf: Leaf = {
  ...window,
  fingerprint: fingerprintOf(Buffer.from('f')),
  publicKeySha256: 'aa',
  serial: '01',
  issuer: {
    ...window,
    keyId: 'k',
    fingerprint: fingerprintOf(Buffer.from('i')),
    intrekking: 'zacht',
  },
  identity: { ...account, soort: 'persoonlijk', profiel: 'p' },
  problems: [],
}

const anySoort = fc.constantFrom<Soort>('persoonlijk', 'systeem', 'account', 'meldcode')

const anyAanmelding: fc.Arbitrary<Aanmelding> = fc.record({
  identity: anySoort.map((soort) => ({ ...account, soort })),
  sessie: fc.constant('s1'),
  eindigt: fc.constantFrom(at - 1, at, at + 1, Infinity, NaN),
  beeindigd: fc.boolean(),
  account: fc.constantFrom(
    'bruikbaar' as const,
    'geblokkeerd' as const,
    'factor-ontbreekt' as const,
  ),
  beveiligdTot: fc.constantFrom(undefined, at, at + 1),
})

const anyAsked: fc.Arbitrary<Asked> = fc.record({
  dienst: fc.constantFrom('viplive', 'elders', undefined),
  autorisatie: fc.constantFrom('samenwerken', 'facturen', undefined),
  niveau: fc.constantFrom(undefined, ...niveaus),
  machtiging: fc.constantFrom(undefined, 'patientdata', 'x'),
  beveiligd: fc.constantFrom(undefined, true, false),
  contactpersoon: fc.boolean(),
  ledenbeheer: fc.boolean(),
})

const anyQuestion: fc.Arbitrary<Question> = fc.record({
  at: fc.constant(at),
  today: fc.constant('2026-11-28'),
  middel: fc.constantFrom('certificaat' as const, 'aanmelding' as const),
  presented: fc.constantFrom(
    undefined,
    { chainAccepted: true, leaf },
    { chainAccepted: false, leaf },
  ),
  revocation: fc.constantFrom('goed' as const, 'onbekend' as const, 'ingetrokken' as const),
  aanmelding: fc.option(anyAanmelding, { nil: undefined }),
  soorten: fc.constantFrom(undefined, ...Object.values(soortenOp)),
  address: fc.constant(undefined),
  asked: fc.option(anyAsked, { nil: undefined }),
  quotaUsedUp: fc.constantFrom(undefined, false),
})

const anyPolicy = fc.constantFrom(
  policy,
  policyWith(houder('meldcode', ['samenwerken'])),
  policyWith(houder('account', ['assistent'])),
  policyWith(huisarts, { dienst: { toegang: undefined } }),
  policyWith(huisarts, {
    instantie: {
      houders: new Map([
        [houderKey('persoonlijk', '700000000017'), houder('persoonlijk', ['huisarts'])],
      ]),
      contactpersonen: [gebruikersnr('700000000017')],
    },
  }),
)

const holds = (property: (question: Question, under: Policy) => void): void => {
  fc.assert(fc.property(anyQuestion, anyPolicy, property), { numRuns: runs(3000) })
}

describe('the four invariants of the means', () => {
  test('by certificate, nobody is allowed who presents none', () => {
    holds((question, under) => {
      const without: Question = { ...question, middel: 'certificaat', presented: undefined }
      expect(decide(without, under).code).toBe('SL101')
    })
  })

  test('by sign-in, nobody is allowed as a holder of a certificate', () => {
    holds((question, under) => {
      const asking: Question = { ...question, middel: 'aanmelding' }
      if (!decide(asking, under).allowed) return
      expect(['account', 'meldcode']).toContain(asking.aanmelding?.identity.soort)
      expect(asking.aanmelding?.account).toBe('bruikbaar')
      if (asking.asked !== undefined)
        expect(asking.asked.niveau === undefined || asking.asked.niveau === 'certificaat').toBe(
          false,
        )
    })
  })

  test('by sign-in, a certificate beside it fails', () => {
    holds((question, under) => {
      const both: Question = {
        ...question,
        middel: 'aanmelding',
        presented: { chainAccepted: true, leaf },
      }
      expect(decide(both, under).code).toBe('SL121')
    })
  })

  test('by certificate, a sign-in beside it changes nothing', () => {
    fc.assert(
      fc.property(anyQuestion, anyAanmelding, anyPolicy, (question, beside, under) => {
        const alone: Question = { ...question, middel: 'certificaat', aanmelding: undefined }
        expect(decide({ ...alone, aanmelding: beside }, under)).toEqual(decide(alone, under))
      }),
      { numRuns: runs(3000) },
    )
  })

  test('by certificate, what is for members in person is never allowed', () => {
    holds((question, under) => {
      const personal = { ...asked, dienst: 'viplive' }
      const asking: Question = { ...question, middel: 'certificaat', asked: personal }
      expect(decide(asking, under).allowed).toBe(false)
    })
  })
})
