/** The roles of VIPLive in the example policy, against a table of this test's own. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { grantedFor, isGemachtigd, mayGrant } from '../../gateway/decision/granted.ts'
import type { Dienst } from '../../gateway/decision/dienst.ts'
import type { Houder } from '../../gateway/decision/instantie.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { runCases } from '../../gateway/policy/test-cases.ts'
import { loadGood, makeFolder, now } from './policy-folder.ts'
import type { PolicyFolder } from './policy-folder.ts'

const own = join(packageRoot, 'policy')
const shipped = (folder: string, end: RegExp): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(own, folder))
      .filter((name) => end.test(name))
      .map((name) => [`${folder}/${name}`, readFileSync(join(own, folder, name), 'utf8')]),
  )

let folder: PolicyFolder
let set: PolicySet
let viplive: Dienst

beforeAll(async () => {
  folder = makeFolder({
    ...shipped('diensten', /^(?:incident|gli|viplive).*yaml$/),
    ...shipped('diensten/sleutels', /json$/),
    ...shipped('instanties', /^toegang[.]yaml$/),
    ...shipped('cases', /^viplive[.]yaml$/),
  })
  set = await loadGood(folder.dir)
  const found = set.policy.diensten.get('viplive')
  if (found === undefined) throw new Error('the example policy has no viplive')
  viplive = found
})
afterAll(() => {
  folder.remove()
})

const holder = (rol: string, machtigingen: readonly string[] = []): Houder => ({
  ...{ soort: 'account', gebruikersnummer: gebruikersnr('700000000001'), naam: undefined },
  autorisaties: new Map([['viplive', [rol]]]),
  machtigingen: new Map([['viplive', machtigingen]]),
  ipAdressen: [],
  geblokkeerd: false,
})

const today = '2026-01-01'
const functions = (rol: string, pakket?: ReadonlySet<string>): readonly string[] => {
  const instantie = pakket && { pakket: new Map([['viplive', pakket]]) }
  const granted = grantedFor(holder(rol), viplive, instantie, today)
  return [...granted].filter((naam) => !['basis', rol].includes(naam)).sort()
}

/** What a role is for, as the functions of the source are named here; `data`: may be gemachtigd for patient data. */
const roles: readonly (readonly [
  lines: string,
  rol: string,
  may: readonly string[],
  data: boolean,
])[] = [
  [
    'S4-21',
    'huisarts',
    [
      ...['aandacht-nodig', 'aios-dashboard', 'cov-ion', 'facturen', 'ggz', 'populatie'],
      ...['praktijkdeclaraties', 'rapporten', 'samenwerken'],
      ...['zorggroep-aantallen', 'zorggroep-inzien', 'zorggroep-uitvoeren'],
    ],
    true,
  ],
  ['S4-22', 'assistent', ['aandacht-nodig', 'cov-ion', 'facturen'], false],
  [
    'S4-23',
    'assistent-fin',
    ['praktijkdeclaraties', 'zorggroep-inzien', 'zorggroep-uitvoeren'],
    false,
  ],
  ['S4-24', 'poh-s', ['samenwerken', 'zorggroep-inzien', 'zorggroep-uitvoeren'], true],
  ['S4-25', 'poh-s-zonder-financieel', ['samenwerken', 'zorggroep-uitvoeren'], true],
  ['S4-26', 'kwaliteitsmedewerker', ['rapporten', 'zorggroep-aantallen'], false],
  ['S4-27', 'aios', ['aios-dashboard', 'populatie'], false],
  ['S4-28', 'waarnemer', ['samenwerken'], true],
  ['S4-29', 'poh-ggz', ['ggz'], false],
]

describe.each(roles)('%s: the role %s', (_, rol, may, data) => {
  test('comes to its functions and to no other', () => {
    expect(functions(rol)).toEqual([...may].sort())
  })

  test('comes within a practice to no more than its pakket', () => {
    const pakket = new Set(['basis', 'samenwerken', 'rapporten'])
    expect(functions(rol, pakket)).toEqual([...may].filter((naam) => pakket.has(naam)).sort())
  })

  test('has a case of what it may and one of what it may not', () => {
    const outcomes = set.cases
      .filter(({ wie }) => 'rollen' in wie && wie.rollen.join() === rol)
      .map(({ verwacht }) => verwacht)
    expect([outcomes.includes('toegestaan'), outcomes.includes('SL205')]).toEqual([true, true])
  })

  test('S4-11, S4-13, S4-30: is gemachtigd when it can be and was ticked, and not before', () => {
    const is = (machtigingen: readonly string[]) =>
      isGemachtigd(holder(rol, machtigingen), viplive, 'patientdata', today)
    expect([is([]), is(['patientdata'])]).toEqual([false, data])
  })

  test('S4-02: grants roles only when it is the huisarts', () => {
    const granted = [...mayGrant(holder(rol), viplive, today)].sort()
    expect(granted).toEqual(rol === 'huisarts' ? roles.map(([, one]) => one).sort() : [])
  })
})

test('every case of the file comes out as it says', async () => {
  const results = (await runCases(set, { now })).filter(({ geval }) => geval.dienst === 'viplive')
  const wrong = results.filter(({ geslaagd, gekregen }) => !geslaagd && gekregen !== undefined)
  expect(wrong.map(({ geval, gekregen }) => [geval.naam, geval.verwacht, gekregen])).toEqual([])
  expect(results.length).toBeGreaterThan(100)
})

test('S4-12: what holds patient data asks the machtiging and a secured session', () => {
  const cards = viplive.routes.filter(({ pad }) => pad.startsWith('/viplive/patienten/'))
  expect(cards.map(({ machtiging, beveiligd }) => [machtiging, beveiligd])).toEqual([
    ['patientdata', true],
  ])
})
