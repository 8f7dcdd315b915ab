/** What the first process and its workers tell each other; plain JSON over the channel of node:cluster. */
import type { MetricValues } from '../../operations/metrics.ts'
import type { PartStatus } from '../../operations/operators-server.ts'

/** The ports that were taken, so that port 0 means the same one for a worker that comes later. */
export interface Ports {
  readonly instroomPort: number
  readonly portaalPort: number
  readonly toegangPort?: number
}

/** Addresses of the listeners; that of toegang is empty when it is not there. */
export interface ListenerAddresses {
  readonly instroom: string
  readonly portaal: string
  readonly toegang: string
}

/** What a worker tells operators. */
export interface WorkerReport {
  readonly parts: readonly PartStatus[]
  readonly values: MetricValues
  readonly jwks: object
}

/** To a worker. `begin` is the first and comes once. */
export type Order =
  | { readonly order: 'begin'; readonly leads: boolean; readonly ports: Ports | undefined }
  | { readonly order: 'report'; readonly nr: number }
  | { readonly order: 'reload' }
  /** A writer of the audit whose process is gone: what it was delivering may be delivered again. */
  | { readonly order: 'release'; readonly writer: string }
  | { readonly order: 'stop' }

/** From a worker; `listening` is the first, when it can be told things. */
export type WorkerTold =
  | { readonly told: 'listening' }
  | {
      readonly told: 'ready'
      readonly addresses: ListenerAddresses
      /** The audit writer it claims deliveries as. */
      readonly writer: string
    }
  | { readonly told: 'problems'; readonly problems: readonly string[] }
  | { readonly told: 'report'; readonly nr: number; readonly report: WorkerReport }
