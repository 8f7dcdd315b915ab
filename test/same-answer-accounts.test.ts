/**
 * One decision of somebody who signed in, whoever asks: the toegang listener, `policy explain`, `policy test`, and
 * `policy diff` by the record and by the members. For random roles, pakketten, machtigingen, secured sessions and routes;
 * then over real TLS with the nine roles of VIPLive.
 */
import { gebruikersnr } from '../gateway/identity/gebruikersnummer.ts'
import { overlayKey, type OverlayKey } from '../gateway/decision/overlay-key.ts'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { agb, type AgbCode } from '../gateway/identity/agb-code.ts'
import { auditOfRequest } from '../gateway/audit/store/audit-rows.ts'
import type { Houder } from '../gateway/decision/instantie.ts'
import type { PolicyRoute } from '../gateway/decision/dienst.ts'
import type { PolicySet } from '../gateway/decision/policy-set.ts'
import { formatProblem } from '../gateway/decision/problem.ts'
import type { Asked } from '../gateway/decision/question.ts'
import { asksUse } from '../gateway/dienst/use.ts'
import type { Exchange } from '../gateway/http/exchange/exchange.ts'
import type { Gateway } from '../gateway/http/exchange/gateway.ts'
import { judge } from '../gateway/http/judge/judge.ts'
import type { Judged } from '../gateway/http/exchange/judged.ts'
import { eventOf } from '../gateway/http/record/record.ts'
import { hashOf } from '../gateway/http/sign-in/sign-in.ts'
import { niveauVan } from '../gateway/identity/identity.ts'
import { loadPolicy } from '../gateway/policy/load.ts'
import { runCases } from '../gateway/policy/test-cases.ts'
import { openDatabase } from '../gateway/store/database.ts'
import { readTarget } from '../gateway/wire/target.ts'
import { diffMembers } from '../gateway/workbench/diff-members.ts'
import { explainSignIn } from '../gateway/workbench/explain.ts'
import { askerOf } from '../gateway/workbench/recorded-row.ts'
import type { RecordedDecision } from '../gateway/workbench/recorded-row.ts'
import { decideAgain } from '../gateway/workbench/recorded.ts'
import { replay } from '../gateway/workbench/replay.ts'
import type { Flip } from '../gateway/workbench/flips.ts'
import { policyDiff } from '../scripts/commands/policy/diff.ts'
import { policyExplain } from '../scripts/commands/policy/explain.ts'
import { makeFolder } from './policy/policy-folder.ts'
import { auditEvent } from './store/fixtures.ts'
import { changePolicy, startTestGateway } from './support/running.ts'
import type { TestGateway } from './support/running.ts'
import { waitFor } from './support/serving.ts'
import { browse, signIn } from './support/signed-in.ts'
import type { Person } from './support/signed-in.ts'

const at = Date.now()
const agbCodes = ['12000001', '06000001'] as const
const nummers = ['700000000001', '700000000002'] as const
const functions = ['lezen', 'kaart', 'rapport'] as const
const roles = ['arts', 'hulp'] as const
const paths = ['/kis/', '/kis/kaart/7', '/kis/rapport', '/kis/elders'] as const

// ---- policies ----

const some = <T>(list: readonly T[]) => fc.subarray([...list])
const names = (list: readonly string[]): string => `[${list.join(', ')}]`

const route = fc
  .record({
    pad: fc.constantFrom('/kis/', '"/kis/kaart/**"', '/kis/rapport'),
    methodes: fc.constantFrom('[GET, HEAD]', '[POST]', '[GET, HEAD, POST]'),
    autorisatie: fc.constantFrom(...functions),
    niveau: fc.constantFrom('', ', niveau: tweefactor', ', niveau: tweefactor'),
    machtiging: fc.constantFrom('', '', ', machtiging: data'),
    beveiligd: fc.constantFrom('', '', ', beveiligd: true'),
  })
  .map((one) => ({ ...one, key: `${one.pad} ${one.methodes}` }))

const policy = fc.record({
  omvat: fc.tuple(some(functions), some(functions)),
  voor: fc.subarray([...roles], { minLength: 1 }),
  soorten: fc.constantFrom('[praktijk]', '[praktijk]', '[instelling]'),
  toegang: fc.constantFrom('[account]', '[account, meldcode]'),
  pakket: fc.option(some([...functions]), { nil: undefined }),
  overeenkomst: fc.constantFrom('{ van: 2020-01-01 }', '{ van: 2020-01-01, tot: 2020-12-31 }'),
  neemtAf: fc.constantFrom('[kis]', '[kis]', '[]'),
  blokkade: fc.constantFrom(
    '',
    '',
    '- { gebruikersnummer: "700000000001", reden: weg }\n',
    '- { agbCode: "12000001", reden: weg }\n',
  ),
  routes: fc.uniqueArray(route, { minLength: 1, maxLength: 6, selector: ({ key }) => key }),
})

type Made = typeof policy extends fc.Arbitrary<infer T> ? T : never

const dienstFile = ({ omvat, voor, soorten, toegang, routes }: Made): string => `dienst: kis
naam: KIS
toegang: ${toegang}
host: kis.portaal.example
autorisaties:
${functions.map((one) => `  ${one}: { omschrijving: ${one} }\n`).join('')}  arts: { omschrijving: Arts, omvat: ${names(omvat[0])}, toekennen: [arts, hulp] }
  hulp: { omschrijving: Hulp, omvat: ${names(omvat[1])} }
machtigingen:
  data: { omschrijving: Data, voor: ${names(voor)} }
leden: { goedkeuring: altijd, uitnodiging: 14d, telefoon: vrij }
${toegang.includes('meldcode') ? 'meldcode: { autorisatie: lezen, hoogstens: 5, geldig: 30d }\n' : ''}sleutel: { publiek: sleutels/kis.jwk.json, sessie: 30m }
instanties: { soorten: ${soorten} }
upstream: { url: http://127.0.0.1:1, termijn: 10s }
routes:
${routes.map((one) => `  - { methodes: ${one.methodes}, pad: ${one.pad}, autorisatie: ${one.autorisatie}${one.niveau}${one.machtiging}${one.beveiligd} }\n`).join('')}`

const instantiesFile = ({ overeenkomst, neemtAf, pakket }: Made): string =>
  agbCodes
    .map(
      (agbCode) => `- agbCode: "${agbCode}"
  naam: Praktijk ${agbCode}
  soort: praktijk
  overeenkomst: ${overeenkomst}
  diensten: ${neemtAf}
${pakket === undefined || neemtAf === '[]' ? '' : `  pakket: { kis: ${names(pakket)} }\n`}  contactpersonen: []
  certificaten: []
`,
    )
    .join('')

const publicJwk = { kty: 'OKP', crv: 'X25519', x: Buffer.alloc(32, 9).toString('base64url') }

/** The set of a made policy, read from files like any other. */
async function setOf(made: Made, cases = '[]\n'): Promise<PolicySet> {
  const folder = makeFolder({
    ...{ 'diensten/portaal.yaml': null, 'diensten/kis.yaml': dienstFile(made) },
    'diensten/sleutels/kis.jwk.json': JSON.stringify(publicJwk),
    'instanties/praktijken.yaml': instantiesFile(made),
    'blokkades.yaml': made.blokkade === '' ? '[]\n' : made.blokkade,
    'cases/gevallen.yaml': cases,
  })
  try {
    const loaded = await loadPolicy(folder.dir, { now: () => at })
    if ('problems' in loaded) throw new Error(loaded.problems.map(formatProblem).join('\n'))
    return loaded.set
  } finally {
    folder.remove()
  }
}

// ---- members and what they ask ----

const member = fc.record({
  agbCode: fc.constantFrom(...agbCodes),
  nummer: fc.constantFrom(...nummers),
  rollen: some([...roles]),
  machtigingen: fc.constantFrom([], ['data']),
  stopgezet: fc.constantFrom(false, false, true),
})

type Member = typeof member extends fc.Arbitrary<infer T> ? T : never

const keyOf = ({ agbCode, nummer }: Pick<Member, 'agbCode' | 'nummer'>): OverlayKey =>
  overlayKey(agb(agbCode), { soort: 'account', gebruikersnummer: nummer })

const houderOf = ({ nummer, rollen, machtigingen, stopgezet }: Member): Houder => ({
  ...{ soort: 'account', gebruikersnummer: gebruikersnr(nummer), naam: undefined, ipAdressen: [] },
  autorisaties: new Map([['kis', rollen]]),
  machtigingen: new Map([['kis', machtigingen]]),
  geblokkeerd: stopgezet,
})

const asking = fc.record({
  lid: member,
  beveiligd: fc.boolean(),
  toestand: fc.constantFrom('goed', 'goed', 'goed', 'voorbij', 'geblokkeerd', 'factor-ontbreekt'),
  method: fc.constantFrom('GET', 'POST', 'HEAD'),
  path: fc.constantFrom(...paths),
})

type Asking = typeof asking extends fc.Arbitrary<infer T> ? T : never

const minutes = 60_000

/** What the toegang listener comes to; only the parts that judging uses are there. */
async function live(
  set: PolicySet,
  one: Asking,
  ask?: Asked,
): Promise<{ judged: Judged; exchange: Exchange }> {
  const cookie = Buffer.alloc(32, 7).toString('base64url')
  const target = readTarget(one.path)
  if (target === 'SL515') throw new Error(one.path)
  const gateway = partsOf(set, one, hashOf(cookie))
  const trail = { gebeurtenis: 'dienst-gebruiken', counted: false }
  const exchange = {
    ...{ listener: 'toegang', id: '6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90', address: '192.0.2.9' },
    ...{ peer: undefined, host: 'kis.portaal.example', target, params: { dienst: 'kis' } },
    request: { method: one.method, headers: { cookie: `__Host-sluis-sessie=${cookie}` } },
    trail: { ...trail, actie: 'U', object: null },
  } as unknown as Exchange
  const { told, ...facts } = asksUse(gateway, exchange)
  Object.assign(exchange.trail, told)
  const { asked } = facts as { readonly asked?: Asked }
  const barred = 'barred' in facts ? { barred: facts.barred } : {}
  const judged = await judge(
    gateway,
    exchange,
    ask === undefined ? { ...(asked && { asked }), ...barred } : { asked: ask },
  )
  return { judged, exchange }
}

function partsOf(set: PolicySet, { lid, toestand, beveiligd }: Asking, hash: string): Gateway {
  const ago = toestand === 'voorbij' ? 31 * minutes : 0
  const row = {
    ...{ hash, soort: 'account', nummer: lid.nummer, agbCode: lid.agbCode },
    ...{ createdAt: at - ago, seenAt: at - ago, endsAt: at + 60 * minutes, endedAt: null },
    ...{ codeAt: at, beveiligdTot: beveiligd ? at + 30 * minutes : null, sleutel: null },
  }
  const staat = toestand === 'geblokkeerd' || toestand === 'factor-ontbreekt' ? toestand : 'actief'
  const store = {
    sessie: () => Promise.resolve(row),
    sessieOfDienst: () => Promise.resolve(row),
    account: () => Promise.resolve({ naam: 'S. Visser', staat }),
  }
  return {
    now: () => at,
    keyring: {},
    policies: { current: () => set },
    toegang: { store },
    metrics: { softRevocation: () => undefined },
    quota: { waitMs: () => 0 },
  } as unknown as Gateway
}

const caseOf = (
  { lid, beveiligd, toestand, method, path }: Asking,
  index: number,
): string => `- naam: geval ${String(index)}
  aanmelding: { soort: account, gebruikersnummer: "${lid.nummer}", agbCode: "${lid.agbCode}", rollen: ${names(lid.rollen)}, machtigingen: ${names(lid.machtigingen)}, beveiligd: ${String(beveiligd)}, toestand: ${toestand === 'goed' && lid.stopgezet ? 'stopgezet' : toestand} }
  dienst: kis
  verzoek: { methode: ${method}, pad: ${path} }
  verwacht: toegestaan
`

/** As `policy explain --soort account` makes it of what the store has. */
const explained = (set: PolicySet, { question }: Judged): string | null =>
  explainSignIn({ set, at, aanmelding: question.aanmelding, asked: question.asked }).code

const asked = fc.array(asking, { minLength: 1, maxLength: 25 })

describe('for random roles, pakketten, machtigingen, secured sessions and routes the answer is the same', () => {
  test('of the toegang listener, of an explanation, of its own record, and of a case', async () => {
    await fc.assert(
      fc.asyncProperty(policy, asked, async (made, all) => {
        const cased = await setOf(made, all.map(caseOf).join(''))
        const results = await runCases(cased, { now: () => at })
        for (const [index, one] of all.entries()) {
          const set = withLid(cased, one.lid)
          const { judged, exchange } = await live(set, one)
          const { code } = judged.decision
          expect(results[index]?.gekregen).toBe(code ?? 'toegestaan')
          if (judged.question.barred === undefined) expect(explained(set, judged)).toBe(code)
          const row = JSON.parse(JSON.stringify(eventOf(exchange, judged))) as RecordedDecision
          const asker = askerOf(row)
          if (asker !== undefined) expect(decideAgain(set, asker)).toEqual(judged.decision)
          else expect(judged.question.asked?.autorisatie).toBeUndefined()
        }
      }),
      { numRuns: 20 },
    )
  })

  test('of the toegang listener under another policy, and of what diff says of it', async () => {
    await fc.assert(
      fc.asyncProperty(policy, policy, asked, async (made, next, all) => {
        const [first, second] = [await setOf(made), await setOf(next)]
        for (const one of all) {
          const [before, after] = [withLid(first, one.lid), withLid(second, one.lid)]
          const [was, is] = [await live(before, one), await live(after, one)]
          const row = JSON.parse(
            JSON.stringify(eventOf(was.exchange, was.judged)),
          ) as RecordedDecision
          const { flips, overgeslagen } = await replay([row], before, after)
          const [van, naar] = [was.judged.decision.code, is.judged.decision.code]
          // What has no route any more asks what it asked: a path is no autorisatie.
          if (overgeslagen === 0 && is.judged.question.barred === undefined)
            expect(flips.map((flip) => [flip.van, flip.naar])).toEqual(
              van === naar ? [] : [[van, naar]],
            )
          await sameRights(before, after, one.lid)
        }
      }),
      { numRuns: 15 },
    )
  })
})

/** A set that has one member. */
const withLid = (set: PolicySet, lid: Member): PolicySet => ({
  ...set,
  policy: {
    ...set.policy,
    overlay: { ...set.policy.overlay, leden: new Map([[keyOf(lid), houderOf(lid)]]) },
  },
})

/** Every right that a member has under one set only is told by diff, and no other. */
async function sameRights(before: PolicySet, after: PolicySet, lid: Member): Promise<void> {
  const one: Asking = { lid, beveiligd: true, toestand: 'goed', method: 'GET', path: '/kis/' }
  const niveau = niveauVan.account
  const rights: readonly Asked[] = [
    ...[...functions, ...roles].map((autorisatie) => ({ dienst: 'kis', autorisatie, niveau })),
    { dienst: 'kis', autorisatie: undefined, machtiging: 'data', niveau },
  ]
  const changed: unknown[] = []
  for (const ask of rights) {
    const codes = [before, after].map(
      async (set) => (await live(set, one, ask)).judged.decision.code,
    )
    const [van, naar] = await Promise.all(codes)
    if ((van === null) !== (naar === null))
      changed.push([ask.autorisatie ?? null, ask.machtiging, van, naar])
  }
  expect(
    [...diffMembers(before, after, at)].map((right) => [
      ...[right.autorisatie, right.machtiging, right.van, right.naar],
    ]),
  ).toEqual(changed)
}

// ---- over a running gateway ----

const nine = [
  ...['huisarts', 'assistent', 'assistent-fin', 'poh-s', 'poh-s-zonder-financieel'],
  ...['kwaliteitsmedewerker', 'aios', 'waarnemer', 'poh-ggz'],
] as const
/** One without a pakket, and one that has three functions only. */
const practices = [agb('01000007'), agb('01000008')]

interface Asker extends Person {
  readonly agbCode: AgbCode
  readonly rollen: readonly string[]
  readonly machtigingen: readonly string[]
  readonly beveiligd: boolean
}

/** Another policy: a role, a pakket, a machtiging and a route are otherwise. */
const otherwise: Readonly<Record<string, (text: string) => string>> = {
  'diensten/viplive.yaml': (text) =>
    text
      .replace('omvat: [basis, samenwerken] }', 'omvat: [basis, rapporten] }')
      .replace('voor: [huisarts, poh-s,', 'voor: [poh-s,')
      .replace('autorisatie: rapporten, niveau: tweefactor', 'autorisatie: rapporten'),
  'instanties/toegang.yaml': (text) =>
    text.replace('[basis, samenwerken, rapporten]', '[basis, facturen]'),
}

describe('over real TLS, for the nine roles', () => {
  let gateway: TestGateway
  let askers: readonly Asker[]
  const seed = fc.sample(fc.nat(), 1)[0] ?? 0
  /** For each asker what he has beside his role, and the routes he tries. */
  const chosen = fc.sample(
    fc.record({
      ticked: fc.boolean(),
      beveiligd: fc.boolean(),
      routes: fc.uniqueArray(fc.nat(13), { minLength: 2, maxLength: 2 }),
    }),
    { numRuns: nine.length * practices.length, seed },
  )

  beforeAll(async () => {
    gateway = await startTestGateway({
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        ...{ 'cases/viplive.yaml': () => '[]\n', 'cases/toegang.yaml': () => '[]\n' },
        'diensten/viplive.yaml': (text) =>
          text.replace(/^host: .*$/m, '').replace('http://127.0.0.1:8085', 'http://127.0.0.1:1'),
      },
    })
    askers = await makeAskers()
  }, 60_000)
  afterAll(() => gateway.stop())

  async function makeAskers(): Promise<readonly Asker[]> {
    const made: Asker[] = []
    for (const agbCode of practices)
      for (const rol of nine) {
        const { ticked = false, beveiligd = false } = chosen[made.length] ?? {}
        const email = `lid${String(made.length)}@praktijk.example`
        const person = await signIn(gateway, { email, agbCode })
        const rest = { rollen: [rol], machtigingen: ticked ? ['patientdata'] : [], beveiligd }
        made.push({ ...person, agbCode, ...rest })
      }
    for (const one of made) await enter(one)
    await secure(made.filter(({ beveiligd }) => beveiligd))
    await gateway.sluis.gateway.organisaties.refresh()
    return made
  }

  async function enter({ agbCode, nummer, rollen, machtigingen }: Asker): Promise<void> {
    const { leden } = gateway.sluis.gateway.organisaties
    const place = { agbCode, dienst: 'viplive', nummer, at: Date.now(), door: nummer }
    const row = {
      ...place,
      naam: 'S. Visser',
      rollen,
      staat: 'actief',
      via: 'uitnodiging',
    } as const
    await leden.voegToe(row, () => auditEvent())
    if (machtigingen.length === 0) return
    const judged = { naar: { staat: 'actief', rollen, machtigingen } } as const
    await leden.wijzig({ ...place, version: undefined, judge: () => judged }, () => auditEvent())
  }

  /** They showed their password again. */
  async function secure(all: readonly Asker[]): Promise<void> {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    for (const { cookie } of all)
      await database
        .writer('sessie')
        .where({ hash: hashOf(cookie) })
        .update({ beveiligd_tot: Date.now() + 30 * minutes })
    await database.close()
  }

  const routesOf = (set: PolicySet): readonly PolicyRoute[] =>
    set.policy.diensten.get('viplive')?.routes ?? []

  const current = (): PolicySet => gateway.sluis.gateway.policies.current()

  interface Tried {
    readonly asker: Asker
    readonly route: PolicyRoute
    /** Null: let through; there is nobody behind it. */
    readonly code: unknown
    /** Its request id. */
    readonly verzoek: string
  }

  const pathOf = ({ pad, wild }: PolicyRoute): string => (wild ? pad.replace('**', 'een') : pad)

  async function tryAll(): Promise<readonly Tried[]> {
    const tried: Tried[] = []
    for (const [index, asker] of askers.entries())
      for (const place of chosen[index]?.routes ?? []) {
        const route = routesOf(current())[place]
        if (route === undefined) throw new Error(`there is no route ${String(place)}`)
        const { json, headers } = await browse(gateway, {
          ...{ path: pathOf(route), person: asker, headers: { accept: 'application/json' } },
        })
        const verzoek = String(headers['x-request-id'])
        const keyless = asker.beveiligd && json['code'] === 'SL211'
        const code = keyless ? await decidedOf(verzoek) : json['code']
        tried.push({ asker, route, code: code === 'SL501' ? null : code, verzoek })
      }
    return tried
  }

  /** Behind the lock goes a key, and nobody here showed a password to have one: what was decided before that. */
  async function decidedOf(verzoek: string): Promise<unknown> {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    const [row] = await auditOfRequest(database, verzoek)
    await database.close()
    return (JSON.parse(row?.line ?? '{}') as { code?: unknown }).code
  }

  const said = ({ asker, route, code }: Tried): unknown => [
    ...[asker.agbCode, ...asker.rollen, asker.machtigingen, asker.beveiligd, route.pad, code],
  ]

  async function run(
    command: (streams: { stdout: PassThrough; stderr: PassThrough }) => Promise<number>,
  ): Promise<Record<string, unknown>> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    await command({ stdout, stderr })
    return JSON.parse(String(stdout.read())) as Record<string, unknown>
  }

  const base = () => ({
    ...{ policy: join(gateway.dir, 'policy'), database: gateway.env['SLUIS_DATABASE'] ?? '' },
    ...{ json: true, now: Date.now },
  })

  /** What `policy explain` says; of an autorisatie with several routes it explains the first. */
  async function toldOf({ asker, route }: Tried): Promise<unknown> {
    const [first] = routesOf(current()).filter((one) => one.autorisatie === route.autorisatie)
    if (first !== route) return undefined
    const { agbCode: agb, nummer: gebruikersnummer, beveiligd } = asker
    const { autorisatie } = route
    const who = { soort: 'account', gebruikersnummer, agb, beveiligd }
    const told = await run((streams) =>
      policyExplain({ ...base(), ...who, dienst: 'viplive', autorisatie }, streams),
    )
    return told['code']
  }

  /** What a case with the same roles comes to. */
  async function casedOf(all: readonly Tried[]): Promise<readonly unknown[]> {
    const dir = join(gateway.dir, 'met-gevallen')
    cpSync(join(gateway.dir, 'policy'), dir, { recursive: true })
    const cases = all.map(({ asker, route }, index) =>
      JSON.stringify({
        naam: `geval ${String(index)}`,
        aanmelding: {
          ...{ soort: 'account', agbCode: asker.agbCode, rollen: asker.rollen },
          ...{ machtigingen: asker.machtigingen, beveiligd: asker.beveiligd },
        },
        dienst: 'viplive',
        verzoek: { methode: 'GET', pad: pathOf(route) },
        verwacht: 'toegestaan',
      }),
    )
    writeFileSync(join(dir, 'cases/viplive.yaml'), `[${cases.join(',\n')}]`)
    const loaded = await loadPolicy(dir, { now: Date.now, ignoreCases: true })
    if ('problems' in loaded) throw new Error(loaded.problems.map(formatProblem).join('\n'))
    const results = await runCases(loaded.set, { now: Date.now })
    return results
      .filter(({ geval }) => geval.naam.startsWith('geval '))
      .map(({ gekregen }) => (gekregen === 'toegestaan' ? null : gekregen))
  }

  test('explain, test and diff say beforehand what the gateway answers, now and under another policy', async () => {
    const before = await tryAll()
    const cased = await casedOf(before)
    for (const [index, one] of before.entries()) {
      expect([seed, said(one)]).toEqual([seed, said({ ...one, code: cased[index] })])
      const told = await toldOf(one)
      if (told !== undefined)
        expect([seed, said(one)]).toEqual([seed, said({ ...one, code: told })])
    }
    const flips = await flipsUnder('anders')
    const { version } = current()
    changePolicy(gateway.dir, otherwise)
    await waitFor(() => (current().version === version ? undefined : true))
    const after = await tryAll()
    const changed = before.flatMap(({ asker, route, code: van }, index) => {
      const naar = after[index]?.code
      return van === naar ? [] : [flipOf(asker.nummer, route.autorisatie, van, naar)]
    })
    expect([seed, [...flips].sort()]).toEqual([seed, [...new Set(changed)].sort()])
    for (const [index, { verzoek, code }] of before.slice(0, 3).entries()) {
      const { toen, nu } = await run((streams) => policyExplain({ ...base(), verzoek }, streams))
      expect([toen, nu]).toMatchObject([{ code }, { code: after[index]?.code }])
    }
  }, 180_000)

  /** What `policy diff` says of the other policy, in a folder of its own. */
  async function flipsUnder(name: string): Promise<readonly string[]> {
    const newPolicy = join(gateway.dir, name)
    cpSync(join(gateway.dir, 'policy'), newPolicy, { recursive: true })
    const own = Object.entries(otherwise).map(
      ([path, edit]) => [`../${name}/${path}`, edit] as const,
    )
    changePolicy(gateway.dir, Object.fromEntries(own))
    const told = await run((streams) => policyDiff({ ...base(), newPolicy }, streams))
    return (told['flips'] as readonly Flip[]).map(({ gebruikersnummer, autorisatie, van, naar }) =>
      flipOf(gebruikersnummer, autorisatie, van, naar),
    )
  }
})

const flipOf = (...parts: readonly unknown[]): string => JSON.stringify(parts)
