/**
 * What the gateway keeps, as the rest of it sees the store. Every change goes through one queue of
 * durable transactions, with its audit row in the same one: what resolved is on disk, what could not be
 * recorded did not happen (Refusal SL505).
 */
import type { AgbCode } from '../identity/agb-code.ts'
import type { Gebruikersnummer, NotedNumber } from '../identity/gebruikersnummer.ts'
import type { AuditEvent } from '../audit/event.ts'
import type { AfleveringCount, AfleveringRow, NewAflevering, Settled } from './aflevering.ts'

/** An instroom as it is stored. Times are milliseconds since the epoch. */
export interface InstroomRow {
  /** UUID. */
  readonly id: string
  readonly dienst: string
  readonly agbCode: AgbCode
  readonly referentie: string
  /** Id of the data key that contentHash, token and content were made with. */
  readonly keyId: string
  /** HMAC-SHA-256 of the canonical JSON, hex. */
  readonly contentHash: string
  readonly createdAt: number
  readonly validUntil: number
  /** Gebruikersnummer of the systeemcertificaat that posted it. */
  readonly systeem: NotedNumber
  /** DER of the systeemcertificaat that posted it; null in rows of versions before migration 0006. */
  readonly systeemCertificaat: Buffer | null
  /** Keyed hash of the BSN, for audit rows; empty when the message names no person. */
  readonly persoon: string
  /** Gebruikersnummer of the only account that may open it; null: whoever may open instromen. */
  readonly medewerker: NotedNumber | null
  /** Sealed message and the posting identity (AES-256-GCM, id as associated data); null once it is deleted. */
  readonly sealed: Buffer | null
  readonly withdrawnAt: number | null
  /** Gebruikersnummer of the person it is bound to, and since when. */
  readonly openedBy: NotedNumber | null
  readonly openedAt: number | null
  readonly deliveredAt: number | null
  /** Where the upstream put it: a path on the same site. */
  readonly location: string | null
}

export type NewInstroom = Omit<
  InstroomRow,
  | 'withdrawnAt'
  | 'openedBy'
  | 'openedAt'
  | 'deliveredAt'
  | 'location'
  | 'sealed'
  | 'systeem'
  | 'medewerker'
> & {
  readonly systeem: Gebruikersnummer
  readonly medewerker?: Gebruikersnummer | null
  /** Null: it is delivered without a person, and its content is in the queue. */
  readonly sealed: Buffer | null
  /** Put in the queue in the same transaction, when the instroom is new. */
  readonly aflevering?: NewAflevering
}

/** What a post found under the same dienst, AGB-code and referentie. */
export type PostResult =
  | { readonly kind: 'nieuw' }
  | {
      readonly kind: 'bestaand'
      readonly row: InstroomRow
      /** Set when it is delivered without a person. */
      readonly aflevering?: AfleveringRow
    }

/** A limit: this many per window. */
export interface Limit {
  readonly aantal: number
  readonly perMs: number
}

/** One request that counts: in what, of how many, and when (epoch ms). */
export interface Take {
  readonly key: string
  readonly limit: Limit
  readonly at: number
}

export interface Quota {
  /** Milliseconds until there is room again, by what is known here; 0 when there may be room now. */
  waitMs(key: string, limit: Limit, at: number): number
}

/** Makes the audit row of a change (or its rows, when it is several things in one) from what the change came to, inside the transaction. */
export type AuditOf<T> = (result: T) => AuditEvent | readonly AuditEvent[]

/** Of changes that `take` from a quota: SL208 when it is used up, and then nothing is done. */
export interface InstroomStore {
  /** Stores it when its referentie is new; otherwise tells what is there and stores nothing. */
  post(row: NewInstroom, audit: AuditOf<PostResult>, take?: Take): Promise<PostResult>
  find(id: string): Promise<InstroomRow | undefined>
  /**
   * Binds a waiting instroom (not withdrawn, not opened, `at` before validUntil) to a person. Gives the row as
   * it is after the attempt, whoever it is bound to. `geklikt`: when its link was clicked, if it is to be judged by that.
   */
  open(
    id: string,
    by: {
      readonly gebruikersnummer: Gebruikersnummer
      readonly at: number
      readonly geklikt?: number
    },
    audit: AuditOf<InstroomRow>,
    take?: Take,
  ): Promise<InstroomRow>
  /** Withdraws a waiting instroom and deletes its content. Gives the row as it is after the attempt. */
  withdraw(id: string, at: number, audit: AuditOf<InstroomRow>, take?: Take): Promise<InstroomRow>
  /** Frees an opened instroom that was not delivered, or binds nobody; contact persons only. Row after. */
  release(id: string, at: number, audit: AuditOf<InstroomRow>): Promise<InstroomRow>
  /**
   * Takes the right to deliver, for this process, until `until`. False when another process holds it, or
   * when it has been delivered already.
   */
  claimDelivery(
    id: string,
    claim: { readonly by: string; readonly at: number; readonly until: number },
  ): Promise<boolean>
  /** Gives the right back after a delivery that failed, so that the next attempt need not wait. */
  releaseDelivery(id: string, by: string): Promise<void>
  /** Ends every claim of a process that is known to be gone; gives how many. */
  releaseClaims(by: string): Promise<number>
  /** Records that the upstream has it, and deletes the content. */
  delivered(id: string, at: number, location: string): Promise<void>
  /** Deletes the content of what expired before `at`; gives how many. */
  sweep(at: number): Promise<number>
  /** The instromen of a practice that wait at `at`, newest first, at most `limit`. */
  waiting(agbCode: AgbCode, at: number, limit: number): Promise<readonly InstroomRow[]>
  /** How many of them wait, by dienst. */
  waitingCounts(agbCode: AgbCode, at: number): Promise<ReadonlyMap<string, number>>
  /** The instromen of a practice that were opened since, latest first; with `by` only those of one person. */
  opened(
    agbCode: AgbCode,
    since: number,
    limit: number,
    by?: Gebruikersnummer,
  ): Promise<readonly InstroomRow[]>
}

/** The queue of what is delivered without a person. */
export interface AfleveringStore {
  /** Puts one in the queue. What belongs to another change is queued in its transaction instead. */
  queue(row: NewAflevering, audit?: AuditOf<NewAflevering>): Promise<void>
  find(id: string): Promise<AfleveringRow | undefined>
  /** The ids that are due at `at`, those due longest first; each with its doel. */
  due(at: number, limit: number): Promise<readonly Pick<AfleveringRow, 'id' | 'soort' | 'doel'>[]>
  /**
   * Takes one for this process until `until` and counts the attempt, durably: what is sent after it was. Undefined
   * when it is not due, over, or somebody else's.
   */
  claim(
    id: string,
    claim: { readonly by: string; readonly at: number; readonly until: number },
  ): Promise<AfleveringRow | undefined>
  /** Ends an attempt. False: the claim had run out, and somebody else has it or ended it. */
  settle(settled: Settled, audit?: AuditOf<boolean>): Promise<boolean>
  /** Makes what a process that is gone was sending due at once; gives how many. */
  releaseClaims(by: string, at: number): Promise<number>
  /** Withdraws one that was never attempted and deletes its content. Gives the row as it is after it. */
  withdraw(
    id: string,
    at: number,
    audit: AuditOf<AfleveringRow>,
    take?: Take,
  ): Promise<AfleveringRow>
  /** Puts a dead one back, with the same id and content, to be tried until `validUntil`. False: it is not dead. */
  again(id: string, at: number, validUntil: number, audit: AuditOf<boolean>): Promise<boolean>
  /** Deletes a dead one's content and what is known of it, except that it was. False: it is not dead. */
  discard(id: string, at: number, audit: AuditOf<boolean>): Promise<boolean>
  /** At most `limit`, newest first; `waiting` leaves out what is over. */
  list(what: {
    readonly waiting: boolean
    readonly limit: number
  }): Promise<readonly AfleveringRow[]>
  /** The ids of the dead of a doel, oldest first. */
  dead(doel: string, limit: number): Promise<readonly string[]>
  /** Those of these that were refused by whom they were for. */
  refused(ids: readonly string[]): Promise<ReadonlySet<string>>
  counts(): Promise<readonly AfleveringCount[]>
  /** Deletes what was kept of the dead and of delivered mails before `before`; gives how many. */
  sweep(before: { readonly dead: number; readonly mail: number }): Promise<number>
}

/** An entry of the AGB register (policy/README.md). Dates are ISO, inclusive. */
export interface RegisterEntry {
  readonly agbCode: AgbCode
  readonly soort: 'zorgverlener' | 'praktijk' | 'instelling'
  readonly naam: string
  readonly aanvang: string
  readonly einde: string | null
}

/** Beside an entry: what kind of thing it is, how it may be called and reached. The lists are independent. */
export interface RegisterDetails {
  /** `onderneming`, `vestiging`, or what its entry calls it. */
  readonly entiteit: string
  readonly namen: readonly string[]
  readonly adressen: readonly string[]
  readonly emails: readonly string[]
}

export interface RegisterStore {
  /** The entry of a code, whatever its dates; cached, and read again when an import changed the register. */
  find(agbCode: AgbCode): Promise<RegisterEntry | undefined>
}

/** A register that also knows of organisations how they may be called and reached. */
export interface DetailedRegister extends RegisterStore {
  /** Undefined: it says nothing beside the entry. */
  details(agbCode: AgbCode): Promise<RegisterDetails | undefined>
}

export interface AuditStore {
  /** Writes an event durably; resolves after the commit. SL208 when what it takes of a quota is not left. */
  write(event: AuditEvent, take?: Take): Promise<void>
}

export interface Store {
  readonly instromen: InstroomStore
  /** What is delivered without a person. */
  readonly afleveringen: AfleveringStore
  readonly register: RegisterStore
  readonly audit: AuditStore
  /** What is known of the quota that changes take from. */
  readonly quota: Quota
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  /** Rejects when nothing can be put on disk; writes something itself when nothing was written lately. */
  tryWrite(): Promise<void>
  /** The AGB register that was imported; undefined when there is none. `importedAt` is epoch ms. */
  registerState(): Promise<
    { readonly version: string; readonly entries: number; readonly importedAt: number } | undefined
  >
  /** What the register says of a code beside its entry; undefined: nothing. */
  registerDetails(agbCode: AgbCode): Promise<RegisterDetails | undefined>
  /** Finishes what is queued and closes. */
  close(): Promise<void>
}
