import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuditEvent } from '../../audit/event.ts'
import { readTarget } from '../../wire/target.ts'
import type { Target } from '../../wire/target.ts'
import { clientAddress } from '../../tls/client-address.ts'
import { hostOf } from '../../tls/host.ts'
import { peerOf } from '../../tls/peer.ts'
import type { Peer } from '../../tls/peer.ts'
import type { InstroomRow, Take } from '../../store/store.ts'
import type { Gateway } from './gateway.ts'
import type { Judged } from './judged.ts'

/** The two listeners that are for certificates. */
export type MtlsListener = 'instroom' | 'portaal'

export type Listener = MtlsListener | 'toegang'

/** What an audit row says of a request, besides who asked and what was decided. */
export type Remarks = Partial<
  Pick<
    AuditEvent,
    'gebeurtenis' | 'actie' | 'object' | 'softwarepakket' | 'toelichting' | 'wijziging'
  >
>

/** What is told of a request: for its row, and for its refusal. */
export interface Told extends Remarks {
  /** The instroom of a link, once it is known to be of the asker's practice. */
  readonly instroom?: InstroomRow
}

/**
 * What is known of a request so far, for its audit row and its refusal. Written by the engine only: handlers
 * see it as they see the rest of a {@link Visit}, and may not.
 */
export interface Trail {
  gebeurtenis: AuditEvent['gebeurtenis']
  actie: AuditEvent['actie']
  object: AuditEvent['object']
  softwarepakket: string | undefined
  /** The instroom of a link, once it is known to be of the asker's practice. */
  instroom: InstroomRow | undefined
  /** Anything else worth a line; never personal data. */
  toelichting: string | undefined
  judged: Judged | undefined
  /** Whether the decision has its audit row. */
  recorded: boolean
  /** Whether this request is counted in its instantie's quota: then the quota does not stop it again. */
  counted: boolean
  /** What it counts against, until the transaction that counts it. */
  take: Take | undefined
}

/** Params of a route, by name. */
export type Params = Readonly<Record<string, string>>

/** One request, as a handler sees it. */
export interface Visit {
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
  /** The one host it names, canonical and without port; undefined when it names none, or several (SL514). */
  readonly host: string | undefined
  /** Path and query, or undefined when the target is malformed (SL515). */
  readonly target: Target | undefined
  /** What its path says in the places its route leaves open. */
  readonly params: Params
  readonly trail: Readonly<Trail>
}

/** One request with its answer, as the engine sees it. */
export interface Exchange extends Visit {
  params: Params
  readonly trail: Trail
}

const noParams: Params = {}

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
    host: hostOf(request.rawHeaders),
    target: target === 'SL515' ? undefined : target,
    params: noParams,
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

/** Notes what the audit row is to say. */
export function tell(trail: Trail, told: Told): void {
  if (told.gebeurtenis !== undefined) trail.gebeurtenis = told.gebeurtenis
  if (told.actie !== undefined) trail.actie = told.actie
  if (told.object !== undefined) trail.object = told.object
  if (told.softwarepakket !== undefined) trail.softwarepakket = told.softwarepakket
  if (told.toelichting !== undefined) trail.toelichting = told.toelichting
  if (told.instroom !== undefined) trail.instroom = told.instroom
}
