import type { IncomingMessage, ServerResponse } from 'node:http'
import type { UpstreamFault } from './fault.ts'
import type { OnDropped } from './opaque.ts'
import type { Upstream } from './upstream.ts'

/** A request that may go on, with everything it takes. */
export interface Passage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly upstream: Upstream
  /** Path and query as the client sent them, judged by readTarget. */
  readonly target: string
  /** From upstreamHeaders, for this request alone. */
  readonly headers: string[]
  /** Content that was read and judged: these very bytes are sent. Undefined: streamed from the request. */
  readonly body: Buffer | undefined
  /** Who the place among running requests is counted for: the AGB-code. */
  readonly party: string
  /** Origin of the gateway as the client sees it. */
  readonly ownOrigin: string
  /** Set on the answer over what the upstream says: lower-case name, value, name, value. */
  readonly answerHeaders?: readonly string[]
  readonly limits?: ForwardLimits
  /** Told of each header of the answer that could not pass. */
  readonly onDropped?: OnDropped
}

export interface ForwardLimits {
  /** Largest answer that is passed on, in bytes. */
  readonly answerBytes: number
  /** How much of an answer is held before the client gets its head, in bytes. */
  readonly heldBytes: number
  /** Allowance of a client that sends or takes nothing. */
  readonly clientMs: number
}

export const defaultForwardLimits: ForwardLimits = {
  answerBytes: 256 * 1024 * 1024,
  heldBytes: 64 * 1024,
  clientMs: 30_000,
}

/** How it ended, when the client was not refused. */
export type Forwarded =
  | { readonly uitkomst: 'doorgestuurd'; readonly status: number; readonly bytes: number }
  /** The client left, or was too slow; `sent` as in {@link UpstreamFault}. */
  | { readonly uitkomst: 'client-weg'; readonly sent: boolean }
  /** The answer broke off after the client had its head. */
  | { readonly uitkomst: 'afgebroken'; readonly status: number; readonly fault: UpstreamFault }
