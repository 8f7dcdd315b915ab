/** What the service desk reads and keeps, as the rest of the gateway sees it. Times are milliseconds since the epoch. */
import type { Fingerprint } from '../base/fingerprint.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { AuditRow } from '../audit/chain.ts'
import type { Soort } from '../identity/identity.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { BeheerChange, NotedPerson, PersonValue, SaveResult } from './beheer.ts'
import type { AuditOf, InstroomRow } from './store.ts'

/** Why a practice needs another contact person; the text is in the pages. */
export type Reden = 'vertrokken' | 'certificaat' | 'afwezig'

export type Afloop = 'bevestigd' | 'afgewezen' | 'ingetrokken'

/** What somebody of the service desk came with. */
interface DeskCertificate {
  readonly agbCode: AgbCode
  readonly certificaat: Fingerprint
}

/** Somebody of the service desk. */
export type DeskPerson = PersonValue & DeskCertificate

/** A contact person that is proposed for a practice. */
export interface NewVoorstel {
  /** UUID. */
  readonly id: string
  readonly agbCode: AgbCode
  readonly persoon: PersonValue
  readonly reden: Reden
  /** Number of the call in the desk's own administration. */
  readonly kenmerk: string
  readonly door: DeskPerson
  readonly at: number
  readonly geldigTot: number
}

export interface Voorstel extends Omit<NewVoorstel, 'door'> {
  readonly door: NotedPerson & DeskCertificate
  /** Undefined: it waits, or nobody came to it before `geldigTot`. */
  readonly einde:
    { readonly afloop: Afloop; readonly at: number; readonly door: NotedPerson } | undefined
}

/** What confirming came to. Only `opgeslagen` changed anything. */
export type ConfirmResult = SaveResult['kind'] | 'niet-open' | 'zelfde-persoon'

export interface ServicedeskStore {
  /** Where certificates of this number were seen; at most 50. */
  seenAt(gebruikersnummer: Gebruikersnummer): Promise<readonly SeenPlace[]>
  /** The instromen with exactly this referentie, of any practice; at most 20, newest first. */
  byReferentie(diensten: readonly string[], referentie: string): Promise<readonly InstroomRow[]>
  /** The last refusals of a practice, or of one of its holders, newest first. */
  refusals(asked: AskedRefusals): Promise<readonly AuditRow[]>
  /** The rows of a request since a moment, newest first. */
  ofRequest(verzoek: string, since: number): Promise<readonly AuditRow[]>
  /** False: one waits already for that practice. */
  propose(voorstel: NewVoorstel, audit: AuditOf<boolean>): Promise<boolean>
  /** What waits at `at`, oldest first; at most 50. */
  waiting(at: number): Promise<readonly Voorstel[]>
  find(id: string): Promise<Voorstel | undefined>
  /** Ends one that waits. False: it did not wait any more. */
  end(ending: Ending, audit: AuditOf<boolean>): Promise<boolean>
  /**
   * Makes the change of one that waits and ends it, or neither. `door` must be neither the number nor the
   * certificate that proposed it.
   */
  confirm(confirmed: Confirmed, audit: AuditOf<ConfirmResult>): Promise<ConfirmResult>
}

export interface SeenPlace {
  readonly agbCode: AgbCode
  readonly soort: Soort
}

export interface AskedRefusals {
  readonly agbCode: AgbCode
  readonly gebruikersnummer?: Gebruikersnummer
  readonly since: number
  readonly limit: number
}

export interface Ending {
  readonly id: string
  readonly afloop: 'afgewezen' | 'ingetrokken'
  readonly door: PersonValue
  readonly at: number
}

export interface Confirmed {
  readonly id: string
  readonly door: DeskPerson
  readonly at: number
  readonly change: BeheerChange
}
