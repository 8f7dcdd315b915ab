/**
 * What is counted, for Prometheus. No AGB-code, gebruikersnummer or other name of a practice or person is a
 * label: this page is read without a certificate (attack O06).
 */
import { AggregatorRegistry, Registry, collectDefaultMetrics } from 'prom-client'
import type { Counter } from 'prom-client'
import type { Code } from '../errors.ts'
import { counters } from './counters.ts'
import { addGauges } from './gauges.ts'
import type { CountedListener, MetricSources } from './gauges.ts'

/** A decision as it is counted. */
export interface CountedDecision {
  readonly luisteraar: CountedListener
  readonly dienst: string | undefined
  readonly uitkomst: 'toegestaan' | 'geweigerd'
  readonly code: Code | null
}

/** The counting, as the rest of the gateway sees it. */
export interface Metrics {
  decision(counted: CountedDecision): void
  /** The whole time of a request in seconds, by what it was answered. */
  request(luisteraar: CountedListener, status: number, seconds: number): void
  /** What could not be read as a request, by the status of its answer. */
  unread(luisteraar: CountedListener, status: number): void
  handshake(luisteraar: CountedListener, result: 'geslaagd' | 'mislukt', detail: string): void
  connectionRefused(luisteraar: CountedListener, reason: string): void
  connectionClosed(luisteraar: CountedListener, reason: string): void
  /** A certificate seen on a new connection: what kind it turned out to be. */
  certificate(
    luisteraar: CountedListener,
    soort: 'persoonlijk' | 'systeem' | 'onbekend' | 'geen',
  ): void
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
