/** The parts a request needs, built once at the start and handed to every handler. */
import type { AuditEvent } from '../../audit/event.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Keyring } from '../../secrets/keys.ts'
import type { Log } from '../../operations/log.ts'
import type { Metrics } from '../../operations/metrics.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import type { Revocation } from '../../revocation/revocation.ts'
import type { BeheerStore } from '../../store/beheer.ts'
import type { OrganisatieStores } from '../../store/leden/stores.ts'
import type { ServicedeskStore } from '../../store/servicedesk.ts'
import type { Store } from '../../store/store.ts'
import type { Assets } from '../../pages/assets.ts'
import type { RandomHex } from '../../forward/trace.ts'
import type { Upstreams } from '../../forward/upstream.ts'
import type { IdentityTokens } from '../../forward/identity-token.ts'
import type { Quota } from '../../store/store.ts'
import type { ToegangStore } from '../../store/toegang/toegang.ts'
import type { HashingRoom } from '../../account/hashing-room.ts'
import type { ScryptParameters } from '../../account/password-hash.ts'
import type { Notifier } from '../../notify/notifier.ts'
import type { Judged } from './judged.ts'

export interface Deliveries {
  /** Whether so much waits that nothing new is accepted. */
  readonly isFull: () => Promise<boolean>
  /** One was accepted, durably: it is sent at once. */
  readonly accepted: () => void
}

/** Counts who is refused over and over. */
export interface RepeatedRefusals {
  /**
   * Whether a refusal is recorded by itself. If not, it is counted, and the seconds until the window ends
   * are what the client is told to wait.
   */
  admit(event: AuditEvent, subject: string): { recorded: boolean; retryAfterSeconds: number }
  /** Gives the counted rows of windows that have ended, or of all at shutdown. */
  counted(all: boolean): readonly AuditEvent[]
}

/** What signing in needs; there whether the toegang listener is, or not. */
export interface Toegang {
  readonly store: ToegangStore
  /** Public base of the toegang listener, without a trailing slash. */
  readonly url: string
  readonly hashing: HashingRoom
  readonly scrypt: ScryptParameters
  readonly notifier: Pick<Notifier, 'mail' | 'sms'>
  readonly smsCountries: readonly string[]
  readonly smsPerDay: number
  /** Mailbox of the service desk; undefined: it reads its own pages alone. */
  readonly servicedesk: string | undefined
  /** A whole number of at least 0 and below `max`, for numbers and codes. */
  readonly randomInt: (max: number) => number
  /** Whether the number of a meldcode is of one that holds at a moment. */
  readonly meldcodeGeldt: (nummer: Gebruikersnummer, at: number) => Promise<boolean>
}

export interface Gateway {
  readonly now: () => number
  /** A fresh UUID, for requests and instromen. */
  readonly newId: () => string
  readonly randomBytes: (size: number) => Buffer
  /** Random bytes as hex, for trace ids. */
  readonly randomHex: RandomHex
  /** Public base of the portaal listener, without a trailing slash. */
  readonly portalUrl: string
  /** The policy in force. */
  readonly policies: { current(): PolicySet }
  readonly revocation: Revocation
  readonly store: Store
  readonly beheer: {
    readonly store: BeheerStore
    /** Puts in force what was changed in Gebruikersbeheer up to now. */
    readonly refresh: () => Promise<void>
  }
  /** Organisations that registered themselves, their members and meldcodes. */
  readonly organisaties: OrganisatieStores & {
    /** Puts in force what was changed of them up to now. */
    readonly refresh: () => Promise<void>
  }
  /** What the service desk reads and proposes. */
  readonly servicedesk: ServicedeskStore
  /** Notes which certificates are used; never fails. */
  readonly seen: { note(judged: Judged | undefined, der: Buffer | undefined): void }
  readonly keyring: Keyring
  /** What is delivered without a person. */
  readonly deliveries: Deliveries
  readonly quota: Quota
  readonly repeated: RepeatedRefusals
  readonly upstreams: Upstreams
  readonly identityTokens: IdentityTokens
  readonly assets: Assets
  readonly toegang: Toegang
  readonly metrics: Metrics
  readonly log: Log
  /** Names this process by in delivery claims. */
  readonly writerId: string
}
