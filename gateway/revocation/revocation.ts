/**
 * Whether certificates are revoked, as of now. The lists and responders behind it load on their own, off
 * the request path; a look-up is a set lookup and never waits for a network, except the first OCSP answer
 * for a certificate.
 */
import type { Leaf } from '../identity/identity.ts'
import type { RevocationState } from '../decision/question.ts'

/** What a source of revocation information is at, for /ready, metrics, doctor and the log. */
export interface SourceStatus {
  /** `crl` or `ocsp`, and where it comes from (path or URL). */
  readonly kind: 'crl' | 'ocsp'
  readonly source: string
  /** Names of the profiles it serves. */
  readonly profielen: readonly string[]
  /** thisUpdate and nextUpdate of the list in use; undefined when there is none. */
  readonly thisUpdate: number | undefined
  readonly nextUpdate: number | undefined
  /** How many serial numbers the list in use revokes. */
  readonly entries: number
  /** Why the last attempt to load it was refused; undefined when it was not. */
  readonly problem: string | undefined
}

/** An issuing CA of whose certificates nothing can be said now. */
export interface RefusedIssuer {
  /** The file of the CA in the policy. */
  readonly uitgever: string
  /** Names of the profiles it issues for. */
  readonly profielen: readonly string[]
  /** Whether its holders are refused (SL106); else they pass with a warning (`intrekking: zacht`). */
  readonly hard: boolean
  /** Dutch, a clause. */
  readonly reden: string
}

export interface Revocation {
  /**
   * The state of a leaf at a moment, its issuing CA included where the anchor's list is configured.
   * `onbekend` when there is no current list or answer. Synchronous whenever it can be.
   */
  state(leaf: Leaf, at: number): RevocationState | Promise<RevocationState>
  status(): readonly SourceStatus[]
  /** Who is refused at a moment for want of lists or answers, and why; empty when nobody is. */
  refused(at: number): readonly RefusedIssuer[]
  /** Called after every change of what is revoked, so that open connections are judged again. */
  onChange(listener: () => void): void
  /** Stops polling and fetching. */
  close(): Promise<void>
}
