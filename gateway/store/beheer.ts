/** What Gebruikersbeheer keeps, as the rest of the gateway sees it. Times are milliseconds since the epoch. */
import type { Soort } from '../identity/identity.ts'
import type { Listening, NoticeOptions } from './notices.ts'
import type { AuditOf } from './store.ts'

/** A holder as it is stored, shown and audited: plain JSON. */
export interface HouderValue {
  readonly soort: Soort
  readonly gebruikersnummer: string
  /** Null: the name in the certificate. */
  readonly naam: string | null
  /** Names of autorisaties by dienst. */
  readonly autorisaties: Readonly<Record<string, readonly string[]>>
  readonly ipAdressen: readonly string[]
  readonly geblokkeerd: boolean
}

/** A person by number, and by name where it is known. */
export interface PersonValue {
  readonly gebruikersnummer: string
  readonly naam: string | null
}

/** What is changed: one holder (null: not there), or who the contact persons are. */
export type BeheerWhat =
  | {
      readonly soort: 'houder'
      readonly van: HouderValue | null
      readonly naar: HouderValue | null
    }
  | {
      readonly soort: 'contactpersonen'
      readonly van: readonly PersonValue[]
      readonly naar: readonly PersonValue[]
      /** The contact persons of the policy file now: when those change, the file has the word again. */
      readonly basis: readonly string[]
    }

/** A change to one practice, made by one of its contact persons. */
export interface BeheerChange {
  readonly agbCode: string
  /** The version it was made on; another one in the store refuses it. */
  readonly version: number
  readonly at: number
  readonly door: PersonValue
  readonly what: BeheerWhat
  /**
   * Who can act in Gebruikersbeheer once it is made: of at least one of them a certificate that is valid at that
   * moment must have been seen, or nothing is changed. Undefined: who makes the change is one of them.
   */
  readonly overBlijvers?: readonly string[] | undefined
}

/**
 * What a save came to: `verouderd` when somebody else saved first, `niemand` when nobody would be left who can act.
 * Then nothing was changed.
 */
export interface SaveResult {
  readonly kind: 'opgeslagen' | 'verouderd' | 'niemand'
}

/** All that was ever changed of one practice, as of its version. */
export interface StoredPractice {
  readonly agbCode: string
  /** 0: nothing was ever changed. */
  readonly version: number
  readonly changedAt: number
  readonly houders: readonly StoredHouder[]
  readonly contactpersonen:
    { readonly gekozen: readonly string[]; readonly basis: readonly string[] } | undefined
}

/** A holder that was changed; `removed`: taken out. */
export interface StoredHouder {
  readonly value: HouderValue
  readonly removed: boolean
}

/** The practices that changed, and the counter to ask with the next time. */
export interface BeheerChanges {
  readonly counter: number
  readonly practices: readonly StoredPractice[]
}

/** A change as it is told. */
export interface HistoryRow {
  /** The practice's version it made; counts up from 1. */
  readonly version: number
  readonly at: number
  readonly door: PersonValue
  readonly what: HistoryWhat
}

type HistoryWhat =
  | Extract<BeheerWhat, { readonly soort: 'houder' }>
  | Omit<Extract<BeheerWhat, { readonly soort: 'contactpersonen' }>, 'basis'>

/** A certificate that was used for a practice, the last one of its holder. */
export interface SeenCertificate {
  readonly agbCode: string
  readonly soort: Soort
  readonly gebruikersnummer: string
  readonly naam: string | null
  readonly validTo: number
  readonly lastUsedAt: number
}

/** The certificate itself, as it was last seen. */
export interface SeenBytes {
  readonly gebruikersnummer: string
  readonly validTo: number
  /** Undefined: seen by a version that did not keep it. */
  readonly der: Buffer | undefined
}

/** A holder that was taken out, by whom and when. */
export interface Removal {
  readonly value: HouderValue
  readonly at: number
  readonly door: PersonValue
}

export interface BeheerStore {
  /** What changed since the counter was `since`; undefined: nothing. */
  changes(since: number): Promise<BeheerChanges | undefined>
  /** Makes a change with its history and audit row, or nothing when it was made on an older version. */
  save(change: BeheerChange, audit: AuditOf<SaveResult>): Promise<SaveResult>
  /** Changes of a practice before version `before` (undefined: all), newest first. */
  history(
    agbCode: string,
    before: number | undefined,
    limit: number,
  ): Promise<readonly HistoryRow[]>
  /** The holders of a practice that are taken out, the last first; at most 1,000. */
  removals(agbCode: string): Promise<readonly Removal[]>
  /** Notes that a certificate (DER) was used. */
  see(seen: SeenCertificate & { readonly der: Buffer | undefined }): Promise<void>
  /** The persoonlijke certificaten last seen of these persons. */
  seenBytes(agbCode: string, nummers: readonly string[]): Promise<readonly SeenBytes[]>
  /** The certificates seen of a practice, in order of gebruikersnummer; at most 20,000, the last used. */
  seen(agbCode: string): Promise<readonly SeenCertificate[]>
  /** Has changes told as they are committed, by any process. Undefined: this database cannot. */
  listen(ears: Ears): Listening | undefined
}

/** Who hears of changes: `onNotice` of each, the others of how the hearing is. */
export type Ears = Pick<NoticeOptions, 'onNotice' | 'onListening' | 'onLost' | 'pauses'>
