/** What operators see: the state of every part for /ready, and the sources of the metrics. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Counts } from '../delivery/counts.ts'
import type { Courier } from '../delivery/courier.ts'
import type { Gateway } from '../http/gateway.ts'
import { createMetrics } from '../operations/metrics.ts'
import type { ExpiringFile, MetricValues, Metrics } from '../operations/metrics.ts'
import { createOperatorsServer } from '../operations/operators-server.ts'
import type { OperatorsOptions, PartStatus } from '../operations/operators-server.ts'
import type { SelftestResult } from '../operations/selftest.ts'
import { packageVersion } from '../package-root.ts'
import { isForwarded } from '../decision/policy.ts'
import type { Policy } from '../decision/policy.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import type { OpenStore } from './open-store.ts'
import { uncovered } from '../tls/server-certificate.ts'
import type { ServerCertificate } from '../tls/server-certificate.ts'
import type { CertificateWatch } from '../tls/watch-certificate.ts'
import { clockPart } from './clock-upkeep.ts'
import type { RunningListener } from './listeners.ts'
import type { Prepared, StartOptions } from './prepare.ts'
import {
  authoritiesPart,
  certificatePart,
  databasePart,
  deliveryPart,
  diskPart,
  policyPart,
  registerPart,
  uncoveredText,
} from './ready-parts.ts'
import { agbApi, watchUpstreams } from './upstream-watch.ts'
import type { UpstreamWatch } from './upstream-watch.ts'
import { revocationParts } from './revocation-parts.ts'

/** What comes into being while the gateway starts; filled in step by step. */
export interface Running {
  listeners: readonly RunningListener[]
  zelftest: SelftestResult | undefined
  certificate: CertificateWatch | undefined
  /** Of what is delivered without a person; begins when the gateway listens. */
  courier: Courier | undefined
  readonly counts: Counts
  /** Made when somebody first asks. */
  upstreams?: UpstreamWatch
}

/** Before anything listens. */
export const nothingYet = (counts: Counts): Running => ({
  listeners: [],
  zelftest: undefined,
  certificate: undefined,
  courier: undefined,
  counts,
})

interface Parts {
  readonly options: StartOptions
  readonly prepared: Prepared
  readonly store: OpenStore
  readonly running: Running
}

export function metricsOf(parts: Parts): Metrics {
  const { options, prepared, store, running } = parts
  const { policies, revocation } = prepared
  const open = (name: RunningListener['name']): number =>
    running.listeners.find((listener) => listener.name === name)?.connections.open() ?? 0
  return createMetrics({
    now: options.now,
    diensten: () => policies.current().policy.diensten,
    files: () => expiringFiles(prepared, running),
    revocation: () => revocation.status(),
    refused: () => revocation.refused(options.now()),
    policy: () => {
      const { version, loadedAt, refused } = policies.status()
      return { version, loadedAt, refused: refused !== undefined }
    },
    openConnections: open,
    runningRequests: (name) =>
      running.listeners.find((listener) => listener.name === name)?.requests() ?? 0,
    commitQueue: () => store.queue.load().waiting,
    afleveringen: () => running.counts.all(),
    zelftest: () => running.zelftest,
    parts: () => partsOf(parts),
    version: packageVersion,
  })
}

/** Every file that ends one day: the server certificate and the CAs of the policy. */
export function expiringFiles(prepared: Prepared, running: Running): readonly ExpiringFile[] {
  const server = running.certificate?.status()
  return [
    ...(server === undefined
      ? []
      : [{ soort: 'server', bestand: 'SLUIS_TLS_CERT', validTo: server.validTo }]),
    ...trustFiles(prepared.policies.current()),
  ]
}

/** The files of upstreams over https. */
const upstreamFiles = ({ diensten }: Policy): readonly ExpiringFile[] =>
  [...diensten.values()].flatMap(({ upstream }) =>
    (upstream.tls?.files ?? []).map((file) => ({ soort: 'upstream', ...file })),
  )

/** The certificate files of a set. */
export function trustFiles({
  trust,
  profiles,
  policy,
}: Pick<PolicySet, 'trust' | 'profiles' | 'policy'>): readonly ExpiringFile[] {
  const files = new Map(
    profiles.flatMap(({ uitgevers, ankers }) =>
      [...uitgevers, ...ankers].map(({ der, file }) => [der.toString('base64'), file] as const),
    ),
  )
  const nameOf = (der: Buffer): string => files.get(der.toString('base64')) ?? ''
  return [
    ...trust.issuers.map(({ der, authority }) => ({
      soort: 'uitgever',
      bestand: nameOf(der),
      validTo: authority.certificate.validTo,
    })),
    ...trust.anchors.map(({ der, certificate }) => ({
      soort: 'anker',
      bestand: nameOf(der),
      validTo: certificate.validTo,
    })),
    ...upstreamFiles(policy),
  ]
}

/** What a process tells operators, and the same of its metrics as values. */
export interface OperatorsView extends Omit<OperatorsOptions, 'fault'> {
  readonly parts: () => Promise<readonly PartStatus[]>
  readonly values: () => Promise<MetricValues>
}

export const operatorsView = (
  parts: Parts & { readonly gateway: Gateway; readonly metrics: Metrics },
): OperatorsView => ({
  parts: () => partsOf(parts),
  metrics: () => parts.metrics.text(),
  values: () => parts.metrics.values(),
  jwks: () => parts.gateway.identityTokens.jwks(),
})

/** The operators' address; what it tells may come from several processes. */
export interface RunningOperators {
  readonly address: string
  close(): void
}

/** Rejects when its address is taken. */
export async function startOperators(
  options: OperatorsOptions,
  { beheerHost, beheerPort }: Pick<Config, 'beheerHost' | 'beheerPort'>,
): Promise<RunningOperators> {
  const server = createOperatorsServer(options)
  await listen(server, beheerPort, beheerHost)
  const shown = beheerHost.includes(':') ? `[${beheerHost}]` : beheerHost
  return {
    address: `http://${shown}:${String((server.address() as AddressInfo).port)}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** `fout` only for what keeps requests from being served. */
async function partsOf(parts: Parts): Promise<readonly PartStatus[]> {
  const { prepared, store, running, options } = parts
  const now = options.now()
  const register = await registerPart(store, options.config.agbApiUrl !== undefined)
  // Of several processes one looks outside.
  const isLeading = options.crew?.leads !== false
  return [
    policyPart(prepared.policies),
    certificatePart(running.certificate, { now, hosts: mustCover(parts) }),
    authoritiesPart(trustFiles(prepared.policies.current()), now),
    ...revocationParts(prepared.revocation, now),
    await databasePart(store),
    await deliveryPart(running.counts, now),
    await diskPart(writtenFolders(options.config)),
    ...(options.clock === undefined ? [] : [clockPart(options.clock)]),
    ...(register === undefined ? [] : [register]),
    ...(isLeading ? [upstreamsOf(parts).part(), zelftestPart(running)] : []),
  ]
}

/** Where the gateway writes: the folder of a SQLite database, and that of copies of lists. */
export const writtenFolders = ({
  database,
  cache,
}: Pick<Config, 'database' | 'cache'>): readonly string[] => [
  ...(database.startsWith('sqlite:') ? [dirname(database.slice('sqlite:'.length))] : []),
  cache,
]

/** The hosts that people and packages come to, as far as the settings and the policy say. */
export function mustCover({
  options,
  prepared,
}: Pick<Parts, 'options' | 'prepared'>): readonly string[] {
  const { portaalUrl } = options.config
  const hosts = [...prepared.policies.current().policy.diensten.values()].flatMap(
    ({ host }) => host ?? [],
  )
  return [
    ...new Set([...(portaalUrl === undefined ? [] : [new URL(portaalUrl).hostname]), ...hosts]),
  ]
}

/** A certificate for another name is one that every client refuses. */
export function tellUncovered(
  options: StartOptions,
  prepared: Prepared,
  certificate: ServerCertificate,
): void {
  const melding = uncoveredText(uncovered(certificate, mustCover({ options, prepared })))
  if (melding !== undefined) options.log.warn({}, melding)
}

const upstreamsOf = (parts: Parts): UpstreamWatch =>
  (parts.running.upstreams ??= watchUpstreams({
    urls: () => [
      ...[...parts.prepared.policies.current().policy.diensten.values()]
        .filter(isForwarded)
        .map(({ naam, upstream: { url } }) => ({ dienst: naam, url })),
      ...(parts.options.config.agbApiUrl === undefined
        ? []
        : [{ dienst: agbApi, url: parts.options.config.agbApiUrl }]),
    ],
    clock: () => performance.now(),
  }))

function zelftestPart({ zelftest }: Running): PartStatus {
  if (zelftest?.geslaagd === true) return { onderdeel: 'zelftest', status: 'goed' }
  const failed = zelftest?.onderdelen.filter(({ geslaagd }) => !geslaagd) ?? []
  return { onderdeel: 'zelftest', status: 'waarschuwing', details: failed }
}
