/** What a process is made of, and what comes into being while it starts. */
import type { Counts } from '../../delivery/counts.ts'
import type { Courier } from '../../delivery/courier.ts'
import type { SelftestResult } from '../../operations/selftest.ts'
import type { CertificateWatch } from '../../tls/watch-certificate.ts'
import type { RunningListener } from '../listen/listeners.ts'
import type { OpenStore } from '../store/open-store.ts'
import type { Prepared, StartOptions } from '../prepare/prepare.ts'
import type { UpstreamWatch } from './upstream-watch.ts'

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

/** What its state is told from. */
export interface ProcessParts {
  readonly options: StartOptions
  readonly prepared: Prepared
  readonly store: OpenStore
  readonly running: Running
}
