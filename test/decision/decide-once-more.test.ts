import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { Leaf } from '../../gateway/identity/identity.ts'
import { soortenOp } from '../../gateway/identity/identity.ts'
import { decide } from '../../gateway/decision/decide.ts'
import { decideOnceMore } from '../../gateway/decision/decide-once-more.ts'
import { houderKey } from '../../gateway/decision/instantie.ts'
import { noOverlay } from '../../gateway/decision/policy.ts'
import type { Dienst } from '../../gateway/decision/dienst.ts'
import type { Policy } from '../../gateway/decision/policy.ts'
import type { Asked, Presented, Question } from '../../gateway/decision/question.ts'

const at = Date.parse('2026-11-21T12:00:00Z')
const agbCode = agb('12000001')

const raadplegen = { naam: 'raadplegen', omschrijving: '', omvat: new Set(['raadplegen']) }
const dienst: Dienst = {
  naam: 'portaal',
  titel: 'Portaal',
  autorisaties: new Map([['raadplegen', raadplegen]]),
  soorten: new Set(['praktijk']),
  zorgsoorten: undefined,
  instroom: undefined,
  upstream: { url: 'http://127.0.0.1', instroom: undefined, termijnMs: 1 },
  host: undefined,
  routes: [],
  quota: undefined,
}

const houder = {
  soort: 'persoonlijk',
  gebruikersnummer: gebruikersnr('10000001'),
  naam: undefined,
  autorisaties: new Map([['portaal', ['raadplegen']]]),
  ipAdressen: [],
  geblokkeerd: false,
} as const

const policy: Policy = {
  version: 'v1',
  diensten: new Map([['portaal', dienst]]),
  instanties: new Map([
    [
      agbCode,
      {
        agbCode,
        naam: 'De Sluis',
        soort: 'praktijk',
        overeenkomst: { van: '2026-01-01', tot: '2026-11-21' },
        diensten: new Set(['portaal']),
        beheer: 'bestand',
        contactpersonen: [],
        houders: new Map([[houderKey('persoonlijk', '10000001'), houder]]),
      },
    ],
  ]),
  blokkades: { gebruikersnummers: new Set(), agbCodes: new Set(), publiekeSleutels: new Set() },
  overlay: noOverlay,
}

const issuer: NonNullable<Leaf['issuer']> = {
  validFrom: at - 3000,
  validTo: at + 3000,
  keyId: 'k',
  fingerprint: fingerprintOf(Buffer.from('i')),
  intrekking: 'hard',
}

const leaf: Leaf = {
  validFrom: at - 2000,
  validTo: at + 2000,
  fingerprint: fingerprintOf(Buffer.from('f')),
  publicKeySha256: 'aa',
  serial: '01',
  issuer,
  identity: {
    soort: 'persoonlijk',
    profiel: 'persoonlijk',
    gebruikersnummer: gebruikersnr('10000001'),
    agbCode,
    naam: undefined,
    instantieNaam: undefined,
  },
  problems: [],
}

const asked: Asked = { dienst: 'portaal', autorisatie: 'raadplegen' }

/** What was shown on one connection, and a question by it that is allowed. */
const onConnection = (of: Leaf = leaf): Question => ({
  at,
  today: '2026-11-21',
  middel: 'certificaat',
  presented: { chainAccepted: true, leaf: of },
  revocation: 'goed',
  soorten: soortenOp.portaal,
  address: '192.0.2.7',
  asked,
  quotaUsedUp: false,
})

const blocked: Policy = {
  ...policy,
  blokkades: { ...policy.blokkades, gebruikersnummers: new Set([gebruikersnr('10000001')]) },
}

test('the same question on a connection has the very same decision', () => {
  const question = onConnection()
  const first = decideOnceMore(question, policy)
  expect(first.allowed).toBe(true)
  expect(decideOnceMore({ ...question, at: at + 1999 }, policy)).toBe(first)
})

test.each<[string, Partial<Question>, Policy, string]>([
  ['a block, or any other set', {}, blocked, 'SL109'],
  ['the end of the certificate', { at: at + 2000 }, policy, 'SL103'],
  ['a clock before its beginning', { at: at - 2001 }, policy, 'SL104'],
  ['a list that revokes it', { revocation: 'ingetrokken' }, policy, 'SL105'],
  ['a list that is out of date', { revocation: 'onbekend' }, policy, 'SL106'],
  ['the next day, on which the agreement is over', { today: '2026-11-22' }, policy, 'SL202'],
  ['another route', { asked: { ...asked, autorisatie: 'indienen' } }, policy, 'SL205'],
  ['another listener', { soorten: soortenOp.instroom }, policy, 'SL108'],
  ['a quota that is used up', { quotaUsedUp: true }, policy, 'SL208'],
  ['a path that is nobody’s', { barred: 'SL512' }, policy, 'SL512'],
  ['content that cannot be read', { message: { 'bericht-json': 'SL301' } }, policy, 'SL301'],
  ['a reference that is unknown', { reference: 'SL401' }, policy, 'SL401'],
  ['no certificate', { presented: undefined }, policy, 'SL101'],
])('what was allowed is judged again after %s', (_, change, then, code) => {
  const question = onConnection()
  expect(decideOnceMore(question, policy).allowed).toBe(true)
  const changed = { ...question, ...change }
  expect(decideOnceMore(changed, then)).toEqual(decide(changed, then))
  expect(decideOnceMore(changed, then).code).toBe(code)
  // And it says nothing of the next one.
  expect(decideOnceMore(question, policy)).toEqual(decide(question, policy))
})

test('the end of the issuing CA counts as that of the certificate', () => {
  const short = { ...leaf, issuer: { ...issuer, validTo: at + 1000 } }
  const question = onConnection(short)
  expect(decideOnceMore(question, policy).allowed).toBe(true)
  expect(decideOnceMore({ ...question, at: at + 1000 }, policy).code).toBe('SL103')
})

test('a refusal is never remembered, and one connection says nothing of another', () => {
  const question = onConnection()
  expect(decideOnceMore(question, blocked).allowed).toBe(false)
  expect(decideOnceMore(question, policy).allowed).toBe(true)
  const refused: Presented = { chainAccepted: false, leaf }
  expect(decideOnceMore({ ...question, presented: refused }, policy).code).toBe('SL102')
})
