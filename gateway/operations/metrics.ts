/**
 * What is counted, for Prometheus. No AGB-code, gebruikersnummer or other name of a practice or person is a
 * label: this page is read without a certificate (attack O06).
 */
import { AggregatorRegistry, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { Aggregator, Counter } from 'prom-client'
import type { Code } from '../errors.ts'
import { deliveryGauges, deliverySamples } from './delivery-gauges.ts'
import { counters } from './counters.ts'
import type { CountedDeliveries } from './delivery-gauges.ts'
import type { RefusedIssuer, SourceStatus } from '../revocation/revocation.ts'
import type { PartStatus } from './operators-server.ts'

type Listener = 'instroom' | 'portaal' | 'toegang'

/** A decision as it is counted. */
export interface CountedDecision {
  readonly luisteraar: Listener
  readonly dienst: string | undefined
  readonly uitkomst: 'toegestaan' | 'geweigerd'
  readonly code: Code | null
}

/** A file with an end of validity. */
export interface ExpiringFile {
  /** `server`, `uitgever` or `anker`. */
  readonly soort: string
  readonly bestand: string
  readonly validTo: number
}

/** What is looked up at the moment somebody asks; each gives what is true then. */
export interface MetricSources {
  readonly now: () => number
  /** Names that may be a `dienst` label: what a client asked for may not make new ones. */
  readonly diensten: () => { has(naam: string): boolean }
  readonly files: () => readonly ExpiringFile[]
  readonly revocation: () => readonly SourceStatus[]
  /** Issuing CAs whose holders cannot be judged now. */
  readonly refused: () => readonly RefusedIssuer[]
  readonly policy: () => {
    readonly version: string
    readonly loadedAt: number
    readonly refused: boolean
  }
  readonly openConnections: (luisteraar: Listener) => number
  readonly runningRequests: (luisteraar: Listener) => number
  /** Changes that wait for a commit. */
  readonly commitQueue: () => number
  /** What is delivered without a person, by soort and doel. */
  readonly afleveringen: () => Promise<readonly CountedDeliveries[]>
  /** How each part is, as /ready tells it. */
  readonly parts: () => Promise<readonly PartStatus[]>
  /** Of the package. */
  readonly version: string
  /** Undefined while none has run. */
  readonly zelftest: () => { readonly at: number; readonly geslaagd: boolean } | undefined
}

/** The counting, as the rest of the gateway sees it. */
export interface Metrics {
  decision(counted: CountedDecision): void
  /** The whole time of a request in seconds, by what it was answered. */
  request(luisteraar: Listener, status: number, seconds: number): void
  /** What could not be read as a request, by the status of its answer. */
  unread(luisteraar: Listener, status: number): void
  handshake(luisteraar: Listener, result: 'geslaagd' | 'mislukt', detail: string): void
  connectionRefused(luisteraar: Listener, reason: string): void
  connectionClosed(luisteraar: Listener, reason: string): void
  /** A certificate seen on a new connection: what kind it turned out to be. */
  certificate(luisteraar: Listener, soort: 'persoonlijk' | 'systeem' | 'onbekend' | 'geen'): void
  upstreamFault(dienst: string | undefined, fault: string): void
  policyReload(result: 'geladen' | 'geweigerd'): void
  /** A certificate let through without a current revocation state (`intrekking: zacht`). */
  softRevocation(profiel: string): void
  /** A code by text message: what the gateway for them made of it, or why it was not asked. */
  sms(outcome: 'aangenomen' | 'geweigerd' | 'onbereikbaar' | 'dagmaximum' | 'niet-ingesteld'): void
  /** Turned away before memory grows, or because a refused certificate keeps coming. */
  shed(reason: string): void
  /** The exposition and its content type. */
  text(): Promise<Exposition>
  /** The same as values, to be added to those of other processes. */
  values(): Promise<MetricValues>
}

/** A page of metrics. */
export interface Exposition {
  readonly type: string
  readonly body: string
}

/** The metrics of one process as plain JSON, which {@link mergeMetrics} reads. */
export type MetricValues = readonly object[]

/** One page for several processes: what is counted is added up; of a state the worst is told. */
export async function mergeMetrics(all: readonly MetricValues[]): Promise<Exposition> {
  const merged = AggregatorRegistry.aggregate(all.map((values) => [...values]))
  return { type: merged.contentType, body: await merged.metrics() }
}

const day = 86_400_000

/** The metrics over `sources`. With `registry` given, only ours are in it; otherwise Node's own too. */
export function createMetrics(sources: MetricSources, registry?: Registry): Metrics {
  const into = registry ?? registryOfNode()
  addGauges(sources, into)
  const counted = counters(into)
  const decisions = byLabels(counted.decisions)
  const requests = byLabels(counted.requests)
  const dienstLabel = dienstLabelOf(sources)
  return {
    decision: ({ luisteraar, dienst, uitkomst, code }) => {
      decisions(luisteraar, dienstLabel(dienst), uitkomst, code ?? '').inc()
    },
    request: (luisteraar, status, seconds) => {
      requests(luisteraar, `${Math.floor(status / 100)}xx`).observe(seconds)
    },
    handshake: (luisteraar, uitkomst, detail) => {
      counted.handshakes.inc({ luisteraar, uitkomst, detail: safeLabel(detail) })
    },
    connectionRefused: (luisteraar, reden) => {
      counted.refused.inc({ luisteraar, reden })
    },
    connectionClosed: (luisteraar, reden) => {
      counted.closed.inc({ luisteraar, reden })
    },
    certificate: (luisteraar, soort) => {
      counted.certificates.inc({ luisteraar, soort })
    },
    upstreamFault: (dienst, fout) => {
      counted.upstreamFaults.inc({ dienst: dienstLabel(dienst), fout })
    },
    policyReload: counting(counted.policyReloads, 'uitkomst'),
    softRevocation: counting(counted.softRevocations, 'profiel'),
    unread: (luisteraar, status) => {
      counted.unread.inc({ luisteraar, status: String(status) })
    },
    sms: counting(counted.sms, 'uitkomst'),
    shed: counting(counted.shed, 'reden'),
    text: async () => ({ type: into.contentType, body: await into.metrics() }),
    values: () => into.getMetricsAsJSON(),
  }
}

/** Counts by one label. */
const counting =
  (counter: Counter, label: string) =>
  (value: string): void => {
    counter.inc({ [label]: value })
  }

function registryOfNode(): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  return register
}

const dienstLabelOf =
  ({ diensten }: MetricSources) =>
  (dienst: string | undefined): string =>
    dienst === undefined ? 'geen' : diensten().has(dienst) ? dienst : 'onbekend'

/** The part of a metric with these labels, kept: to find it anew costs more than to count. */
function byLabels<T>(metric: { labels(...values: string[]): T }): (...values: string[]) => T {
  const known = new Map<string, T>()
  return (...values) => {
    const key = values.join(' ')
    const part = known.get(key) ?? metric.labels(...values)
    known.set(key, part)
    return part
  }
}

/** OpenSSL's codes and TLS versions; anything else could be of a client's making. */
const safeLabel = (detail: string): string =>
  /^[A-Za-z0-9_.]{1,64}$/.test(detail) ? detail : 'anders'

function addGauges(sources: MetricSources, registry: Registry): void {
  const gauge = gaugeMaker(registry)
  const least = gaugeMaker(registry, 'min')
  const listeners = ['instroom', 'portaal'] as const
  const perListener = (of: (luisteraar: Listener) => number): Samples =>
    listeners.map((luisteraar) => [{ luisteraar }, of(luisteraar)])
  gauge('sluis_connections_open', 'Open connections.', () => perListener(sources.openConnections))
  gauge('sluis_requests_running', 'Requests being handled.', () =>
    perListener(sources.runningRequests),
  )
  least('sluis_file_days_left', 'Days until a certificate on disk expires.', () =>
    sources
      .files()
      .map(({ soort, bestand, validTo }) => [{ soort, bestand }, (validTo - sources.now()) / day]),
  )
  gauge('sluis_commit_queue', 'Changes that wait to be committed.', () => [
    [{}, sources.commitQueue()],
  ])
  const most = gaugeMaker(registry, 'max')
  addRevocationGauges(sources, { least, most })
  addStateGauges(sources, { least, most })
  addDeliveryGauges(sources, { least, most })
  addPartGauges(sources, { least, most })
}

/** Makers of gauges whose smallest or largest value counts among several processes. */
interface Extremes {
  readonly least: MakeGauge
  readonly most: MakeGauge
}

function addRevocationGauges(sources: MetricSources, { least, most }: Extremes): void {
  const each = (of: (status: SourceStatus) => number | undefined): Samples =>
    sources.revocation().flatMap((status) => {
      const found = of(status)
      return found === undefined ? [] : [[{ soort: status.kind, bron: status.source }, found]]
    })
  least('sluis_revocation_days_left', 'Days until a revocation list goes stale.', () =>
    each(({ nextUpdate }) =>
      nextUpdate === undefined ? undefined : (nextUpdate - sources.now()) / day,
    ),
  )
  most('sluis_revocation_age_seconds', 'Age of the revocation list in use.', () =>
    each(({ thisUpdate }) =>
      thisUpdate === undefined ? undefined : (sources.now() - thisUpdate) / 1000,
    ),
  )
  most('sluis_revocation_entries', 'Serial numbers the list in use revokes.', () =>
    each(({ entries }) => entries),
  )
  most('sluis_revocation_refused', '1 while holders of this CA are refused (SL106).', () =>
    sources.refused().map(({ uitgever: bron, hard }) => [{ bron }, hard ? 1 : 0]),
  )
  most('sluis_revocation_problem', '1 when the last attempt to load it was refused.', () =>
    each(({ problem }) => (problem === undefined ? 0 : 1)),
  )
}

function addStateGauges(sources: MetricSources, { least, most }: Extremes): void {
  least('sluis_policy_loaded_timestamp_seconds', 'When the policy in force was loaded.', () => {
    const { version, loadedAt } = sources.policy()
    return [[{ versie: version.slice(0, 12) }, loadedAt / 1000]]
  })
  most(
    'sluis_policy_refused',
    '1 while the files on disk are refused and a former set is in force.',
    () => [[{}, sources.policy().refused ? 1 : 0]],
  )
  // One process of several runs it; the others have none.
  most(
    'sluis_zelftest_ok',
    '1 when the last zelftest passed, 0 when it failed or none has run.',
    () => [[{}, sources.zelftest()?.geslaagd === true ? 1 : 0]],
  )
  most('sluis_zelftest_timestamp_seconds', 'When the last zelftest ran; 0 when none has.', () => [
    [{}, (sources.zelftest()?.at ?? 0) / 1000],
  ])
}

/** Every process tells the same of one database. */
function addDeliveryGauges({ afleveringen, now }: MetricSources, { most }: Extremes): void {
  for (const [name, help, of] of deliveryGauges)
    most(name, help, async () => deliverySamples(await afleveringen().catch(() => []), of, now()))
}

/** What /ready says, so that an alert lasts as long as it is so, with traffic or without. */
function addPartGauges({ parts, version }: MetricSources, { least, most }: Extremes): void {
  const each = async (of: (status: PartStatus['status']) => number): Promise<Samples> => {
    const values = new Map<string, number[]>()
    for (const { onderdeel, status } of await parts())
      values.set(onderdeel, [...(values.get(onderdeel) ?? []), of(status)])
    return [...values].map(([onderdeel, all]) => [{ onderdeel }, all.includes(0) ? 0 : 1])
  }
  least('sluis_ready', '0 while this part keeps requests from being served, as /ready tells.', () =>
    each((status) => (status === 'fout' ? 0 : 1)),
  )
  least('sluis_part_good', '0 while someone should look at this part; /ready tells why.', () =>
    each((status) => (status === 'goed' ? 1 : 0)),
  )
  most('sluis_build_info', 'The version that runs; always 1.', () => [[{ versie: version }, 1]])
}

type Samples = readonly (readonly [labels: Record<string, string>, value: number])[]
type MakeGauge = (name: string, help: string, samples: () => Samples | Promise<Samples>) => void

/** A gauge that is what `samples` says whenever it is asked, and nothing of what it said before. */
const gaugeMaker =
  (registry: Registry, aggregator: Aggregator = 'sum'): MakeGauge =>
  (name, help, samples) => {
    const labelNames = ['luisteraar', 'soort', 'bestand', 'bron', 'versie', 'onderdeel', 'dienst']
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      aggregator,
      async collect() {
        const found = await samples()
        this.reset()
        for (const [labels, value] of found) this.set(labels, value)
      },
    })
  }
