import type { RunningInputs } from './doctor-running.ts'
import type { SourceStatus } from '../revocation/revocation.ts'
import type { ExpiringFile } from './gauges.ts'
import type { SelftestResult } from './selftest.ts'

/** What is looked at. Functions that reject are findings too; undefined: not looked at here. */
export interface DoctorInputs extends RunningInputs {
  /** Server certificate and trust files. */
  readonly files: readonly ExpiringFile[]
  /** DER of every certificate that something rests on, by the name it is told under. */
  readonly certificates: readonly { readonly naam: string; readonly der: Buffer }[]
  readonly revocation: readonly SourceStatus[]
  /** Profiles without a current list that refuse everybody (`hard`). */
  readonly hardProfielen: ReadonlySet<string>
  /** Private files and their mode bits; undefined where the platform has none. */
  readonly privateFiles: readonly { readonly bestand: string; readonly mode: number | undefined }[]
  readonly demo: boolean
  readonly database: () => Promise<void>
  /** Problems of the policy on disk, as `file:line:column: message`. */
  readonly policy: () => Promise<readonly string[]>
  /** What is in the policy and does nothing, written the same way. */
  readonly idle: readonly string[]
  /** Hosts that people come to and the server certificate is not for. */
  readonly uncovered: readonly string[]
  readonly upstreams: readonly { readonly dienst: string; readonly url: string }[]
  /** A TCP connect that resolves, or rejects; nothing is sent. */
  readonly reach: (url: string) => Promise<void>
  /** Undefined when there is no gateway running to test. */
  readonly zelftest: (() => Promise<SelftestResult>) | undefined
}
