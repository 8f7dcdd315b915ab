/**
 * One decision, whoever asks: the gateway that serves requests, `policy explain`, `policy test`, and `policy diff`
 * by the record and by the files. For random policies, over real certificates.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { agb, type AgbCode } from '../gateway/identity/agb-code.ts'
import type { Code } from '../gateway/errors.ts'
import type { CertificateSoort } from '../gateway/identity/identity.ts'
import { dutchToday } from '../gateway/base/today.ts'
import { readLeaf } from '../gateway/identity/trust.ts'
import type { Exchange, Listener } from '../gateway/http/exchange/exchange.ts'
import type { Gateway } from '../gateway/http/exchange/gateway.ts'
import { judge } from '../gateway/http/judge/judge.ts'
import type { Judged } from '../gateway/http/exchange/judged.ts'
import { eventOf } from '../gateway/http/record/record.ts'
import { decide } from '../gateway/decision/decide.ts'
import { diffSets } from '../gateway/workbench/diff.ts'
import { adviceFactsOf } from '../gateway/http/answer/advice-facts.ts'
import { adviceOf } from '../gateway/pages/advice.ts'
import { explain, explainHolder } from '../gateway/workbench/explain.ts'
import { loadPolicy } from '../gateway/policy/load.ts'
import type { PolicySet, Toestand } from '../gateway/decision/policy-set.ts'
import { formatProblem } from '../gateway/decision/problem.ts'
import type { Question, RevocationState } from '../gateway/decision/question.ts'
import { askerOf } from '../gateway/workbench/recorded-row.ts'
import { decideAgain } from '../gateway/workbench/recorded.ts'
import type { RecordedDecision } from '../gateway/workbench/recorded-row.ts'
import { replay } from '../gateway/workbench/replay.ts'
import { runCases } from '../gateway/policy/test-cases.ts'
import { policyExplain } from '../scripts/commands/policy/explain.ts'
import { baseline, makeFolder, pki } from './policy/policy-folder.ts'
import { makeCa, makeLeaf } from './support/certificates.ts'
import { ask, instroom, post, startTestGateway } from './support/running.ts'
import type { TestGateway } from './support/running.ts'

const at = Date.now()
const today = dutchToday(at)
const agbCodes = ['12000001', '06000001', '98000001'].map(agb)
const numbers = ['10000001', '10000002', '90000001'] as const
const soorten = ['persoonlijk', 'systeem'] as const
const ranges = ['127.0.0.0/8', '192.0.2.0/24', '::1/128'] as const
const addresses = ['127.0.0.1', '192.0.2.9', '::1', '203.0.113.1'] as const

// ---- certificates ----

interface Client {
  readonly soort: CertificateSoort
  readonly agbCode: AgbCode
  readonly gebruikersnummer: string
  readonly toestand: Toestand
  readonly der: Buffer
  readonly chainAccepted: boolean
}

const day = 86_400_000

function makeClients(): readonly Client[] {
  const stranger = makeCa({ name: 'Nobody' })
  const clients: Client[] = []
  for (const soort of soorten)
    for (const agbCode of agbCodes)
      for (const gebruikersnummer of numbers.slice(1)) {
        const holder = { soort, agbCode, gebruikersnummer }
        const { der } = makeLeaf(pki[soort], holder)
        clients.push({ ...holder, toestand: 'goed', der, chainAccepted: true })
      }
  const holder = {
    soort: 'persoonlijk',
    agbCode: agb('12000001'),
    gebruikersnummer: '10000002',
  } as const
  const odd = (toestand: Toestand, der: Buffer, chainAccepted: boolean): Client => ({
    ...holder,
    toestand,
    der,
    chainAccepted,
  })
  const over = { validFrom: at - 9 * day, validTo: at - day }
  const early = { validFrom: at + day, validTo: at + 9 * day }
  return [
    ...clients,
    odd('verlopen', makeLeaf(pki.persoonlijk, { ...holder, ...over }).der, false),
    odd('nog-niet-geldig', makeLeaf(pki.persoonlijk, { ...holder, ...early }).der, false),
    odd('niet-vertrouwd', makeLeaf(stranger, holder).der, false),
    odd('geen-profiel', makeLeaf(pki.persoonlijk, { ...holder, policies: ['2.999.9'] }).der, true),
  ]
}

const clients = makeClients()

// ---- policies ----

const grants = fc.constantFrom('[]', '[raadplegen]', '[indienen]', '[raadplegen, indienen]')

const holder = fc
  .record({
    soort: fc.constantFrom(...soorten),
    nummer: fc.constantFrom(...numbers),
    grants,
    known: fc.boolean(),
    range: fc.constantFrom(...ranges),
  })
  .map(({ soort, nummer, grants: list, known, range }) => ({
    key: `${soort}/${nummer}`,
    text: `    - { soort: ${soort}, gebruikersnummer: "${nummer}", autorisaties: ${known ? `{ portaal: ${list} }` : '{}'}${soort === 'systeem' ? `, ipAdressen: ["${range}"]` : ''} }\n`,
  }))

const practice = (agbCode: AgbCode) =>
  fc
    .record({
      soort: fc.constantFrom('praktijk', 'instelling', 'zorgverlener'),
      overeenkomst: fc.constantFrom(
        '{ van: 2020-01-01 }',
        '{ van: 2020-01-01, tot: 2020-12-31 }',
        '{ van: 2090-01-01 }',
        `{ van: ${today}, tot: ${today} }`,
      ),
      dienst: fc.boolean(),
      beheer: fc.constantFrom('bestand', 'contactpersoon'),
      contactpersonen: fc.subarray([...numbers]),
      holders: fc.uniqueArray(holder, { maxLength: 5, selector: ({ key }) => key }),
    })
    .map(
      (one) => `- agbCode: "${agbCode}"
  naam: Praktijk ${agbCode}
  soort: ${one.soort}
  overeenkomst: ${one.overeenkomst}
  diensten: [${one.dienst ? 'portaal' : ''}]
  beheer: ${one.beheer}
  contactpersonen: ${JSON.stringify(one.contactpersonen)}
  certificaten:${one.holders.length === 0 ? ' []' : `\n${one.holders.map(({ text }) => text).join('')}`}
`,
    )

const instanties = fc
  .tuple(...agbCodes.map((code) => fc.option(practice(code), { nil: '' })))
  .map((texts) => texts.join('') || '[]\n')

const block = fc.constantFrom(
  ...numbers.map((one) => `- { gebruikersnummer: "${one}", reden: weg }\n`),
  ...agbCodes.map((one) => `- { agbCode: "${one}", reden: weg }\n`),
)

const policy = fc.record({
  instanties,
  blokkades: fc.array(block, { maxLength: 2 }).map((list) => list.join('') || '[]\n'),
  zorgsoorten: fc.constantFrom('zorgsoorten: ["12", "06"]', 'zorgsoorten: ["98"]', ''),
  soorten: fc.constantFrom('[praktijk, instelling]', '[zorgverlener]', '[praktijk]'),
  intrekking: fc.constantFrom('hard', 'zacht'),
})

type Made = typeof policy extends fc.Arbitrary<infer T> ? T : never

/** The set of a made policy, read from files like any other. */
async function setOf(made: Made, cases = '[]\n'): Promise<PolicySet> {
  const folder = makeFolder({
    'instanties/praktijken.yaml': made.instanties,
    'blokkades.yaml': made.blokkades,
    'diensten/portaal.yaml': (baseline['diensten/portaal.yaml'] ?? '')
      .replace('zorgsoorten: ["12", "06"]', made.zorgsoorten)
      .replace('[praktijk, instelling]', made.soorten),
    'certificaten.yaml': (baseline['certificaten.yaml'] ?? '').replace(
      'intrekking: hard',
      `intrekking: ${made.intrekking}`,
    ),
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

// ---- questions ----

interface Asking {
  readonly client: Client
  readonly listener: Listener
  readonly address: string
  readonly revocation: RevocationState
  /** Null: Gebruikersbeheer. */
  readonly autorisatie: 'raadplegen' | 'indienen' | null
}

const asking: fc.Arbitrary<Asking> = fc.record({
  client: fc.constantFrom(...clients),
  listener: fc.constantFrom('instroom' as const, 'portaal' as const),
  address: fc.constantFrom(...addresses),
  revocation: fc.constantFrom(
    'goed' as const,
    'goed' as const,
    'ingetrokken' as const,
    'onbekend' as const,
  ),
  autorisatie: fc.constantFrom('raadplegen' as const, 'indienen' as const, null),
})

const askedOf = ({ autorisatie }: Asking): NonNullable<Question['asked']> =>
  autorisatie === null
    ? { dienst: undefined, autorisatie: undefined, contactpersoon: true }
    : { dienst: 'portaal', autorisatie }

/** What the gateway that serves requests comes to; only the parts that judging uses are there. */
function live(set: PolicySet, one: Asking): Promise<{ judged: Judged; exchange: Exchange }> {
  const { client, listener, address, revocation } = one
  const gateway = {
    now: () => at,
    policies: { current: () => set },
    revocation: { state: () => revocation },
    metrics: { softRevocation: () => undefined },
    quota: { waitMs: () => 0 },
  } as unknown as Gateway
  const exchange = {
    listener,
    id: '6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90',
    peer: { der: client.der, chainAccepted: client.chainAccepted },
    address,
    trail: {
      gebeurtenis: one.autorisatie === null ? 'beheer-bekijken' : 'dienst-gebruiken',
      actie: 'R',
      object: null,
      counted: false,
    },
  } as unknown as Exchange
  return judge(gateway, exchange, { asked: askedOf(one) }).then((judged) => ({ judged, exchange }))
}

/** The state of a case's certificate that stands for the client's own and what its issuer says. */
const toestandOf = ({ client, revocation }: Asking): Toestand => {
  if (client.toestand !== 'goed' && client.toestand !== 'geen-profiel') return client.toestand
  if (revocation === 'ingetrokken') return 'ingetrokken'
  return revocation === 'onbekend' ? 'intrekking-onbekend' : client.toestand
}

const caseOf = (one: Asking, index: number): string => `- naam: geval ${index}
  certificaat: { soort: ${one.client.soort}, gebruikersnummer: "${one.client.gebruikersnummer}", agbCode: "${one.client.agbCode}", toestand: ${toestandOf(one)} }
  ${one.autorisatie === null ? 'gebruikersbeheer: true' : `dienst: portaal\n  autorisatie: ${one.autorisatie}`}
  luisteraar: ${one.listener}
  adres: "${one.address}"
  verwacht: toegestaan
`

/** Cases and explanations cannot have a certificate that is no profile's and revoked at once. */
const canBeCase = ({ client, revocation }: Asking): boolean =>
  client.toestand !== 'geen-profiel' || revocation === 'goed'

describe('for random policies and certificates the answer is the same', () => {
  test('of the gateway, of its own record, and of a case', async () => {
    await fc.assert(
      fc.asyncProperty(
        policy,
        fc.array(asking, { minLength: 1, maxLength: 30 }),
        async (made, all) => {
          const questions = all.filter(canBeCase)
          const cases = questions.map(caseOf).join('') || '[]\n'
          const set = await setOf(made, cases)
          const results = await runCases(set, { now: () => at })
          for (const [index, one] of questions.entries()) {
            const { judged, exchange } = await live(set, one)
            const { decision } = judged
            expect(results[index]?.gekregen).toBe(decision.code ?? 'toegestaan')
            const row = JSON.parse(JSON.stringify(eventOf(exchange, judged))) as RecordedDecision
            const asker = askerOf(row)
            if (asker !== undefined) expect(decideAgain(set, asker)).toEqual(decision)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('of the gateway and of an explanation, but for what only a handshake and an address tell', async () => {
    await fc.assert(
      fc.asyncProperty(
        policy,
        fc.array(asking, { minLength: 1, maxLength: 30 }),
        async (made, all) => {
          const set = await setOf(made)
          for (const one of all.filter(({ autorisatie }) => autorisatie !== null)) {
            const { judged } = await live(set, one)
            const { decision } = judged
            if (decision.code === 'SL108') continue
            const { client, revocation } = one
            const presented = { leaf: readLeaf(set.trust, client.der), chainAccepted: undefined }
            const asked = { set, dienst: 'portaal', autorisatie: one.autorisatie ?? '', at }
            const told = explain({ ...asked, presented, revocation })
            const failed = decision.controls.filter(
              ({ stap, code }) => code !== null && stap !== 'adres',
            )
            expect(told.code).toBe(failed[0]?.code ?? null)
            // The address is judged by the gateway alone.
            if (told.code !== null && told.code === decision.code) {
              const { wie, actie } = told
              const advice = adviceOf(told.code, adviceFactsOf({ judged, instroom: undefined }))
              expect(advice).toMatchObject({ wie, actie })
            }
            if (!canBeCase(one)) continue
            const imagined = { ...client, publicKeySha256: undefined, toestand: toestandOf(one) }
            expect(explainHolder(imagined, asked)).toEqual(told)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  test('of the gateway under another policy, and of what diff says of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        policy,
        policy,
        fc.boolean(),
        fc.array(asking, { maxLength: 30 }),
        async (made, other, alike, all) => {
          // Often only practices change.
          const next = alike ? { ...made, instanties: other.instanties } : other
          const [before, after] = [await setOf(made), await setOf(next)]
          for (const one of all) {
            const { judged, exchange } = await live(before, one)
            const row = JSON.parse(JSON.stringify(eventOf(exchange, judged))) as RecordedDecision
            const { flips, overgeslagen } = await replay([row], before, after)
            const then = (await live(after, one)).judged.decision
            if (overgeslagen === 0)
              expect(flips.map(({ van, naar }) => [van, naar])).toEqual(
                judged.decision.code === then.code ? [] : [[judged.decision.code, then.code]],
              )
          }
          const changes = new Map(
            [...diffSets(before, after, at)].map((change) => [
              [change.agbCode, change.soort, change.gebruikersnummer, change.autorisatie].join('/'),
              [change.van, change.naar],
            ]),
          )
          for (const { soort, agbCode, gebruikersnummer } of clients.slice(0, 12))
            for (const autorisatie of ['raadplegen', 'indienen', null] as const) {
              const codes = [before, after].map((set) =>
                inOrder(set, { soort, agbCode, gebruikersnummer }, autorisatie),
              )
              const [van, naar] = codes
              expect(
                changes.get([agbCode, soort, gebruikersnummer, autorisatie].join('/')),
              ).toEqual((van === null) === (naar === null) ? undefined : [van, naar])
            }
        },
      ),
      { numRuns: 40 },
    )
  })
})

/** What the holder of a certificate in order gets, from any address and at its own listener. */
function inOrder(
  set: PolicySet,
  who: Pick<Client, 'soort' | 'agbCode' | 'gebruikersnummer'>,
  autorisatie: Asking['autorisatie'],
): Code | null {
  const client = clients.find(
    (one) =>
      one.soort === who.soort &&
      one.agbCode === who.agbCode &&
      one.gebruikersnummer === who.gebruikersnummer,
  )
  const leaf = readLeaf(set.trust, client?.der ?? Buffer.alloc(0))
  return decide(
    {
      at,
      today,
      presented: { leaf, chainAccepted: undefined },
      middel: 'certificaat',
      revocation: 'goed',
      soorten: undefined,
      address: undefined,
      asked: askedOf({ autorisatie } as Asking),
      quotaUsedUp: undefined,
    },
    set.policy,
  ).code
}

describe('over a running gateway', () => {
  let gateway: TestGateway

  beforeAll(async () => {
    gateway = await startTestGateway()
  })

  afterAll(async () => {
    await gateway.stop()
  })

  /** The code of an explanation of a certificate file. */
  async function explained(file: string, autorisatie: string): Promise<unknown> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const code = await policyExplain(
      {
        policy: join(gateway.dir, 'policy'),
        database: gateway.env['SLUIS_DATABASE'] ?? '',
        certificate: file,
        dienst: 'machtigingenportaal',
        autorisatie,
        json: true,
        now: Date.now,
      },
      { stdout, stderr },
    )
    const told = JSON.parse(String(stdout.read())) as { code: string | null }
    expect(code).toBe(told.code === null ? 0 : 1)
    return told.code
  }

  test('every development certificate is explained as it is answered', async () => {
    const folder = join(gateway.dir, 'certs-dev/clients')
    const names = readdirSync(folder).filter((name) => name.endsWith('.pem'))
    expect(names.length).toBeGreaterThan(20)
    const differing: string[] = []
    for (const name of names) {
      const client = name.replace(/\.pem$/, '')
      const told = await explained(join(folder, name), 'indienen')
      const systeem = isSystem(join(folder, name))
      const { json, status } = systeem
        ? await post(gateway, instroom(client), { client })
        : await ask(gateway, {
            listener: 'portaal',
            client,
            method: 'POST',
            path: '/machtigingenportaal/aanvragen',
            headers: { 'content-type': 'application/json', accept: 'application/json' },
            body: '{"instantie":{"agbCode":"12000001"}}',
          })
      const got = json['code'] ?? (status < 300 ? null : status)
      if (!same(told, got)) differing.push(JSON.stringify([client, told, got]))
    }
    expect(differing).toEqual([])
  })

  /** What an explanation does not judge is no difference: address, message, an upstream that is not there. */
  const behind: readonly (string | null)[] = ['SL110', 'SL305', 'SL501', null]
  const same = (told: unknown, got: unknown): boolean =>
    told === got || (told === null && behind.includes(got as string | null))

  const isSystem = (file: string): boolean =>
    /systeem/i.test(new X509Certificate(readFileSync(file)).issuer)
})
