/** What operators see of a process, and where: the sources of the metrics, and the address. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config/config.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { createMetrics } from '../operations/metrics.ts'
import type { Metrics, MetricValues } from '../operations/metrics.ts'
import { createOperatorsServer } from '../operations/operators-server.ts'
import type { OperatorsOptions, PartStatus } from '../operations/operators-server.ts'
import { packageVersion } from '../package-root.ts'
import type { RunningListener } from './listen/listeners.ts'
import type { ProcessParts } from './state/running.ts'
import { expiringFiles } from './state/expiring-files.ts'
import { partsOf } from './state/parts.ts'

export function metricsOf(parts: ProcessParts): Metrics {
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
    linesLost: options.linesLost ?? (() => 0),
    afleveringen: () => running.counts.all(),
    zelftest: () => running.zelftest,
    parts: () => partsOf(parts),
    version: packageVersion,
  })
}

/** What a process tells operators, and the same of its metrics as values. */
export interface OperatorsView extends Omit<OperatorsOptions, 'fault'> {
  readonly parts: () => Promise<readonly PartStatus[]>
  readonly values: () => Promise<MetricValues>
}

export const operatorsView = (
  parts: ProcessParts & { readonly gateway: Gateway; readonly metrics: Metrics },
): OperatorsView => ({
  parts: () => partsOf(parts),
  metrics: () => parts.metrics.text(),
  values: () => parts.metrics.values(),
  version: packageVersion,
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
