/** What is counted, by which labels. */
import { Counter, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'

/** Name, help and labels of everything that only goes up. */
const counterTable = {
  decisions: [
    'sluis_decisions_total',
    'Decisions by listener, dienst, outcome and code.',
    ['luisteraar', 'dienst', 'uitkomst', 'code'],
  ],
  handshakes: [
    'sluis_handshakes_total',
    'TLS handshakes: version, or why it failed.',
    ['luisteraar', 'uitkomst', 'detail'],
  ],
  refused: [
    'sluis_connections_refused_total',
    'Connections over a limit.',
    ['luisteraar', 'reden'],
  ],
  closed: [
    'sluis_connections_closed_total',
    'Connections that the gateway ended itself.',
    ['luisteraar', 'reden'],
  ],
  certificates: [
    'sluis_certificates_total',
    'Certificates on new connections by kind.',
    ['luisteraar', 'soort'],
  ],
  upstreamFaults: [
    'sluis_upstream_faults_total',
    'Faults of the services behind.',
    ['dienst', 'fout'],
  ],
  policyReloads: [
    'sluis_policy_reloads_total',
    'Changed policy sets: loaded or refused.',
    ['uitkomst'],
  ],
  softRevocations: [
    'sluis_soft_revocation_total',
    'Certificates let through without a current revocation state.',
    ['profiel'],
  ],
  unread: [
    'sluis_unread_total',
    'Answers to what could not be read as a request.',
    ['luisteraar', 'status'],
  ],
  sms: ['sluis_sms_total', 'Codes by text message: accepted, or why not.', ['uitkomst']],
  shed: ['sluis_shed_total', 'Requests turned away because of overload.', ['reden']],
} as const satisfies Record<string, readonly [string, string, readonly string[]]>

type Counters = Readonly<Record<keyof typeof counterTable, Counter>> & {
  readonly requests: Histogram
}

export function counters(registry: Registry): Counters {
  const made = Object.entries(counterTable).map(([key, [name, help, labelNames]]) => [
    key,
    new Counter({ name, help, labelNames, registers: [registry] }),
  ])
  return {
    ...(Object.fromEntries(made) as Record<keyof typeof counterTable, Counter>),
    requests: new Histogram({
      name: 'sluis_request_seconds',
      help: 'Time from the head of a request to the end of its answer.',
      labelNames: ['luisteraar', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    }),
  }
}
