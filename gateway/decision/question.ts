import type { FingerprintOrNone } from '../base/fingerprint.ts'
import type { Code } from '../errors.ts'
import type { Identity, Leaf, Niveau, Soort } from '../identity/identity.ts'
import type { Factor } from './dienst-toegang.ts'

/** What was presented at the handshake. */
export interface Presented {
  /**
   * Whether OpenSSL accepted the whole chain at the handshake; `undefined` when there was no handshake
   * (policy explain), where trust means the leaf is signed by a configured issuer.
   */
  readonly chainAccepted: boolean | undefined
  readonly leaf: Leaf
}

/** The revocation state of a certificate at a moment, as its issuer's lists or responder tell it. */
export type RevocationState = 'goed' | 'ingetrokken' | 'onbekend'

/** The steps a message is judged by. */
export type MessageStep =
  | 'bericht-mediatype'
  | 'bericht-grootte'
  | 'bericht-json'
  | 'bericht-schema'
  | 'bericht-bsn'
  | 'bericht-agbcode'
  | 'bericht-zorgverlener'

/** What is asked of the gateway. */
export interface Asked {
  /** Name of the dienst; undefined when no dienst is asked for (Gebruikersbeheer, Mijn certificaat). */
  readonly dienst: string | undefined
  /** The autorisatie the act needs; undefined when none is needed. */
  readonly autorisatie: string | undefined
  /** Asks for Gebruikersbeheer: only for a contact person. */
  readonly contactpersoon?: boolean
  /** Asks to manage the members of a dienst: only for who may grant something there. */
  readonly ledenbeheer?: boolean
  /** Asks for the service desk: only by what the operator granted, never by what a contact person can grant. */
  readonly servicedesk?: true
  /** About oneself: the organisation one acts for, and what one is there, do not count. */
  readonly eigen?: true
  /** The least niveau; undefined: a certificate. */
  readonly niveau?: Niveau | undefined
  /** The machtiging that is needed beside the autorisatie. */
  readonly machtiging?: string | undefined
  /** Only in a secured session. */
  readonly beveiligd?: boolean | undefined
}

/** A sign-in as it is at this moment: gathered from the store, judged by `decide`. */
export interface Aanmelding {
  /** Who signed in; its AGB-code is of the organisation that is acted for. */
  readonly identity: Identity
  /** Names the sign-in without opening it: a hash of what the cookie holds. */
  readonly sessie: string
  /** The earlier of its idle end and its last end; milliseconds since the epoch. */
  readonly eindigt: number
  /** Ended by somebody: signed out, withdrawn, changed elsewhere. */
  readonly beeindigd: boolean
  readonly account: 'bruikbaar' | 'geblokkeerd' | 'factor-ontbreekt'
  /** By which second factor; undefined: not judged (a meldcode, or nobody knows). */
  readonly factor?: Factor | undefined
  /** Until when the secured session lasts; undefined: there is none. */
  readonly beveiligdTot: number | undefined
}

/**
 * Everything a decision looks at, gathered beforehand, so that deciding looks up nothing but the policy.
 * A fact that is absent is a step that is not judged (`niet-uitgevoerd`), never a step that passes.
 */
export interface Question {
  /** The moment judged for; milliseconds since the epoch. */
  readonly at: number
  /** The date of that moment in Dutch local time, `2026-01-31`. */
  readonly today: string
  /** By what means who asks is established. The other means counts for nothing, or against it. */
  readonly middel: 'certificaat' | 'aanmelding'
  readonly presented: Presented | undefined
  readonly revocation: RevocationState
  /** Of the means `aanmelding`; undefined: not signed in. */
  readonly aanmelding?: Aanmelding | undefined
  /** The certificate's own dates and its issuer's are not judged: it was valid when it was used. */
  readonly datesApart?: true
  /** The kinds this listener serves; undefined: not judged by it (policy explain, cases). */
  readonly soorten: ReadonlySet<Soort> | undefined
  /** Client address in textual form; undefined: not judged (policy explain). */
  readonly address: string | undefined
  readonly asked: Asked | undefined
  /** Whether the instantie's quota is used up; undefined: not judged. */
  readonly quotaUsedUp: boolean | undefined
  /**
   * A refusal that comes before anything about the practice is told: wrong host, path, method or site
   * (SL511 to SL515), or a link that is unknown, of another practice or for another person (SL401, SL403, SL406).
   */
  readonly barred?: Code | undefined
  /** What reading the message found: a code, or null where it passed. Steps not named were not reached. */
  readonly message?: Readonly<Partial<Record<MessageStep, Code | null>>> | undefined
  /** What looking up the reference or link found: a code, or null when it passed. */
  readonly reference?: Code | null | undefined
}

/** Who asks, by the means of the question: as it was presented, not yet established. */
export const identityIn = ({
  middel,
  presented,
  aanmelding,
}: Pick<Question, 'middel' | 'presented' | 'aanmelding'>): Identity | undefined =>
  middel === 'certificaat' ? presented?.leaf.identity : aanmelding?.identity

/** The fingerprint of a certificate, or a sign-in; empty when there is neither. */
type Subject = FingerprintOrNone | `sessie:${string}`

/** What names who asks for what is kept per asker: forms, repeated refusals. */
export function subjectOf({ middel, presented, aanmelding }: Question): Subject {
  if (middel === 'certificaat') return presented?.leaf.fingerprint ?? ''
  return aanmelding === undefined ? '' : `sessie:${aanmelding.sessie}`
}
