/** What `sluis doctor` looks at: gathered from the environment, the files it names and the ports it names. */
import { X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { makeThrowaway } from '../../../gateway/operations/throwaway.ts'
import { readConfig, readSettings } from '../../../gateway/config/config.ts'
import type { ConfigOf } from '../../../gateway/config/config.ts'
import { reachByTcp } from '../../../gateway/operations/reach.ts'
import type { DoctorInputs } from '../../../gateway/operations/doctor-inputs.ts'
import type { Finding } from '../../../gateway/operations/finding.ts'
import { runSelftest } from '../../../gateway/operations/selftest.ts'
import type { SelftestResult } from '../../../gateway/operations/selftest.ts'
import { zelftestMark } from '../../../gateway/secrets/zelftest-mark.ts'
import { makeKeyring, readDataKeys } from '../../../gateway/secrets/keys.ts'
import { loadPolicy } from '../../../gateway/policy/load.ts'
import { isForwarded } from '../../../gateway/decision/dienst.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { formatProblem } from '../../../gateway/decision/problem.ts'
import { openRevocation } from '../../../gateway/revocation/open.ts'
import { databaseExists, openDatabase } from '../../../gateway/store/database.ts'
import { preludeTo } from '../../../gateway/start/listen/balancers.ts'
import { trustFiles } from '../../../gateway/start/state/expiring-files.ts'
import { trustedKeys } from '../../../gateway/start/prepare/prepare.ts'
import { loadServerCertificate, uncovered } from '../../../gateway/tls/server-certificate.ts'
import type { ServerCertificate } from '../../../gateway/tls/server-certificate.ts'
import { messageReader } from '../../../gateway/instroom/message-steps.ts'
import { checkLists } from '../../../gateway/revocation/check-set.ts'
import type { InstantieCache } from '../../../gateway/policy/instanties/load-instanties.ts'
import { copyOfCache, runningInputs } from './running.ts'

interface Place {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly demo: boolean
  /** Epoch ms. */
  readonly now: () => number
}

export interface Examined {
  /** What is wrong with the settings themselves. */
  readonly findings: readonly Finding[]
  /** Undefined when a setting that names what to look at is wrong. */
  readonly inputs: DoctorInputs | undefined
  readonly close: () => Promise<void>
}

const wanted = [
  'host',
  'instroomPort',
  'portaalPort',
  'portaalUrl',
  'tlsCert',
  'tlsKey',
  'policy',
  'policyKeys',
  'database',
  'dataKey',
  'cache',
  'beheerHost',
  'beheerPort',
  'proxyProtocolFrom',
] as const

type Wanted = ConfigOf<(typeof wanted)[number]>

/** Reads it all; the caller closes it. */
export async function examine(place: Place): Promise<Examined> {
  const { env, demo } = place
  const all = readConfig(env, { demo })
  const wrong = faults('instellingen', 'problems' in all ? all.problems : [])
  const read = readSettings(env, wanted, { demo })
  if ('problems' in read) return { findings: wrong, inputs: undefined, close: nothingToClose }
  const { config } = read
  const server = await serverCertificate(config, place)
  const findings = [...wrong, ...faults('servercertificaat', problemsOf(server))]
  const certificate = 'certificate' in server ? server.certificate : undefined
  return { findings, ...(await look(config, place, certificate)) }
}

const nothingToClose = (): Promise<void> => Promise.resolve()

async function look(
  config: Wanted,
  { demo, now }: Place,
  certificate: ServerCertificate | undefined,
): Promise<Pick<Examined, 'inputs' | 'close'>> {
  const cache: InstantieCache = new Map()
  const loaded = await loadPolicy(config.policy, { now, cache, ignoreCases: true })
  const set = 'set' in loaded ? loaded.set : undefined
  const kept = await copyOfCache(config.cache)
  const revocation = openRevocation({ profiles: set?.profiles ?? [], cacheDir: kept.dir, now })
  await revocation.ready()
  const inputs = {
    ...(await runningInputs(config, revocation, now)),
    demo,
    files: [...serverFile(config, certificate), ...(set === undefined ? [] : trustFiles(set))],
    certificates: [...ofServer(config, certificate), ...ofAuthorities(set)],
    revocation: revocation.status(),
    ...ofPolicy(set),
    uncovered: certificate === undefined ? [] : uncovered(certificate, hostsOf(config, set)),
    privateFiles: await privateFiles(config),
    database: () => databaseAnswers(config),
    policy: () => policyProblems(config, { now, cache, demo }),
    reach: reachByTcp,
    zelftest: await selftestOf(config, { certificate, set, now }),
  }
  const close = async (): Promise<void> => {
    await revocation.close()
    await kept.remove()
  }
  return { inputs, close }
}

const ofServer = (
  { tlsCert }: Wanted,
  certificate: ServerCertificate | undefined,
): DoctorInputs['certificates'] =>
  certificate === undefined
    ? []
    : [{ naam: tlsCert, der: new X509Certificate(certificate.cert).raw }]

const ofAuthorities = (set: PolicySet | undefined): DoctorInputs['certificates'] =>
  (set?.profiles ?? [])
    .flatMap(({ ankers, uitgevers }) => [...ankers, ...uitgevers])
    .map(({ file, der }) => ({ naam: file, der }))

const problemsOf = (read: object): readonly string[] =>
  'problems' in read ? (read.problems as readonly string[]) : []

/** The hosts that people come to. */
const hostsOf = ({ portaalUrl }: Wanted, set: PolicySet | undefined): readonly string[] => [
  ...(portaalUrl === undefined ? [] : [new URL(portaalUrl).hostname]),
  ...[...(set?.policy.diensten.values() ?? [])].flatMap(({ host }) => host ?? []),
]

const ofPolicy = (
  set: PolicySet | undefined,
): Pick<DoctorInputs, 'hardProfielen' | 'upstreams' | 'idle'> => ({
  idle: set?.idle.map(formatProblem) ?? [],
  hardProfielen: new Set(
    set?.profiles.filter(({ intrekking }) => intrekking === 'hard').map(({ naam }) => naam),
  ),
  upstreams: [...(set?.policy.diensten.values() ?? [])]
    .filter(isForwarded)
    .map(({ naam, upstream: { url } }) => ({ dienst: naam, url })),
})

const faults = (onderdeel: string, problems: readonly string[]): readonly Finding[] =>
  problems.map((melding) => ({ onderdeel, status: 'fout', melding }))

const serverCertificate = (
  { tlsCert: cert, tlsKey: key }: Wanted,
  { demo, now }: Place,
): ReturnType<typeof loadServerCertificate> =>
  loadServerCertificate({ cert, key }, { demo, uid: process.getuid?.(), now })

/** All that a start would say of the policy: its signature, its cases and its lists too. */
async function policyProblems(
  config: Wanted,
  { now, cache, demo }: Pick<Place, 'now' | 'demo'> & { readonly cache: InstantieCache },
): Promise<readonly string[]> {
  const keys = trustedKeys(config)
  if (keys !== undefined && 'problems' in keys) return keys.problems
  const loaded = await loadPolicy(config.policy, {
    now,
    cache,
    trustedKeys: keys?.keys,
    keyRules: { demo, uid: process.getuid?.() },
    readMessage: messageReader(undefined),
    alsoCheck: (set) => checkLists(set, now),
  })
  return 'problems' in loaded ? loaded.problems.map(formatProblem) : []
}

const serverFile = (
  { tlsCert }: Wanted,
  certificate: ServerCertificate | undefined,
): DoctorInputs['files'] =>
  certificate === undefined
    ? []
    : [{ soort: 'server', bestand: tlsCert, validTo: certificate.validTo }]

/** The key of the server, and the database where that is a file. */
async function privateFiles({ tlsKey, database }: Wanted): Promise<DoctorInputs['privateFiles']> {
  const isFile = database.startsWith('sqlite:') && databaseExists(database)
  const names = [tlsKey, ...(isFile ? [database.slice('sqlite:'.length)] : [])]
  return Promise.all(
    names.map(async (bestand) => ({
      bestand,
      mode: await stat(bestand).then(
        ({ mode }) => mode,
        () => undefined,
      ),
    })),
  )
}

async function databaseAnswers({ database: url }: Wanted): Promise<void> {
  if (!databaseExists(url)) throw new Error('er is nog geen bestand; Sluis maakt het bij de start')
  const database = openDatabase(url)
  try {
    await database.reader.raw('select 1')
  } finally {
    await database.close()
  }
}

const ownHost = ({ host }: Wanted): string =>
  host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host

/** Undefined when nothing listens at one of the ports: then there is no gateway to attack. */
async function selftestOf(
  config: Wanted,
  {
    certificate,
    set,
    now,
  }: Pick<Place, 'now'> & {
    readonly certificate: ServerCertificate | undefined
    readonly set: PolicySet | undefined
  },
): Promise<(() => Promise<SelftestResult>) | undefined> {
  const host = ownHost(config)
  const listeners = [
    { luisteraar: 'instroom', port: config.instroomPort, pad: '/v1/mijn-certificaat' },
    { luisteraar: 'portaal', port: config.portaalPort, pad: '/' },
  ] as const
  const listens = await Promise.all(listeners.map(({ port }) => isReached(host, port)))
  if (certificate === undefined || set === undefined || listens.includes(false)) return undefined
  const own = {
    host,
    prelude: preludeTo(host, config),
    fingerprint: certificate.fingerprint,
    mark: markOf(config),
  }
  const naam = certificate.names[0] ?? 'localhost'
  return () =>
    runSelftest({
      targets: () => listeners.map((listener) => ({ ...own, ...listener, naam })),
      uitgevers: () => set.trust.issuers.map(({ der }) => der),
      throwaway: makeThrowaway,
      now,
    })
}

/** Undefined where the data key is not to be had: then the gateway counts what it refuses. */
function markOf({ dataKey }: Wanted): string | undefined {
  const read = readDataKeys(dataKey ?? '')
  return 'keys' in read ? zelftestMark(makeKeyring(read.keys).current) : undefined
}

const isReached = (host: string, port: number): Promise<boolean> =>
  reachByTcp(`https://${host.includes(':') ? `[${host}]` : host}:${String(port)}`).then(
    () => true,
    () => false,
  )
