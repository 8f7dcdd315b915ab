import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuditObject, Gebeurtenis } from '../audit/event.ts'
import { readTarget } from '../forward/path.ts'
import type { Target } from '../forward/path.ts'
import { clientAddress } from '../tls/client-address.ts'
import { peerOf } from '../tls/peer.ts'
import type { Peer } from '../tls/peer.ts'
import type { InstroomRow, Take } from '../store/store.ts'
import type { Gateway } from './gateway.ts'
import type { Judged } from './judged.ts'

export type Listener = 'instroom' | 'portaal'

/** What is known of a request so far, for its audit row and its refusal. No step decides by it. */
export interface Trail {
  gebeurtenis: Gebeurtenis
  actie: 'C' | 'R' | 'U' | 'D' | 'E'
  object: AuditObject | null
  softwarepakket: string | undefined
  /** The instroom of a link, once it is known to be of the asker's practice. */
  instroom: InstroomRow | undefined
  /** Anything else worth a line; never personal data. */
  toelichting: string | undefined
  judged: Judged | undefined
  /** Whether the decision has its audit row. */
  recorded: boolean
  /** Whether this request is counted in its instantie's quota. */
  counted: boolean
  /** What it counts against, until the transaction that counts it. */
  take: Take | undefined
}

/** One request with its answer. */
export interface Exchange {
  readonly listener: Listener
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Request id: a UUID, ours, never the client's. */
  readonly id: string
  /** When it came in. */
  readonly at: number
  readonly peer: Peer | undefined
  /** Client address in textual form, IPv4-mapped IPv6 as IPv4. */
  readonly address: string
  /** Path and query, or undefined when the target is malformed (SL515). */
  readonly target: Target | undefined
  readonly trail: Trail
}

export function beginExchange(
  gateway: Gateway,
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange {
  const target = readTarget(request.url ?? '')
  return {
    listener,
    request,
    response,
    id: gateway.newId(),
    at: gateway.now(),
    peer: peerOf(request.socket),
    address: clientAddress(request.socket),
    target: target === 'SL515' ? undefined : target,
    trail: {
      gebeurtenis: 'verzoek',
      actie: 'E',
      object: null,
      softwarepakket: undefined,
      instroom: undefined,
      toelichting: undefined,
      judged: undefined,
      recorded: false,
      counted: false,
      take: undefined,
    },
  }
}
