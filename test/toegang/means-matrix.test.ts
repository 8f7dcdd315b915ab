/**
 * T1: every listener × dienst × route × means of the example policy, over the one decision. What is expected is read
 * from the files by a rule of its own, and what a meldcode reaches is written out.
 */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { overlayKey } from '../../gateway/decision/overlay-key.ts'
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { askedBy, askedToOpen, askedToPost } from '../../gateway/decision/asked.ts'
import { decide } from '../../gateway/decision/decide.ts'
import { imagine, imagineAanmelding } from '../../gateway/decision/imagined.ts'
import { houderKey } from '../../gateway/decision/instantie.ts'
import { noOverlay } from '../../gateway/decision/policy.ts'
import type { Dienst } from '../../gateway/decision/dienst.ts'
import type { Houder } from '../../gateway/decision/instantie.ts'
import type { Policy } from '../../gateway/decision/policy.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import type { Asked, Question } from '../../gateway/decision/question.ts'
import { isSignIn, soortenOp } from '../../gateway/identity/identity.ts'
import type { Soort } from '../../gateway/identity/identity.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { clientTls } from '../support/client-context.ts'
import { ask as askGateway, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn } from '../support/signed-in.ts'

const at = Date.UTC(2026, 5, 1)
const today = '2026-06-01'
const soorten = ['persoonlijk', 'systeem', 'account', 'meldcode'] as const
const listeners = ['instroom', 'portaal', 'toegang'] as const
type Listener = (typeof listeners)[number]

/** A row of a dienst file as it is written. */
interface Written {
  readonly dienst: string
  readonly toegang?: readonly string[]
  readonly routes: readonly {
    readonly pad: string
    readonly niveau?: string
    readonly machtiging?: string
    readonly beveiligd?: boolean
  }[]
}

const folder = join(packageRoot, 'policy/diensten')
const written = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as Written)

let gateway: TestGateway
let set: PolicySet
beforeAll(async () => {
  gateway = await startTestGateway({
    env: { SLUIS_TOEGANG_PORT: '0', SLUIS_PORTAAL_URL: 'https://portaal.example' },
  })
  set = gateway.sluis.gateway.policies.current()
}, 60_000)
afterAll(() => gateway.stop())

/** Somebody who holds all of a dienst, in an organisation that may have it: only the means is left to judge. */
function omnipotent(dienst: Dienst, soort: Soort): { policy: Policy; agbCode: AgbCode } {
  const [zorgsoort = '01'] = dienst.zorgsoorten ?? []
  const agbCode = agb(`${zorgsoort}000001`)
  const houder: Houder = {
    ...{ soort, gebruikersnummer: gebruikersnr(numberOf[soort]), naam: undefined, ipAdressen: [] },
    ...{
      geblokkeerd: false,
      autorisaties: new Map([[dienst.naam, [...dienst.autorisaties.keys()]]]),
    },
    machtigingen: new Map([[dienst.naam, [...(dienst.machtigingen?.keys() ?? [])]]]),
  }
  const key = houderKey(soort, houder.gebruikersnummer)
  const instantie = {
    ...{
      agbCode,
      naam: 'Alles',
      soort: 'praktijk' as const,
      beheer: 'bestand' as const,
    },
    ...{ overeenkomst: { van: '2026-01-01', tot: undefined }, diensten: new Set([dienst.naam]) },
    ...{ contactpersonen: [], houders: new Map(isSignIn(soort) ? [] : [[key, houder]]) },
  }
  const leden = new Map(isSignIn(soort) ? [[overlayKey(agbCode, houder), houder]] : [])
  const diensten = new Map([[dienst.naam, dienst]])
  const instanties = new Map([[agbCode, instantie]])
  const overlay = { ...noOverlay, leden }
  return { agbCode, policy: { ...set.policy, diensten, instanties, overlay } }
}

const numberOf = {
  persoonlijk: '10000001',
  systeem: '90000001',
  account: '700000000001',
  meldcode: '600000000001',
} as const

function ask(dienst: Dienst, soort: Soort, listener: Listener, asked: Asked) {
  const { policy, agbCode } = omnipotent(dienst, soort)
  const wie = { gebruikersnummer: numberOf[soort], agbCode, toestand: 'goed' as const }
  const nobody = { presented: undefined, aanmelding: undefined }
  const means = isSignIn(soort)
    ? { ...wie, soort, rollen: [], machtigingen: [], beveiligd: true }
    : { ...wie, soort, publicKeySha256: undefined }
  const question: Question = {
    ...{ at, today, revocation: 'goed', soorten: soortenOp[listener], address: undefined },
    ...{
      asked,
      quotaUsedUp: false,
      middel: isSignIn(soort) ? 'aanmelding' : 'certificaat',
      ...nobody,
    },
    ...('rollen' in means
      ? { aanmelding: imagineAanmelding(means, at) }
      : { presented: imagine(means, set.profiles) }),
  }
  return { question, policy, decision: decide(question, policy) }
}

const serves: Readonly<Record<Listener, readonly Soort[]>> = {
  instroom: ['systeem'],
  portaal: ['persoonlijk'],
  toegang: ['account', 'meldcode'],
}
const rank = ['meldcode', 'tweefactor', 'certificaat']
const niveauOf = { persoonlijk: 2, systeem: 2, account: 1, meldcode: 0 } as const

/** The rule, from the words of the file. */
function expected(one: Written, route: Written['routes'][number], soort: Soort, on: Listener) {
  if (!serves[on].includes(soort)) return 'SL108'
  const signsIn = soort === 'account' || soort === 'meldcode'
  if (signsIn && one.toegang?.includes(soort) !== true) return 'SL108'
  if (niveauOf[soort] < rank.indexOf(route.niveau ?? 'certificaat')) return 'SL210'
  if (signsIn) return null
  if (route.machtiging !== undefined) return 'SL212'
  return route.beveiligd === true ? 'SL211' : null
}

const rows = written.flatMap((one) => one.routes.map((route, place) => ({ one, route, place })))

describe('T1: of every listener, dienst, route and means', () => {
  test.each(rows.map((row) => [row.one.dienst, row.route.pad, row] as const))(
    '%s %s',
    (naam, _pad, { one, route, place }) => {
      const dienst = set.policy.diensten.get(naam)
      const asked = dienst?.routes[place]
      if (dienst === undefined || asked === undefined) throw new Error('the file has another route')
      for (const on of listeners)
        for (const soort of soorten) {
          const { question, policy, decision } = ask(dienst, soort, on, askedBy(dienst, asked))
          expect([on, soort, decision.code]).toEqual([on, soort, expected(one, route, soort, on)])
          // Without a means, or with the other one, it is nobody.
          const middel = question.middel
          const none = { ...question, presented: undefined, aanmelding: undefined }
          expect(decide(none, policy).code).toBe(middel === 'certificaat' ? 'SL101' : 'SL121')
          const other = middel === 'certificaat' ? 'aanmelding' : 'certificaat'
          expect(decide({ ...question, middel: other }, policy).allowed).toBe(false)
        }
    },
  )

  test('a meldcode reaches the form of incident melden and what it sends, and nothing else', () => {
    const reached = rows.filter(({ one, place }) => {
      const dienst = set.policy.diensten.get(one.dienst)
      const route = dienst?.routes[place]
      if (dienst === undefined || route === undefined) return true
      return ask(dienst, 'meldcode', 'toegang', askedBy(dienst, route)).decision.allowed
    })
    expect(reached.map(({ route }) => route.pad)).toEqual([
      '/incident-melden/melden',
      '/incident-melden/meldingen',
    ])
  })

  /** Who may, on the listeners that have a route for it. */
  const admitted = (on: readonly Listener[], askedOf: (dienst: Dienst) => Asked) =>
    [...set.policy.diensten.values()].flatMap((dienst) =>
      on.flatMap((listener) =>
        soorten
          .filter((soort) => ask(dienst, soort, listener, askedOf(dienst)).decision.allowed)
          .map((soort) => [dienst.naam, listener, soort]),
      ),
    )

  test('only a systeemcertificaat posts an instroom, of a dienst that takes one', () => {
    const taking = [...set.policy.diensten.values()].filter(({ instroom }) => instroom)
    expect(admitted(['instroom'], askedToPost)).toEqual(
      taking.map(({ naam }) => [naam, 'instroom', 'systeem']),
    )
  })

  test('only an instroom that names who may open it is opened after signing in, by an account', () => {
    expect(admitted(['portaal', 'toegang'], askedToOpen)).toEqual([
      ['machtigingenportaal', 'portaal', 'persoonlijk'],
      ['viplive', 'toegang', 'account'],
    ])
  })
})

const run = promisify(execFile)
/** Tells on stderr what is said at the handshake with a port. */
const tracing = `const [port] = process.argv.slice(1)
require('tls').connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, enableTrace: true },
  function () { this.end() }).on('error', () => {}).on('close', () => {})`

describe('T1: over real TLS', () => {
  const certificates = { instroom: 'systeem', portaal: 'indiener' } as const
  const places = {
    instroom: ['/v1/instroom/incident-melden/REF', '/incident-melden/melden'],
    portaal: [
      '/incident-melden/melden',
      '/viplive/',
      '/gli-register/',
      '/organisaties',
      '/account',
    ],
  } as const
  const asked = (['instroom', 'portaal'] as const).flatMap((on) =>
    places[on].map((path) => [on, path] as const),
  )

  test.each(asked)('on %s a sign-in changes nothing of %s', async (on, path) => {
    const { cookie } = await signIn(gateway, {
      email: `${on}${String(path.length)}@praktijk.example`,
      agbCode: agb('01000007'),
    })
    const answer = async (client: string | undefined, headers: Record<string, string>) => {
      const { status, json } = await askGateway(gateway, {
        ...{ listener: on, client, path },
        headers: { accept: 'application/json', ...headers },
      })
      return [status, json['code']]
    }
    const held = { cookie: `__Host-sluis-sessie=${cookie}` }
    expect(await answer(undefined, held)).toEqual([401, 'SL101'])
    const client = certificates[on]
    expect(await answer(client, held)).toEqual(await answer(client, {}))
  })

  test.each([
    ['portaal', true],
    ['toegang', false],
  ] as const)('whether %s asks for a certificate at the handshake: %s', async (on, asks) => {
    const { port } = new URL(gateway.sluis.addresses[on])
    const { stderr } = await run(process.execPath, ['-e', tracing, port])
    expect(stderr).toContain('ServerHello')
    expect(stderr.includes('CertificateRequest')).toBe(asks)
  })

  test('a host of another listener is SL514 on each', async () => {
    for (const [listener, client, host] of [
      ['portaal', 'indiener', 'toegang.example'],
      ['instroom', 'systeem', 'toegang.example'],
      ['toegang', undefined, 'portaal.example'],
    ] as const) {
      const answer = await askGateway(gateway, {
        ...{ listener, client, path: '/v1/foutcodes' },
        headers: { accept: 'application/json', host },
      })
      const told = [answer.status, answer.json['code']]
      expect([listener, host, ...told]).toEqual([listener, host, 421, 'SL514'])
    }
    const own = await askGateway(gateway, {
      ...{ listener: 'portaal', client: 'indiener', path: '/v1/foutcodes' },
      headers: { accept: 'application/json', host: 'portaal.example' },
    })
    expect(own.status).toBe(200)
  })

  test('toegang knows nothing of a certificate that is held out', async () => {
    const agent = new Agent({ ...clientTls(gateway.dir, 'indiener'), keepAlive: false })
    const answer = await askGateway(gateway, {
      ...{ listener: 'toegang', client: 'indiener', path: '/machtigingenportaal/', agent },
      headers: { accept: 'application/json' },
    })
    expect([answer.status, answer.json['code']]).toEqual([401, 'SL121'])
    const { cookie, nummer } = await signIn(gateway, { email: 'beide@praktijk.example' })
    const person = { cookie, nummer }
    const json = { accept: 'application/json' }
    const refused = await browse(gateway, { path: '/machtigingenportaal/', person, headers: json })
    expect([refused.status, refused.json['code']]).toEqual([404, 'SL512'])
  })
})
