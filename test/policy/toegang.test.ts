/** The keys of a policy about signing in: what they come to, and every fault and warning about them. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { messageCheck, messageRules } from '../../gateway/instroom/schema.ts'
import { messageSteps } from '../../gateway/instroom/message-steps.ts'
import { askedToOpen, askedToPost } from '../../gateway/decision/asked.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { runCases } from '../../gateway/policy/test-cases.ts'
import { baseline, loadGood, makeFolder, now, problemLines } from './policy-folder.ts'
import type { PolicyFolder } from './policy-folder.ts'

const jwk = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })
const keyFile = 'diensten/sleutels/loket.jwk.json'

const loket = `dienst: loket
naam: Loket
toegang: [account, meldcode]
host: loket.example
autorisaties:
  melden: { omschrijving: Melden }
  lezen: { omschrijving: Lezen }
  baas: { omschrijving: Baas, omvat: [chef] }
  chef: { omschrijving: Chef, omvat: [lezen], toekennen: [lezen, chef] }
  koppelen: { omschrijving: Koppelen }
instanties: { soorten: [praktijk] }
aanmelden: { entiteit: [onderneming], bevestiging: register-email, eersteRol: [chef], epd: [Medicom], vervalt: 14d }
leden: { goedkeuring: bij-link, uitnodiging: 14d }
meldcode: { autorisatie: melden, hoogstens: 5, geldig: 365d }
machtigingen:
  patientdata: { omschrijving: Patiëntdata, voor: [lezen] }
sleutel: { publiek: sleutels/loket.jwk.json }
tweedeFactor: [app]
informatie: [{ kop: Nieuw, tekst: Welkom, link: "https://loket.example/" }]
instroom: { schema: instroom-patientkaart, autorisatie: { systeem: koppelen, persoonlijk: lezen }, geldig: 60s, persoon: medewerker.gebruikersnummer, machtiging: patientdata }
upstream: { url: http://127.0.0.1:8081, instroom: /loket/instroom, overdracht: /loket/overdracht, termijn: 10s }
routes:
  - { methodes: [GET], pad: /loket/melden, autorisatie: melden, niveau: meldcode }
  - { methodes: [GET], pad: "/loket/kaart/**", autorisatie: lezen, niveau: tweefactor, machtiging: patientdata, beveiligd: true }
`

const folders: PolicyFolder[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove()
})

function withLoket(text = loket, more: Readonly<Record<string, string>> = {}): PolicyFolder {
  const folder = makeFolder({
    'diensten/loket.yaml': text,
    [keyFile]: JSON.stringify(jwk),
    ...more,
  })
  folders.push(folder)
  return folder
}

const edit = (from: string, to: string): string => {
  if (!loket.includes(from)) throw new Error(from)
  return loket.replace(from, to)
}

async function told(folder: PolicyFolder): Promise<string> {
  return problemLines(await loadPolicy(folder.dir, { now }), folder.dir).join('\n')
}

test('all keys are read, with what holds where a key says nothing', async () => {
  const { policy, files, warnings } = await loadGood(withLoket().dir)
  const dienst = policy.diensten.get('loket')
  expect(dienst).toMatchObject({
    toegang: new Set(['account', 'meldcode']),
    aanmelden: {
      entiteit: new Set(['onderneming']),
      eersteRol: ['chef'],
      epd: ['Medicom'],
      vervaltMs: 14 * 86_400_000,
    },
    leden: {
      goedkeuring: 'bij-link',
      uitnodigingMs: 14 * 86_400_000,
      link: false,
      aanvragenZichtbaarMs: 30 * 86_400_000,
      telefoon: 'vrij',
    },
    meldcode: { autorisatie: 'melden', hoogstens: 5, geldigMs: 365 * 86_400_000 },
    sleutel: { publiek: { ...jwk, kid: undefined }, sessieMs: 1_800_000 },
    tweedeFactor: new Set(['app']),
    instroom: {
      aflevering: 'opening',
      persoon: ['medewerker', 'gebruikersnummer'],
      machtiging: 'patientdata',
    },
    upstream: { overdracht: '/loket/overdracht' },
  })
  expect(dienst?.machtigingen?.get('patientdata')?.voor).toEqual(new Set(['lezen']))
  expect(dienst?.routes[1]).toMatchObject({
    niveau: 'tweefactor',
    machtiging: 'patientdata',
    beveiligd: true,
  })
  expect(dienst?.autorisaties.get('baas')?.toekennen).toEqual(new Set(['lezen', 'chef']))
  expect(dienst && askedToOpen(dienst)).toEqual({
    dienst: 'loket',
    autorisatie: 'lezen',
    niveau: 'tweefactor',
    machtiging: 'patientdata',
  })
  expect([...files.keys()]).toContain(keyFile)
  expect(warnings.map(({ melding }) => melding).filter((one) => one.includes('adres'))).toEqual([])
})

test('a change of the key file is another version', async () => {
  const before = await loadGood(withLoket().dir)
  const other = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })
  const after = await loadGood(withLoket(loket, { [keyFile]: JSON.stringify(other) }).dir)
  expect(after.version).not.toBe(before.version)
})

describe('is a problem:', () => {
  test.each([
    ['a niveau that no sign-in reaches', edit('[account, meldcode]', '[meldcode]'), 'niveau'],
    ['toekennen of an unknown name', edit('[lezen, chef]', '[lezen, baaz]'), '`baaz`'],
    [
      'a machtiging of an unknown name at a route',
      edit('machtiging: patientdata, beveiligd', 'machtiging: patient, beveiligd'),
      'heeft geen machtiging `patient`',
    ],
    [
      'a machtiging of an unknown name at the instroom',
      edit('gebruikersnummer, machtiging: patientdata', 'gebruikersnummer, machtiging: x'),
      'heeft geen machtiging `x`',
    ],
    ['a machtiging for an unknown autorisatie', edit('voor: [lezen]', 'voor: [lees]'), '`lees`'],
    [
      'beveiligd without sleutel',
      edit('sleutel: { publiek: sleutels/loket.jwk.json }\n', ''),
      'een beveiligde route vraagt een `sleutel`',
    ],
    [
      'direct with autorisatie.persoonlijk',
      edit('geldig: 60s, persoon: medewerker.gebruikersnummer', 'geldig: 60s, aflevering: direct'),
      'bij `aflevering: direct` opent niemand',
    ],
    [
      'direct with a person who opens it',
      edit('geldig: 60s', 'geldig: 60s, aflevering: direct'),
      'diensten/loket.yaml:20:133: bij `aflevering: direct` opent niemand, dus `persoon` kan hier niet',
    ],
    [
      'direct with a machtiging to open it',
      edit('geldig: 60s, persoon: medewerker.gebruikersnummer', 'geldig: 60s, aflevering: direct'),
      'dus `machtiging` kan hier niet',
    ],
    [
      'opening without autorisatie.persoonlijk',
      edit('{ systeem: koppelen, persoonlijk: lezen }', '{ systeem: koppelen }'),
      '`persoonlijk` ontbreekt',
    ],
    ['an eersteRol of an unknown name', edit('eersteRol: [chef]', 'eersteRol: [chefin]'), 'chefin'],
    [
      'a meldcode for an unknown autorisatie',
      edit('meldcode: { autorisatie: melden', 'meldcode: { autorisatie: meld'),
      '`meld`',
    ],
    [
      'meldcodes of a dienst that has none',
      edit('[account, meldcode]', '[account]'),
      '`toegang` noemt `meldcode` niet',
    ],
    [
      'a secured session of more than half an hour',
      edit('loket.jwk.json }', 'loket.jwk.json, sessie: 31m }'),
      '1 seconde tot 30 minuten',
    ],
    ['an address that is not https', edit('"https://loket', '"http://loket'), 'geen https-adres'],
    ['a take-over path that is none', edit('/loket/overdracht', '/loket/../x'), 'goed gevormd'],
    [
      'a dienst named like a page',
      loket.replaceAll('loket', 'organisaties').replace('sleutels/organisaties', 'sleutels/loket'),
      'is een adres van Sluis zelf',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await told(withLoket(text))).toContain(expected)
  })

  test.each([
    ['that is not there', null, 'dit bestand is er niet'],
    ['that is private', JSON.stringify({ ...jwk, d: 'AA' }), 'geheime sleutel'],
    ['of another curve', JSON.stringify({ ...jwk, crv: 'Ed25519' }), 'geen openbare X25519'],
    ['that is too short', JSON.stringify({ ...jwk, x: 'AA' }), 'geen openbare X25519'],
    [
      'that nothing can be encrypted to',
      JSON.stringify({ ...jwk, x: Buffer.alloc(32).toString('base64url') }),
      'kan niets worden versleuteld',
    ],
    ['that is no JSON', '-----BEGIN', 'geen JSON-object'],
  ])('a key %s', async (_, content, expected) => {
    const folder = makeFolder({ 'diensten/loket.yaml': loket, [keyFile]: content })
    folders.push(folder)
    const problems = await told(folder)
    expect(problems).toContain(expected)
    expect(problems).toContain('diensten/loket.yaml:17:21')
  })

  test.each(['600000000017', '700000000017'])(
    'a certificate with the number %s',
    async (nummer) => {
      const practices = (baseline['instanties/praktijken.yaml'] ?? '').replaceAll(
        '10000002',
        nummer,
      )
      expect(await told(withLoket(loket, { 'instanties/praktijken.yaml': practices }))).toContain(
        'is een nummer van een account of meldcode',
      )
    },
  )

  test('a pakket of names that nobody knows', async () => {
    const practices = (baseline['instanties/praktijken.yaml'] ?? '').replace(
      '  beheer: bestand\n',
      '  beheer: bestand\n  pakket: { loket: [lees], poort: [x] }\n',
    )
    const problems = await told(withLoket(loket, { 'instanties/praktijken.yaml': practices }))
    expect(problems).toContain('`lees`')
    expect(problems).toContain('`poort`')
  })
})

test('machtigingen without a host of its own are a warning', async () => {
  const { warnings } = await loadGood(withLoket(edit('host: loket.example\n', '')).dir)
  expect(warnings.filter(({ hint }) => hint?.includes('`host`') === true)).toHaveLength(1)
})

test.each([
  [edit('niveau: tweefactor, machtiging', 'machtiging'), 'hier komt niemand'],
  [edit('niveau: tweefactor, machtiging: patientdata', 'niveau: certificaat'), 'hier komt niemand'],
  [edit(' persoon: medewerker.gebruikersnummer,', ''), 'dit opent niemand'],
])(
  'what asks of a certificate what no certificate can have is a warning',
  async (text, expected) => {
    const { warnings } = await loadGood(withLoket(text).dir)
    const told = warnings.filter(({ melding }) => /komt niemand|opent niemand/.test(melding))
    expect(told).toEqual([
      expect.objectContaining({
        melding: expect.stringContaining(expected),
        line: expect.any(Number),
      }),
    ])
  },
)

test('the right of a system at a dienst that its organisation registers itself for is no right in vain', async () => {
  const practices = (baseline['instanties/praktijken.yaml'] ?? '').replace(
    '"90000001", autorisaties: { portaal: [indienen] }',
    '"90000001", autorisaties: { portaal: [indienen], loket: [koppelen] }',
  )
  const { dir } = withLoket(loket, { 'instanties/praktijken.yaml': practices })
  const told = (await loadGood(dir)).warnings.filter(({ melding }) =>
    melding.includes('autorisatie'),
  )
  expect(told.map(({ melding }) => melding)).toEqual([
    'de dienst `loket` staat niet bij `diensten` van deze instantie; deze autorisatie telt alleen zolang de organisatie zich er zelf voor heeft aangemeld',
  ])
})

describe('cases with a sign-in', () => {
  const practice = (baseline['instanties/praktijken.yaml'] ?? '').replace(
    'diensten: [portaal]\n',
    'diensten: [portaal, loket]\n  pakket: { loket: [lezen, melden] }\n',
  )
  const casesOf = (who: string, rest: string): Readonly<Record<string, string>> => ({
    'instanties/praktijken.yaml': practice,
    'cases/gevallen.yaml': `- naam: geval\n  ${who}\n  dienst: loket\n  ${rest}\n  verwacht: toegestaan\n`,
  })
  const card = 'verzoek: { methode: GET, pad: /loket/kaart/1 }'
  const signIn = (rest: string): string =>
    `aanmelding: { soort: account, agbCode: "12000001", ${rest} }`

  test.each([
    [
      'all that is needed',
      'rollen: [lezen], machtigingen: [patientdata], beveiligd: true',
      'toegestaan',
    ],
    ['no machtiging', 'rollen: [lezen], beveiligd: true', 'SL212'],
    ['no secured session', 'rollen: [lezen], machtigingen: [patientdata]', 'SL211'],
    ['no role', 'rollen: []', 'SL204'],
    ['a role outside the pakket', 'rollen: [koppelen]', 'SL204'],
    ['a sign-in that is over', 'rollen: [lezen], toestand: voorbij', 'SL122'],
    ['none', 'rollen: [lezen], toestand: afwezig', 'SL121'],
  ])('%s', async (_, rest, expected) => {
    const set = await loadGood(withLoket(loket, casesOf(signIn(rest), card)).dir)
    const [result] = await runCases(set, { now })
    expect(result?.gekregen).toBe(expected)
  })

  test.each([
    [signIn('rollen: [baaz]'), '`baaz`'],
    [signIn('machtigingen: [x]'), '`x`'],
    [`luisteraar: portaal\n  ${signIn('rollen: [lezen]')}`, 'een aanmelding vraagt op toegang'],
    ['adres: 127.0.0.1', '`certificaat` ontbreekt'],
  ])('is a problem: %j', async (who, expected) => {
    expect(await told(withLoket(loket, casesOf(who, card)))).toContain(expected)
  })
})

test('what is delivered without a person is opened by nobody', () => {
  const instroom = {
    schema: 'instroom-incident',
    autorisatie: { systeem: 'koppelen' },
    geldigMs: 1,
    alleenTestpersonen: false,
  }
  expect(askedToOpen({ naam: 'loket', instroom }).autorisatie).toBe('')
  expect(askedToPost({ naam: 'loket', instroom: undefined }).autorisatie).toBe('')
})

describe('the message schemas name what is judged', () => {
  test.each([
    ['instroom-machtiging', ['agbCode', 'bsn', 'zorgverlener']],
    ['instroom-incident', ['agbCode']],
    ['instroom-gli', ['agbCode', 'zorgverlener']],
    ['instroom-patientkaart', ['agbCode', 'bsn']],
  ])('%s', (name, parts) => {
    expect(Object.keys(messageRules(name)).sort()).toEqual([...parts].sort())
    const { properties, required } = JSON.parse(
      readFileSync(`schemas/${name}.schema.json`, 'utf8'),
    ) as { properties: object; required: readonly string[] }
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining(['referentie', 'softwarepakket']),
    )
    expect(required).toContain('referentie')
  })

  test('a part that a schema does not name is not judged, and a person has no place in an incident', async () => {
    const incident = {
      referentie: 'VIM-1',
      instantie: { agbCode: agb('12000001') },
      incident: { datum: '2026-11-01', soort: 'medicatie', omschrijving: 'Verkeerde sterkte' },
    }
    const { policy } = await loadGood(
      withLoket(
        edit(
          'geldig: 60s, persoon: medewerker.gebruikersnummer, machtiging: patientdata',
          'geldig: 60s, aflevering: direct',
        )
          .replace('instroom-patientkaart', 'instroom-incident')
          .replace(', persoonlijk: lezen', ''),
      ).dir,
    )
    const dienst = policy.diensten.get('loket')
    if (dienst === undefined) throw new Error('no dienst')
    const about = { dienst, agbCode: agb('12000001'), at: now(), register: undefined }
    const steps = await messageSteps(Buffer.from(JSON.stringify(incident)), about)
    expect(steps).toEqual({
      'bericht-mediatype': null,
      'bericht-grootte': null,
      'bericht-json': null,
      'bericht-schema': null,
      'bericht-agbcode': null,
    })
    expect(messageCheck('instroom-incident')({ ...incident, naam: 'x' })).toHaveLength(1)
  })
})
