/** What Gebruikersbeheer keeps, as the rest of the gateway sees it. Times are milliseconds since the epoch. */
import type { Gebruikersnummer, NotedNumber } from '../identity/gebruikersnummer.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { Soort } from '../identity/identity.ts'
import type { Listening, NoticeOptions } from './notices.ts'
import type { AuditOf } from './store.ts'

/** A holder as it is stored, shown and audited: plain JSON. */
export interface HouderValue {
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
  /** Null: the name in the certificate. */
  readonly naam: string | null
  /** Names of autorisaties by dienst. */
  readonly autorisaties: Readonly<Record<string, readonly string[]>>
  /** The last day (ISO) of the autorisaties, by dienst. Absent: without end. */
  readonly tot?: Readonly<Record<string, string>>
  readonly ipAdressen: readonly string[]
  readonly geblokkeerd: boolean
}

/** A person by number, and by name where it is known. */
export interface PersonValue {
  readonly gebruikersnummer: Gebruikersnummer
  readonly naam: string | null
}

/** A person as a row names him, whichever version wrote it. */
export interface NotedPerson {
  readonly gebruikersnummer: NotedNumber
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
      readonly basis: readonly NotedNumber[]
    }

/** A change to one practice, made by one of its contact persons. */
export interface BeheerChange {
  readonly agbCode: AgbCode
  /** The version it was made on; another one in the store refuses it. */
  readonly version: number
  readonly at: number
  readonly door: PersonValue
  /** All or nothing, in this order; no holder twice. Each makes a version of its own. */
  readonly stappen: readonly BeheerWhat[]
  /** The unfinished form that it ends. */
  readonly formulier?: string
  /** What was asked for and is given by it. */
  readonly gegeven?: readonly VraagRef[]
  /**
   * Who can act in Gebruikersbeheer once it is made: of at least one of them a certificate that is valid at that
   * moment must have been seen, or nothing is changed. Undefined: who makes the change is one of them.
   */
  readonly overBlijvers?: readonly Gebruikersnummer[] | undefined
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
  readonly agbCode: AgbCode
  /** 0: nothing was ever changed. */
  readonly version: number
  readonly changedAt: number
  readonly houders: readonly StoredHouder[]
  readonly contactpersonen:
    | {
        /** Who is no number is nobody, and not in it. */
        readonly gekozen: readonly Gebruikersnummer[]
        /** As it was noted: it is only held against the file. */
        readonly basis: readonly NotedNumber[]
      }
    | undefined
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
  /** The last version of those that were saved together; its own when it was saved alone. */
  readonly groep: number
  readonly at: number
  readonly door: NotedPerson
  readonly what: HistoryWhat
}

type HistoryWhat =
  | { readonly soort: 'jaarcontrole' }
  | Extract<BeheerWhat, { readonly soort: 'houder' }>
  | {
      readonly soort: 'contactpersonen'
      readonly van: readonly NotedPerson[]
      readonly naar: readonly NotedPerson[]
    }

/** A certificate that was used for a practice, the last one of its holder. */
export interface SeenCertificate {
  readonly agbCode: AgbCode
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
  readonly naam: string | null
  readonly validTo: number
  readonly lastUsedAt: number
  /** Where a systeemcertificaat came from; null for persons, and where it was not kept. */
  readonly adres: string | null
}

/** The certificate itself, as it was last seen. */
export interface SeenBytes {
  readonly gebruikersnummer: Gebruikersnummer
  readonly validTo: number
  /** Undefined: seen by a version that did not keep it. */
  readonly der: Buffer | undefined
}

/** Who changed a holder last, and when. */
export interface LastChange {
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
  readonly at: number
  readonly door: NotedPerson
}

/** A form that somebody has not finished: its fields as they were sent. */
export interface Concept {
  readonly velden: readonly (readonly [name: string, value: string])[]
  readonly op: number
}

/** Whose form, and which: the address it is sent to. */
export interface ConceptKey {
  readonly agbCode: AgbCode
  readonly gebruikersnummer: Gebruikersnummer
  readonly formulier: string
}

/**
 * What a person is told once: `gedaan`, their change was saved; `ongewijzigd`, there was nothing to save; `kwijt`,
 * somebody else made them contact person no more.
 */
export type MeldingWat = 'gedaan' | 'ongewijzigd' | 'kwijt'

export interface Melding {
  readonly wat: MeldingWat
  readonly op: number
  /** The change it is about. */
  readonly versie: number | undefined
  readonly door: NotedPerson | undefined
}

/** What an employee asked for: one of each dienst. */
export interface VraagRef {
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
  readonly dienst: string
}

export interface Vraag extends VraagRef {
  readonly autorisatie: string
  readonly naam: string | null
  readonly gevraagdOp: number
  /** Undefined: nobody decided yet. */
  readonly besluit: Besluit | undefined
}

export interface Besluit {
  readonly wat: 'gegeven' | 'afgewezen'
  readonly op: number
  readonly door: NotedPerson
}

/** `vol`: too many wait in this practice. `te-vroeg`: it waits, or was refused lately. */
export type VraagResult = 'gevraagd' | 'te-vroeg' | 'vol'

/** Who was refused, by which code, and when last. */
export interface Geweigerd {
  readonly agbCode: AgbCode
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
  readonly code: string
  readonly naam: string | null
  readonly laatst: number
}

/** A yearly review: who signed it, and when. */
export interface Jaarcontrole {
  readonly at: number
  readonly door: NotedPerson
}

/** A holder that was taken out, by whom and when. */
export interface Removal {
  readonly value: HouderValue
  readonly at: number
  readonly door: NotedPerson
}

export interface BeheerStore {
  /** What changed since the counter was `since`; undefined: nothing. */
  changes(since: number): Promise<BeheerChanges | undefined>
  /** Makes a change with its history and audit row, or nothing when it was made on an older version. */
  save(change: BeheerChange, audit: AuditOf<SaveResult>): Promise<SaveResult>
  /** Changes of a practice before version `before` (undefined: all), newest first. */
  history(
    agbCode: AgbCode,
    before: number | undefined,
    limit: number,
  ): Promise<readonly HistoryRow[]>
  /** The changes of a practice after version `version`, the oldest first; at most 10,000. */
  since(agbCode: AgbCode, version: number): Promise<readonly HistoryRow[]>
  /** The changes that were saved together, the last of them being version `groep`; the oldest first. */
  savedTogether(agbCode: AgbCode, groep: number): Promise<readonly HistoryRow[]>
  /** Who last changed each holder that was ever changed; of one only when it is named. */
  lastChanges(
    agbCode: AgbCode,
    only?: Pick<VraagRef, 'soort' | 'gebruikersnummer'>,
  ): Promise<readonly LastChange[]>
  /** Keeps an unfinished form in place of an earlier one; undefined: there is none any more. */
  keepConcept(key: ConceptKey, concept: Concept | undefined): Promise<void>
  /** Forgets the unfinished forms of a person. */
  endConcepts(agbCode: AgbCode, gebruikersnummer: Gebruikersnummer): Promise<void>
  /** An unfinished form that was kept after `since`. */
  concept(key: ConceptKey, since: number): Promise<Concept | undefined>
  /** Has a person told something the next time. */
  tell(agbCode: AgbCode, gebruikersnummer: Gebruikersnummer, melding: Melding): Promise<void>
  /** What a person is to be told of these: each is given once. */
  takeMeldingen(
    agbCode: AgbCode,
    gebruikersnummer: Gebruikersnummer,
    wat: readonly MeldingWat[],
  ): Promise<readonly Melding[]>
  /** Keeps what somebody asks for, within the limits. */
  ask(
    agbCode: AgbCode,
    vraag: Omit<Vraag, 'besluit'>,
    audit: AuditOf<VraagResult>,
  ): Promise<VraagResult>
  /** What is asked for in a practice, decided or not, the oldest first. */
  vragen(agbCode: AgbCode): Promise<readonly Vraag[]>
  /** Refuses what was asked for; false when nobody asks for it any more. */
  decline(
    agbCode: AgbCode,
    vraag: VraagRef,
    besluit: Besluit,
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** Records that the list was looked through, as of a version; `verouderd`: it is another one by now. */
  signOff(
    signed: Pick<BeheerChange, 'agbCode' | 'version' | 'at' | 'door'>,
    audit: AuditOf<SaveResult>,
  ): Promise<SaveResult>
  /** The yearly reviews of a practice, the last first; at most 200. */
  jaarcontroles(agbCode: AgbCode): Promise<readonly Jaarcontrole[]>
  /** Notes that somebody was refused. */
  noteRefused(geweigerd: Geweigerd): Promise<void>
  /** Who was refused after `since`, the last first; at most 200. */
  refused(agbCode: AgbCode, since: number): Promise<readonly Geweigerd[]>
  /** The holders of a practice that are taken out, the last first; at most 1,000. */
  removals(agbCode: AgbCode): Promise<readonly Removal[]>
  /** Notes that a certificate (DER) was used. */
  see(seen: SeenCertificate & { readonly der: Buffer | undefined }): Promise<void>
  /** The persoonlijke certificaten last seen of these persons. */
  seenBytes(agbCode: AgbCode, nummers: readonly Gebruikersnummer[]): Promise<readonly SeenBytes[]>
  /** The certificates seen of a practice, in order of gebruikersnummer; at most 20,000, the last used. */
  seen(agbCode: AgbCode): Promise<readonly SeenCertificate[]>
  /** Has changes told as they are committed, by any process. Undefined: this database cannot. */
  listen(ears: Ears): Listening | undefined
}

/** Who hears of changes: `onNotice` of each, the others of how the hearing is. */
export type Ears = Pick<NoticeOptions, 'onNotice' | 'onListening' | 'onLost' | 'pauses'>
