/** The parts a request needs, built once at the start and handed to every handler. */
import type { IncomingMessage } from 'node:http'
import type { HashingRoom } from '../account/hashing-room.ts'
import type { ScryptParameters } from '../account/password-hash.ts'
import type { Aanmelding } from '../decision/question.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { ToegangStore } from '../store/toegang.ts'
import type { Keyring } from '../secrets/keys.ts'
import type { Log } from '../operations/log.ts'
import type { Metrics } from '../operations/metrics.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { BeheerStore } from '../store/beheer.ts'
import type { OrganisatieStores } from '../store/leden.ts'
import type { ServicedeskStore } from '../store/servicedesk.ts'
import type { Store } from '../store/store.ts'
import type { Assets } from '../pages/assets.ts'
import type { RandomHex } from '../forward/trace.ts'
import type { Upstreams } from '../forward/upstream.ts'
import type { IdentityTokens } from '../forward/identity-token.ts'
import type { Quota } from '../store/store.ts'
import type { RepeatedRefusals } from './repeated-refusals.ts'
import type { Judged } from './judged.ts'

export interface Deliveries {
  /** Whether so much waits that nothing new is accepted. */
  readonly isFull: () => Promise<boolean>
  /** One was accepted, durably: it is sent at once. */
  readonly accepted: () => void
}

/** Who signed in, as of now. */
export interface SignIns {
  /** Undefined: no sign-in was shown. Throws SL516 for two of them, and SL122 for what is none. */
  current(visit: { readonly request: IncomingMessage }): Promise<Aanmelding | undefined>
}

/** What signing in needs, besides what every request does. */
export interface Toegang {
  /** Public base of the toegang listener, without a trailing slash. */
  readonly url: string
  readonly store: ToegangStore
  readonly hashing: HashingRoom
  /** How new passwords are hashed. */
  readonly scrypt: ScryptParameters
  readonly sms: Notifier['sms']
  /** Where a text message may go. */
  readonly countries: readonly string[]
  /** Most text messages a day. */
  readonly smsDayMaximum: number
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
  readonly signIns: SignIns
  readonly toegang: Toegang
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
  readonly metrics: Metrics
  readonly log: Log
  /** Names this process by in delivery claims. */
  readonly writerId: string
}
