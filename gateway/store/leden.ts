/**
 * Organisations that registered themselves, their members and meldcodes, as the rest of the gateway sees them. Times
 * are milliseconds since the epoch. Every change has its audit row, and the mails it sends, in the same transaction.
 */
import type { Gebruikersnummer, NotedNumber } from '../identity/gebruikersnummer.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { NewAflevering } from './aflevering.ts'
import type { Doer } from './doer.ts'
import type { OverdrachtStore } from './overdracht.ts'
import type { AccountByLink, NewLink } from './toegang.ts'
import type { AuditOf } from './store.ts'
import type { ZonderLidStore } from './zonder-lid.ts'

/** An organisation that registers itself for a dienst, as it is stored. */
export interface AanmeldingRow {
  /** UUID. */
  readonly id: string
  readonly agbCode: AgbCode
  readonly dienst: string
  readonly staat: string
  /** Number of the account that began it. */
  readonly door: Gebruikersnummer
  /** Of the register; frozen once it is active. Null: not chosen yet. */
  readonly soort: string | null
  readonly naam: string | null
  readonly adres: string | null
  readonly email: string | null
  readonly epd: string | null
  /** What the registrant becomes. */
  readonly rol: string | null
  /** The version of the register that the data were chosen from. */
  readonly registerVersie: string | null
  /** How it was confirmed: `register-email`, `automatisch`, or `operator`. */
  readonly hoe: string | null
  readonly createdAt: number
  readonly validUntil: number
  readonly activeAt: number | null
}

export type NewAanmelding = Pick<
  AanmeldingRow,
  'id' | 'agbCode' | 'dienst' | 'door' | 'createdAt' | 'validUntil'
>

/** What is chosen, from the register, and of what the policy offers. */
export type Keuze = Readonly<
  Record<'soort' | 'naam' | 'adres' | 'email' | 'rol' | 'registerVersie', string>
> & { readonly epd: string | null }

/** What a change of an aanmelding came to: the row as it is after it, or why nothing was changed. */
export type AanmeldingResult =
  | { readonly kind: 'gedaan' | 'eigen'; readonly row: AanmeldingRow }
  /** `bezet`: another one is active; `vol`: too many wait; `voorbij`: it cannot happen in the state it is in. */
  | { readonly kind: 'bezet' | 'vol' | 'voorbij' }

/** What happens to an aanmelding, and what goes out with it. */
export interface AanmeldingDaadOp {
  readonly id: string
  readonly at: number
  readonly mails?: readonly NewAflevering[]
}

export interface AanmeldingStore {
  /** Begins one, or gives the one that this account has waiting already (`eigen`). */
  begin(row: NewAanmelding, audit: AuditOf<AanmeldingResult>): Promise<AanmeldingResult>
  /** Chooses its data; `direct` (how): confirmed with it, else its mailbox is asked. */
  kies(
    daad: AanmeldingDaadOp & {
      readonly keuze: Keuze
      /** What its mailbox is asked with; an older one of the same aanmelding ends. */
      readonly link?: NewLink
      readonly direct?: string
      readonly naam: string
    },
    audit: AuditOf<AanmeldingResult>,
  ): Promise<AanmeldingResult>
  /** Confirms: it is active, the others of that code and dienst are refused, who began it is a member. */
  bevestig(
    daad: AanmeldingDaadOp & { readonly hoe: string; readonly naam: string },
    audit: AuditOf<AanmeldingResult>,
  ): Promise<AanmeldingResult>
  /** Ends one: refused by its mailbox, or withdrawn. */
  eindig(
    daad: AanmeldingDaadOp & { readonly daad: 'weigeren' | 'intrekken' },
    audit: AuditOf<AanmeldingResult>,
  ): Promise<AanmeldingResult>
  /** Another EPD of the organisation that is active. False: there is none. */
  kiesEpd(
    what: Pick<AanmeldingRow, 'agbCode' | 'dienst'> & {
      readonly epd: string
      readonly at: number
    },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** Codes of active ones that the register was not asked about since, the longest ago first. */
  teVragen(since: number, limit: number): Promise<readonly AgbCode[]>
  /** What the register said of an active one. False: it said so before, and nothing is recorded. */
  noteerEinde(
    what: { readonly agbCode: AgbCode; readonly einde: string | null; readonly at: number },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  find(id: string): Promise<AanmeldingRow | undefined>
  /** Those an account began, newest first. */
  ofDoor(nummer: Gebruikersnummer): Promise<readonly AanmeldingRow[]>
  /** In order of code; of a dienst, or all. At most `limit`. */
  list(what: {
    readonly dienst?: string | undefined
    readonly agbCode?: AgbCode | undefined
    readonly limit: number
  }): Promise<readonly AanmeldingRow[]>
}

/** A member of a dienst at an organisation, as it is stored. */
export interface LidRow {
  readonly agbCode: AgbCode
  readonly dienst: string
  /** Of the account. */
  readonly nummer: Gebruikersnummer
  readonly naam: string
  readonly staat: string
  readonly rollen: readonly string[]
  readonly machtigingen: readonly string[]
  /** `aanmelding`, `uitnodiging` or `link`. */
  readonly via: string
  readonly door: Doer
  readonly createdAt: number
  readonly changedAt: number
  readonly version: number
}

/** What decisions rest on of a member. */
export type LidInForce = Pick<
  LidRow,
  'agbCode' | 'dienst' | 'nummer' | 'naam' | 'staat' | 'rollen' | 'machtigingen'
>

/** What a member becomes. */
export type LidNaar = Pick<LidRow, 'staat' | 'rollen' | 'machtigingen'>

/** A change of one member, judged on all members as they are in the transaction. */
export interface LidChange<R> {
  readonly agbCode: AgbCode
  readonly dienst: string
  readonly nummer: Gebruikersnummer
  /** The version it was made on; undefined: on whatever it is. */
  readonly version: number | undefined
  readonly at: number
  readonly door: Doer
  /** What he becomes, or why not. Pure: it may be asked again. */
  readonly judge: (leden: readonly LidRow[]) => { readonly naar: LidNaar } | { readonly fout: R }
  readonly mails?: readonly NewAflevering[]
}

/** `verouderd`: somebody else changed it first; `geen`: there is no such member. */
export type LidResult<R> =
  | { readonly kind: 'opgeslagen'; readonly van: LidRow; readonly row: LidRow }
  | { readonly kind: 'verouderd' | 'geen' }
  | { readonly kind: 'fout'; readonly fout: R }

/** Somebody who comes in: by an invitation that he accepts, or by the link. */
export interface NewLid {
  readonly agbCode: AgbCode
  readonly dienst: string
  readonly nummer: Gebruikersnummer
  readonly naam: string
  readonly staat: string
  readonly rollen: readonly string[]
  readonly via: string
  readonly door: Doer
  readonly at: number
  /** The invitation that is used up by it. */
  readonly uitnodiging?: string
  /** The link that is used up by it: nobody comes in by one that was used or replaced meanwhile. */
  readonly link?: string
  readonly mails?: readonly NewAflevering[]
}

export interface UitnodigingRow {
  /** UUID. */
  readonly id: string
  readonly agbCode: AgbCode
  readonly dienst: string
  readonly staat: string
  readonly rol: string
  readonly door: Doer
  /** Keyed hash of the folded address. */
  readonly adresMac: string
  /** Name, address and telephone, sealed with the id. */
  readonly sealed: Buffer
  readonly createdAt: number
  readonly changedAt: number
  readonly validUntil: number
}

export interface HistoryLid {
  /** Null: an invitation, of which it is not known yet. */
  readonly nummer: NotedNumber | null
  readonly at: number
  readonly door: Doer
  readonly wat: string
}

export interface LedenStore {
  /** All members of a dienst at an organisation, in order of name. */
  leden(agbCode: AgbCode, dienst: string): Promise<readonly LidRow[]>
  /** All memberships of an account. */
  ofAccount(nummer: Gebruikersnummer): Promise<readonly LidRow[]>
  wijzig<R>(change: LidChange<R>, audit: AuditOf<LidResult<R>>): Promise<LidResult<R>>
  /** Lets somebody in. `geen`: he is a member already, or the invitation is not open any more; `verouderd`: the link is. */
  voegToe(lid: NewLid, audit: AuditOf<LidResult<never>>): Promise<LidResult<never>>
  /** Makes an account by its invitation and lets it in: both, or neither. False: no account was made. */
  maakAccount(
    what: AccountByLink & { readonly lid: NewLid },
    audit: AuditOf<LidResult<never> | false>,
  ): Promise<LidResult<never> | false>
  /** Invites; an open invitation of the same address ends (its id is given). */
  nodigUit(
    row: UitnodigingRow,
    audit: AuditOf<readonly string[]>,
    mails?: readonly NewAflevering[],
  ): Promise<readonly string[]>
  /** Takes an open invitation back. False: it is not open. */
  trekIn(
    what: { readonly id: string; readonly at: number },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  uitnodiging(id: string): Promise<UitnodigingRow | undefined>
  /** Puts another link of the organisation in the place of the one there is; gives its id. */
  vervangLink(
    row: NewLink,
    audit: AuditOf<string>,
    mails?: readonly NewAflevering[],
  ): Promise<string>
  /** Id of the link of the organisation that is live. */
  ownLink(agbCode: AgbCode, dienst: string, at: number): Promise<string | undefined>
  /** Those made since a moment, newest first, at most `limit`. */
  uitnodigingen(
    what: Pick<LidRow, 'agbCode' | 'dienst'> & { readonly since: number; readonly limit: number },
  ): Promise<readonly UitnodigingRow[]>
  /** Newest first. */
  history(agbCode: AgbCode, dienst: string, limit: number): Promise<readonly HistoryLid[]>
}

export interface MeldcodeRow {
  /** 12 digits beginning with 6. */
  readonly id: Gebruikersnummer
  readonly agbCode: AgbCode
  readonly dienst: string
  readonly label: string
  /** The account that made it. */
  readonly door: Doer
  readonly createdAt: number
  readonly validUntil: number
  readonly revokedAt: number | null
  readonly lastUsedAt: number | null
}

export interface MeldcodeStore {
  /** False: as many as may be live already. */
  maak(
    row: MeldcodeRow & { readonly mac: string; readonly hoogstens: number },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** Ends one; true also when it had ended. False: there is no such code here. */
  trekIn(
    what: { readonly at: number } & Pick<MeldcodeRow, 'id' | 'agbCode' | 'dienst'>,
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** By the keyed hash of what was typed, under any of the data keys. */
  find(macs: readonly string[]): Promise<MeldcodeRow | undefined>
  byId(id: Gebruikersnummer): Promise<MeldcodeRow | undefined>
  used(id: Gebruikersnummer, at: number): Promise<void>
  /** Newest first. */
  list(agbCode: AgbCode, dienst: string): Promise<readonly MeldcodeRow[]>
}

/** An active aanmelding, with what the register says of its code now. */
export interface ActieveAanmelding {
  readonly agbCode: AgbCode
  readonly dienst: string
  readonly naam: string
  readonly soort: 'praktijk' | 'instelling' | 'zorgverlener'
  readonly activeAt: number
  /** ISO date, inclusive; null: none, or the code is not in the register that was imported. */
  readonly einde: string | null
}

/** What changed, and what to ask with the next time. */
export interface LedenChanges {
  readonly mark: LedenMark
  readonly leden: readonly LidInForce[]
  readonly meldcodes: readonly MeldcodeRow[]
  readonly actief: ActiefChanges
}

/** The active ones of codes that changed; a code without rows has none any more. */
export interface ActiefChanges {
  /** Undefined: of all codes. */
  readonly codes: readonly AgbCode[] | undefined
  readonly rows: readonly ActieveAanmelding[]
}

/** Up to where changes were read. */
export interface LedenMark {
  readonly counter: number
  /** Of the register. */
  readonly version: string
}

export interface LedenFeed {
  /** What changed since; undefined: nothing. */
  changes(since: LedenMark): Promise<LedenChanges | undefined>
}

export interface OrganisatieStores {
  readonly aanmeldingen: AanmeldingStore
  readonly leden: LedenStore
  readonly meldcodes: MeldcodeStore
  readonly overdrachten: OverdrachtStore
  readonly zonderLid: ZonderLidStore
}
