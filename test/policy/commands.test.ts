import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { overlayKey, type OverlayKey } from '../../gateway/decision/overlay-key.ts'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { agb } from '../../gateway/identity/agb-code.ts'
import { messageReader } from '../../gateway/instroom/message-steps.ts'
import { caseJunit, caseText, untouched } from '../../gateway/workbench/case-report.ts'
import { checkPolicy, checkSarif, checkText } from '../../gateway/workbench/check.ts'
import { diffSets } from '../../gateway/workbench/diff.ts'
import { explain, explainHolder } from '../../gateway/workbench/explain.ts'
import { explainText } from '../../gateway/workbench/explain-text.ts'
import type { Houder } from '../../gateway/decision/instantie.ts'
import { imagine } from '../../gateway/decision/imagined.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { replay } from '../../gateway/workbench/replay.ts'
import { askerOf } from '../../gateway/workbench/recorded-row.ts'
import { codeUnder, decideAgain } from '../../gateway/workbench/recorded.ts'
import type { RecordedDecision } from '../../gateway/workbench/recorded-row.ts'
import { showMarks, writeMarks } from '../../gateway/decision/step-marks.ts'
import { runCases } from '../../gateway/policy/test-cases.ts'
import { baseline, edited, loadGood, makeFolder, now } from './policy-folder.ts'
import type { PolicyFolder } from './policy-folder.ts'

const practices = 'instanties/praktijken.yaml'
const cases = 'cases/gevallen.yaml'

let folder: PolicyFolder
let set: PolicySet

beforeEach(async () => {
  folder = makeFolder()
  set = await loadGood(folder.dir)
})

afterEach(() => {
  folder.remove()
})

/** The set of the folder with these changes. */
async function changed(changes: Record<string, string>): Promise<PolicySet> {
  const other = makeFolder(changes)
  const loaded = await loadGood(other.dir)
  other.remove()
  return loaded
}

describe('check', () => {
  // Of a holder that is there: a block of nobody is a warning of its own.
  beforeEach(() => {
    folder.write('blokkades.yaml', '- { gebruikersnummer: "10000002", reden: pas kwijt }\n')
  })

  test('counts what is in a good set', async () => {
    const result = await checkPolicy(folder.dir, { now })
    expect(result).toMatchObject({
      goed: true,
      samenvatting: {
        profielen: 2,
        diensten: 1,
        instanties: 1,
        certificaathouders: 3,
        blokkades: 1,
        gevallen: 1,
      },
    })
    expect(checkText(result)).toBe(
      `Het beleid is goed: 2 profielen, 1 dienst, 1 instantie, 3 certificaathouders, 1 blokkade, 1 geval (versie ${result.samenvatting?.versie.slice(0, 12) ?? ''}).`,
    )
  })

  test('tells problems, and warnings as such', async () => {
    folder.write(practices, edited(practices, '["10000001"]', '[]')[practices] ?? '')
    expect(checkText(await checkPolicy(folder.dir, { now }))).toMatch(
      /praktijken\.yaml:1:3: waarschuwing: deze instantie heeft geen contactpersoon \(noem er een .*\)\nHet beleid is goed: .*; 1 waarschuwing\.$/,
    )
    folder.write(practices, '- x\n')
    expect(checkText(await checkPolicy(folder.dir, { now }))).toMatch(
      /praktijken\.yaml:1:3: hier hoort een groep sleutels, geen tekst \(schrijf `\{ agbCode: … \}`\)\nHet beleid is niet goed: 1 probleem\.$/,
    )
  })

  test('speaks SARIF', async () => {
    folder.write(practices, edited(practices, '"12000001"', '12000001')[practices] ?? '')
    expect(checkSarif(await checkPolicy(folder.dir, { now }))).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'beleid/probleem',
              level: 'error',
              locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 12 } } }],
            },
          ],
        },
      ],
    })
  })

  test('speaks SARIF of warnings too, with what to do about them', async () => {
    folder.write(practices, edited(practices, '["10000001"]', '[]')[practices] ?? '')
    expect(checkSarif(await checkPolicy(folder.dir, { now }))).toMatchObject({
      runs: [
        {
          results: [
            {
              ruleId: 'beleid/waarschuwing',
              level: 'warning',
              message: {
                text: 'deze instantie heeft geen contactpersoon (noem er een bij `contactpersonen`)',
              },
            },
          ],
        },
      ],
    })
  })
})

test('SARIF names a file by a URI, whatever its name holds', () => {
  const problem = { file: 'mijn beleid/50%#1?.yaml', line: 1, column: 1, melding: 'x' }
  const problemen = [problem]
  const sarif = checkSarif({ goed: false, problemen, waarschuwingen: [], samenvatting: undefined })
  expect(JSON.stringify(sarif)).toContain('"uri":"mijn%20beleid/50%25%231%3F.yaml"')
})

test('SARIF of a warning without a hint has just its message', async () => {
  folder.write(
    practices,
    edited(practices, '["10000001"]', '["10000001", "10000007"]')[practices] ?? '',
  )
  expect(JSON.stringify(checkSarif(await checkPolicy(folder.dir, { now })))).toContain(
    '"text":"contactpersoon 10000007 staat niet bij de persoonlijke certificaten van deze instantie"',
  )
})

describe('cases', () => {
  const more = `
- naam: met "aanhalingstekens" & <haken>
  certificaat: { soort: persoonlijk, gebruikersnummer: "10000001", agbCode: "12000001" }
  dienst: portaal
  verzoek: { methode: POST, pad: /portaal/aanvragen, agbCode: "12000001" }
  verwacht: SL305
- naam: een bericht
  certificaat: { soort: systeem, gebruikersnummer: "90000001", agbCode: "12000001" }
  dienst: portaal
  bericht: { referentie: x }
  verwacht: SL302
- naam: op een andere dag
  certificaat: { soort: systeem, gebruikersnummer: "90000001", agbCode: "12000001" }
  dienst: portaal
  autorisatie: indienen
  datum: 2100-01-01
  verwacht: SL202
`

  test('are decided, and those that differ are told with the step', async () => {
    const other = await changed({ [cases]: (baseline[cases] ?? '') + more })
    const readMessage = (): { 'bericht-schema': 'SL302' } => ({ 'bericht-schema': 'SL302' })
    const results = await runCases(other, { now, readMessage })
    expect(results.map(({ gekregen }) => gekregen)).toEqual([
      'SL205',
      'toegestaan',
      'SL302',
      'SL202',
    ])
    const text = caseText(results, untouched(other, results))
    expect(text).toContain(
      'gevallen.yaml:7:3: "met "aanhalingstekens" & <haken>": verwacht SL305, gekregen toegestaan',
    )
    expect(text).toContain('3 van 4 gevallen komen uit zoals verwacht.')
    expect(text).toContain('Zonder geval: routes portaal: GET,HEAD /portaal/**.')
    expect(text).toContain('Zonder geval: autorisaties portaal: raadplegen.')
    expect(caseJunit(results)).toContain(
      '<testcase name="met &quot;aanhalingstekens&quot; &amp; &lt;haken&gt;"',
    )
    expect(caseJunit(results)).toMatch(/tests="4" failures="1"/)
  })

  test('that come out otherwise name the step, or the path that has none', async () => {
    const wrong = `- naam: indienen mag niet
  certificaat: { soort: persoonlijk, gebruikersnummer: "10000002", agbCode: "12000001" }
  dienst: portaal
  autorisatie: indienen
  verwacht: toegestaan
- naam: er is geen route
  certificaat: { soort: persoonlijk, gebruikersnummer: "10000002", agbCode: "12000001" }
  dienst: portaal
  verzoek: { methode: GET, pad: /elders }
  verwacht: toegestaan
`
    const other = await changed({ [cases]: wrong })
    const results = await runCases(other, { now })
    const text = caseText(results, untouched(other, results))
    expect(text).toContain(
      '"indienen mag niet": verwacht toegestaan, gekregen SL205 bij de stap "Autorisatie voldoende"\n',
    )
    expect(text).toContain('"er is geen route": verwacht toegestaan, gekregen SL512\n')
  })

  test('leave untouched what they leave untouched, of which ten are named', () => {
    const names = Array.from({ length: 12 }, (_, index) => `1200${index}`)
    const coverage = { instanties: names, autorisaties: [], routes: names.slice(0, 1) }
    expect(caseText([], coverage)).toBe(
      `0 van 0 gevallen komen uit zoals verwacht.\nZonder geval: instanties ${names.slice(0, 10).join('; ')} en 2 andere.\nZonder geval: routes 12000.`,
    )
  })

  test('that touch everything: it is said', () => {
    const coverage = { instanties: [], autorisaties: [], routes: [] }
    expect(caseText([], coverage)).toBe(
      '0 van 0 gevallen komen uit zoals verwacht.\nElke instantie, autorisatie en route heeft een geval.',
    )
  })

  test('that cannot be judged do not pass', async () => {
    const other = await changed({ [cases]: more })
    const results = await runCases(other, { now })
    expect(results[1]).toMatchObject({ geslaagd: false, gekregen: undefined })
    expect(caseText(results, untouched(other, results))).toContain(
      'kan hier niet worden beoordeeld',
    )
  })

  test('of the example policy come out as they say, and touch every instantie, autorisatie and route', async () => {
    const example = makeFolder()
    const files = (dir: string): string[] =>
      readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? files(`${dir}/${entry.name}`) : [`${dir}/${entry.name}`],
      )
    for (const name of Object.keys(baseline)) example.write(name, '[]\n')
    for (const file of files('policy').filter((name) => /[.](?:yaml|jwk[.]json)$/.test(name)))
      example.write(
        file.slice('policy/'.length),
        readFileSync(file, 'utf8')
          .replaceAll('../certs-dev', '../certs')
          .replaceAll(/ca-(?:uzi|crl-verouderd)/g, 'ca-persoonlijk'),
      )
    for (const name of ['diensten/portaal.yaml', 'instanties/praktijken.yaml', cases])
      rmSync(`${example.dir}/${name}`)
    const loaded = await loadGood(example.dir)
    const results = await runCases(loaded, { now, readMessage: messageReader(undefined) })
    expect(results.filter(({ geslaagd }) => !geslaagd)).toEqual([])
    expect(untouched(loaded, results)).toEqual({ instanties: [], autorisaties: [], routes: [] })
    expect(loaded.warnings.map(({ melding }) => melding)).toEqual([
      'de overeenkomst is voorbij (2025-12-31); de autorisaties hieronder doen niets meer',
      'de dienst `machtigingenportaal` laat geen instantie van de soort `zorgverlener` toe',
      'de dienst `machtigingenportaal` laat zorgsoort 01 niet toe',
    ])
    example.remove()
  })
})

describe('explain', () => {
  const reader = {
    soort: 'persoonlijk',
    gebruikersnummer: '10000002',
    agbCode: agb('12000001'),
    publicKeySha256: undefined,
    toestand: 'goed',
  } as const

  test('gives the decision with every step', () => {
    const asked = { set, dienst: 'portaal', autorisatie: 'indienen', at: now() }
    const explanation = explainHolder(reader, asked)
    expect(explanation).toMatchObject({ uitkomst: 'geweigerd', code: 'SL205', beleid: set.version })
    expect(explanation.controles.find(({ stap }) => stap === 'adres')?.uitkomst).toBe(
      'niet-uitgevoerd',
    )
    const text = explainText(explanation)
    expect(text).toContain('geweigerd: SL205 Autorisatie niet voldoende')
    expect(text).toContain('├─ ✗ Autorisatie voldoende (SL205)')
    expect(text).toContain('IP-adres geregistreerd (hier niet beoordeeld)')
    expect(text).toContain('· Juiste soort certificaat (hier niet beoordeeld)')
    const allowed = explainHolder(reader, { ...asked, autorisatie: 'raadplegen' })
    expect(allowed).toMatchObject({ uitkomst: 'toegestaan', code: null })
    expect(explainText(allowed)).toMatch(/^toegestaan\n├─ ✓ .*\n└─ · .*\nBeleid: [0-9a-f]{64}$/s)
  })

  test.each([
    ['bestand', 'beheerder', 'De beheerder geeft het certificaat de autorisatie in het beleid.'],
    ['contactpersoon', 'contactpersoon', 'in Gebruikersbeheer de autorisatie indienen te geven.'],
  ])('P5: with `beheer: %s` the %s mends it, as the server says', async (beheer, wie, actie) => {
    const text = (baseline[practices] ?? '').replace(/beheer: \w+/, `beheer: ${beheer}`)
    const asked = { set: await changed({ [practices]: text }), dienst: 'portaal', at: now() }
    const explanation = explainHolder(reader, { ...asked, autorisatie: 'indienen' })
    expect(explanation).toMatchObject({ code: 'SL205', wie })
    expect(explainText(explanation)).toMatch(new RegExp(`\nWie: ${wie}\\. .*${actie}\n`))
  })

  test('judges a message that is given', () => {
    const presented = imagine({ ...reader, gebruikersnummer: '10000001' }, set.profiles)
    const base = {
      set,
      presented,
      revocation: 'goed',
      dienst: 'portaal',
      autorisatie: 'indienen',
      at: now(),
    } as const
    expect(explain({ ...base, message: { 'bericht-bsn': 'SL308' } }).code).toBe('SL308')
    expect(explain(base).code).toBeNull()
    expect(explain({ ...base, revocation: 'onbekend' }).code).toBe('SL106')
    expect(explain({ ...base, presented: undefined }).code).toBe('SL101')
  })
})

describe('diff', () => {
  const told = (after: PolicySet): readonly string[] =>
    [...diffSets(set, after, now())].map(
      ({ soort, gebruikersnummer, autorisatie, van, naar }) =>
        `${soort} ${gebruikersnummer} ${autorisatie ?? 'beheer'}: ${van ?? 'ja'} -> ${naar ?? 'ja'}`,
    )

  test('tells who gains and who loses what', async () => {
    expect(told(set)).toEqual([])
    expect(told(await changed(edited(practices, '[raadplegen]', '[indienen]')))).toEqual([
      'persoonlijk 10000002 indienen: SL205 -> ja',
    ])
    expect(told(await changed(edited(practices, '["10000001"]', '["10000002"]')))).toEqual([
      'persoonlijk 10000001 beheer: ja -> SL209',
      'persoonlijk 10000002 beheer: SL209 -> ja',
    ])
    expect(told(await changed(edited('blokkades.yaml', '10000009', '90000001')))).toEqual([
      'systeem 90000001 raadplegen: ja -> SL109',
      'systeem 90000001 indienen: ja -> SL109',
    ])
    expect(told(await changed({ [practices]: '[]\n' }))).toHaveLength(6)
  })
})

test('diff tells of holders that came in Gebruikersbeheer, and of contact persons chosen there', async () => {
  const own = edited(practices, 'beheer: bestand', 'beheer: contactpersoon')
  const withBeheer = async (changes: Record<string, string>): Promise<PolicySet> => {
    const one = await changed({ ...own, ...changes })
    const grants = new Map([['portaal', ['indienen']]])
    const holder = (gebruikersnummer: string): [OverlayKey, Houder] => [
      overlayKey(agb('12000001'), { soort: 'persoonlijk', gebruikersnummer }),
      {
        soort: 'persoonlijk',
        gebruikersnummer: gebruikersnr(gebruikersnummer),
        naam: undefined,
        autorisaties: grants,
        ipAdressen: [],
        geblokkeerd: false,
      },
    ]
    const overlay = {
      houders: new Map<OverlayKey, Houder | null>([
        holder('10000007'),
        holder('10000008'),
        [overlayKey(agb('12000001'), { soort: 'persoonlijk', gebruikersnummer: '10000002' }), null],
      ]),
      contactpersonen: new Map([[agb('12000001'), [gebruikersnr('10000007')]]]),
    }
    return { ...one, policy: { ...one.policy, overlay } }
  }
  const before = await withBeheer({})
  const after = await withBeheer(edited('blokkades.yaml', '10000009', '10000007'))
  expect(
    [...diffSets(before, after, now())].map(
      ({ gebruikersnummer, autorisatie, naar }) =>
        `${gebruikersnummer} ${autorisatie ?? 'beheer'} ${naar ?? ''}`,
    ),
  ).toEqual(['10000007 raadplegen SL109', '10000007 indienen SL109', '10000007 beheer SL109'])
})

describe('replay', () => {
  const issuerOf = (kind: string): string =>
    set.trust.issuers.find(({ profielen }) => profielen[0]?.soort === kind)?.fingerprint ?? ''

  const row = (change: Partial<RecordedDecision> = {}): RecordedDecision => ({
    tijd: '2026-11-20T10:00:00.000Z',
    gebeurtenis: 'dienst-gebruiken',
    code: null,
    controles: 'gggggggggggggg---------',
    mislukt: [],
    gebruiker: { soort: 'persoonlijk', gebruikersnummer: '10000002', agbCode: agb('12000001') },
    certificaat: {
      vingerafdruk: 'f2',
      publiekeSleutel: 'k2',
      uitgever: issuerOf(change.gebruiker?.soort ?? 'persoonlijk'),
      profiel: 'persoonlijk',
    },
    adres: '127.0.0.1',
    luisteraar: 'portaal',
    dienst: 'portaal',
    autorisatie: 'raadplegen',
    ...change,
  })

  test('changes nothing under the same set', async () => {
    expect(await replay([row(), row()], set, set)).toEqual({
      flips: [],
      beoordeeld: 2,
      overgeslagen: 0,
    })
  })

  test('the agreement of an organisation that registered itself counts by the day, as that of a file', async () => {
    const until = (made: PolicySet, tot: string): PolicySet => {
      const practice = made.policy.instanties.get(agb('12000001'))
      if (practice === undefined) throw new Error('no practice')
      const own = { ...practice, overeenkomst: { ...practice.overeenkomst, tot } }
      const overlay = { ...made.policy.overlay, instanties: new Map([[agb('12000001'), own]]) }
      return { ...made, policy: { ...made.policy, overlay } }
    }
    const after = await changed(edited(practices, '[raadplegen]', '[]'))
    const rows = [row(), row({ tijd: '2026-11-21T10:00:00.000Z' })]
    const sets = [set, after].map((one) => until(one, '2026-11-20')) as [PolicySet, PolicySet]
    const { flips } = await replay(rows, ...sets)
    expect(flips.map(({ van, naar, aantal }) => [van, naar, aantal])).toEqual([[null, 'SL204', 1]])
  })

  test('lists what flips, with counts', async () => {
    const after = await changed(edited(practices, '[raadplegen]', '[]'))
    const later = row({ tijd: '2026-11-21T09:00:00.000Z', aantal: 3 })
    const { flips, beoordeeld } = await replay([later, row()], set, after)
    expect(beoordeeld).toBe(4)
    expect(flips).toEqual([
      {
        agbCode: agb('12000001'),
        soort: 'persoonlijk',
        gebruikersnummer: '10000002',
        certificaat: 'f2',
        dienst: 'portaal',
        autorisatie: 'raadplegen',
        van: null,
        naar: 'SL204',
        aantal: 4,
        eerste: '2026-11-20T10:00:00.000Z',
        laatste: '2026-11-21T09:00:00.000Z',
      },
    ])
  })

  test.each<[string, Partial<RecordedDecision>, Record<string, string>, string]>([
    ['a block', {}, edited('blokkades.yaml', '10000009', '10000002'), 'ja -> SL109'],
    ['an instantie that left', {}, { [practices]: '[]\n' }, 'ja -> SL201'],
    [
      'a later beginning of the agreement',
      { tijd: '2026-02-01T10:00:00.000Z' },
      edited(practices, 'van: 2026-01-01', 'van: 2026-03-01'),
      'ja -> SL202',
    ],
    ['an end of the agreement', {}, edited(practices, '2099-12-31', '2026-11-19'), 'ja -> SL202'],
    [
      'a CA that left the policy',
      {},
      edited('certificaten.yaml', 'ca-persoonlijk.pem', 'ca-systeem.pem'),
      'ja -> SL102',
    ],
    [
      'a CA that is listed for the other kind only',
      {},
      {
        'certificaten.yaml': (baseline['certificaten.yaml'] ?? '').replaceAll(
          /ca-(persoonlijk|systeem)\.pem/g,
          (_, kind) => `ca-${kind === 'systeem' ? 'persoonlijk' : 'systeem'}.pem`,
        ),
      },
      'ja -> SL107',
    ],
    [
      'a refusal that is lifted',
      {
        autorisatie: 'indienen',
        code: 'SL205',
        mislukt: ['SL205'],
        controles: 'gggggggggggggm---------',
      },
      edited(practices, '[raadplegen]', '[indienen]'),
      'SL205 -> ja',
    ],
    [
      'another address',
      {
        luisteraar: 'instroom',
        gebruiker: { soort: 'systeem', gebruikersnummer: '90000001', agbCode: agb('12000001') },
      },
      {},
      '',
    ],
    [
      'a contact person',
      {
        gebeurtenis: 'beheer-bekijken',
        dienst: null,
        autorisatie: null,
        gebruiker: { soort: 'persoonlijk', gebruikersnummer: '10000001', agbCode: agb('12000001') },
      },
      edited(practices, '["10000001"]', '["10000002"]'),
      'ja -> SL209',
    ],
    [
      'a message that was wrong stays wrong',
      { code: 'SL302', mislukt: ['SL302'], controles: 'gggggggggggggg-gggm----' },
      edited(practices, '[raadplegen]', '[indienen]'),
      '',
    ],
    [
      'a message that was wrong of one who may no more',
      { code: 'SL302', mislukt: ['SL302'], controles: 'gggggggggggggg-gggm----' },
      edited(practices, '[raadplegen]', '[]'),
      'SL302 -> SL204',
    ],
    [
      'a path that is not there stays so',
      { code: 'SL512', autorisatie: null, controles: 'ggggggg----------------' },
      edited(practices, '[raadplegen]', '[]'),
      '',
    ],
  ])('%s', async (_, change, changes, flip) => {
    const { flips } = await replay([row(change)], set, await changed(changes))
    expect(flips.map(({ van, naar }) => `${van ?? 'ja'} -> ${naar ?? 'ja'}`).join()).toBe(flip)
  })

  test('tells the first and the last time, whatever the order of the rows', async () => {
    const after = await changed(edited(practices, '[raadplegen]', '[]'))
    const at = (tijd: string): RecordedDecision => row({ tijd })
    const { flips } = await replay(
      [
        at('2026-11-20T10:00:00.000Z'),
        at('2026-11-20T12:00:00.000Z'),
        at('2026-11-20T11:00:00.000Z'),
      ],
      set,
      after,
    )
    expect(flips).toMatchObject([
      { aantal: 3, eerste: '2026-11-20T10:00:00.000Z', laatste: '2026-11-20T12:00:00.000Z' },
    ])
  })

  test('does not judge an address that is not on record', async () => {
    const system = row({
      luisteraar: 'instroom',
      gebruiker: { soort: 'systeem', gebruikersnummer: '90000001', agbCode: agb('12000001') },
      adres: null,
    })
    const after = await changed(edited(practices, '127.0.0.0/8', '192.0.2.0/24'))
    expect((await replay([system], set, after)).flips).toEqual([])
    const here = { ...system, adres: '127.0.0.1' }
    const { flips } = await replay([{ ...here, autorisatie: 'indienen' }, here], set, after)
    expect(flips.map(({ autorisatie, naar }) => [autorisatie, naar])).toEqual([
      ['indienen', 'SL110'],
      ['raadplegen', 'SL110'],
    ])
  })

  const open = 'gggggggggggggg---------'
  test.each<[string, Partial<RecordedDecision>, string]>([
    [
      'the quota',
      {
        code: 'SL208',
        mislukt: ['SL208'],
        controles: 'gggggggggggggm'.replace('m', 'gm') + '-'.repeat(8),
      },
      'SL208',
    ],
    ['the quota that was left', { controles: 'ggggggggggggggg--------' }, 'ja'],
    [
      'the link',
      { code: 'SL404', mislukt: ['SL404'], controles: `${open.slice(0, 22)}m` },
      'SL404',
    ],
    ['the link that was good', { controles: `${open.slice(0, 22)}g` }, 'ja'],
    [
      'a link of another practice',
      { code: 'SL403', mislukt: ['SL403'], controles: 'ggggggg---------------m' },
      'SL403',
    ],
    [
      'what went wrong after the decision',
      { code: 'SL504', mislukt: [], controles: open },
      'SL504',
    ],
    [
      'a code of another version',
      { code: 'SL999', mislukt: ['SL999'], controles: open.replace('g-', 'm-') },
      'ja',
    ],
  ])('takes from the record: %s', async (_, change, code) => {
    const after = await changed(edited(practices, '[raadplegen]', '[]'))
    const { flips } = await replay([row(change)], set, after)
    const barred = code === 'SL403'
    expect(flips.map(({ van, naar }) => `${van ?? 'ja'} -> ${naar ?? 'ja'}`)).toEqual(
      barred ? [] : [`${code} -> SL204`],
    )
  })

  test.each([
    ['SL103', 'ggm', 'SL103'],
    ['SL104', 'ggm', 'SL104'],
    ['SL105', 'gggm', 'SL105'],
    ['SL106', 'gggm', 'SL106'],
    ['SL107', 'ggggm', 'SL107'],
    ['SL108', 'gggggm', 'SL108'],
  ])('of a certificate that failed with %s gives that again', (code, marks, expected) => {
    const recorded = row({
      code,
      mislukt: [code],
      controles: marks.padEnd(23, '-'),
      ...(code === 'SL108' && { luisteraar: 'instroom' }),
    })
    const asker = askerOf(recorded)
    expect(asker && codeUnder(set, asker)).toBe(expected)
    expect(asker && writeMarks(decideAgain(set, asker).controls)).toBe(
      showMarks(recorded.controles),
    )
  })

  test.each([
    ['SL205', 'autorisatie:m'],
    ['SL205', 'stap-van-later:g autorisatie:m'],
    ['SL205', 'autorisatie:m stap-van-later:g quotum:g'],
  ])('reads a row by the names of its steps: %s of %s', async (code, rest) => {
    const passed = 'certificaat-aanwezig:g vertrouwd:g geldig:g niet-ingetrokken:g profiel:g'
    const recorded = row({
      code,
      mislukt: [code],
      autorisatie: 'indienen',
      controles: `${passed} soort:g blokkade:g instantie:g ${rest}`,
    })
    const asker = askerOf(recorded)
    expect(asker && codeUnder(set, asker)).toBe(code)
    const after = await changed(edited(practices, '[raadplegen]', '[indienen]'))
    expect(asker && codeUnder(after, asker)).toBeNull()
  })

  test('judges one who passed because the policy was soft under one that is hard', async () => {
    const soft = await changed(edited('certificaten.yaml', 'intrekking: hard', 'intrekking: zacht'))
    const controles = 'certificaat-aanwezig:g vertrouwd:g geldig:g profiel:g soort:g blokkade:g'
    const { flips } = await replay([row({ controles })], soft, set)
    expect(flips).toMatchObject([{ van: null, naar: 'SL106' }])
  })

  test('passes over what no policy decides', async () => {
    const after = await changed({ [practices]: '[]\n' })
    const rows = [
      row({ controles: 'gggm-------------------', code: 'SL105', mislukt: ['SL105'] }),
      row({ gebruiker: null }),
      row({ gebeurtenis: 'mijn-certificaat', dienst: null, autorisatie: null }),
      row({ gebeurtenis: 'doorsturen-mislukt' }),
      row({ luisteraar: 'cli' }),
    ]
    expect(await replay(rows, set, after)).toEqual({ flips: [], beoordeeld: 0, overgeslagen: 5 })
  })
})

describe('schemas', () => {
  test('are good JSON Schema 2020-12, and describe every key in words', () => {
    for (const name of ['certificaten', 'dienst', 'instanties', 'blokkades', 'cases', 'beleid']) {
      const schema = JSON.parse(
        readFileSync(`schemas/policy-${name}.schema.json`, 'utf8'),
      ) as object
      expect(new Ajv2020({ strict: false, validateFormats: false }).validateSchema(schema)).toBe(
        true,
      )
      expect(undescribed(schema, name)).toEqual([])
    }
  })
})

/** Keys of a schema that have no description, by their path. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    const here = `${path}/${key}`
    if (key === 'if' || key === 'oneOf') return []
    const missing =
      key === 'properties'
        ? Object.entries(value as object)
            .filter(([, one]) => typeof (one as { description?: unknown }).description !== 'string')
            .map(([name]) => `${here}/${name}`)
        : []
    return [...missing, ...undescribed(value, here)]
  })
}
