/**
 * Accounts, sign-ins, attempts and links, as the rest of the gateway sees them. Times are milliseconds since the
 * epoch. What is on record (an account, a sign-in) has its audit row in the same transaction.
 */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AgbCode, AgbCodeOrNone } from '../identity/agb-code.ts'
import type { NewAflevering } from './aflevering.ts'
import type { Doer } from './doer.ts'
import type { AuditOf, Take } from './store.ts'

export type AccountStaat = 'actief' | 'geblokkeerd' | 'factor-ontbreekt'

export interface AccountRow {
  /** 12 digits beginning with 7. */
  readonly nummer: Gebruikersnummer
  readonly adresMac: string
  readonly naam: string
  readonly staat: AccountStaat
  /** See toegang/account.ts; sealed with the number as associated data. */
  readonly sealed: Buffer
  readonly totpStap: number | null
  readonly agbZorgverlener: AgbCode | null
  readonly laatsteAgb: AgbCode | null
  readonly createdAt: number
  readonly version: number
}

export type NewAccount = Omit<AccountRow, 'version' | 'laatsteAgb' | 'agbZorgverlener'>

/** An account that is made by a link. */
export interface AccountByLink {
  readonly account: NewAccount
  /** Its address under every data key: of those there may be no account. */
  readonly adresMacs: readonly string[]
  readonly link: string
  readonly uitdaging: string
}

/** What of an account may change. */
export type AccountNaar = Partial<
  Pick<
    AccountRow,
    'adresMac' | 'naam' | 'staat' | 'sealed' | 'totpStap' | 'agbZorgverlener' | 'laatsteAgb'
  >
>

export interface SessieRow {
  readonly hash: string
  readonly soort: 'account' | 'meldcode'
  readonly nummer: Gebruikersnummer
  /** Empty: no organisation is acted for. */
  readonly agbCode: AgbCodeOrNone
  readonly createdAt: number
  readonly seenAt: number
  /** Whatever happens. */
  readonly endsAt: number
  readonly endedAt: number | null
  readonly codeAt: number | null
  /** The second factor of it; null: of a meldcode, or of before this was kept. */
  readonly kanaal: 'app' | 'sms' | null
  readonly beveiligdTot: number | null
  /** The private half of the account's key pair, under a key of the cookie. */
  readonly sleutel: Buffer | null
}

export type NewSessie = Omit<SessieRow, 'endedAt' | 'beveiligdTot' | 'sleutel'> &
  Partial<Pick<SessieRow, 'beveiligdTot' | 'sleutel'>>

/** A code that brings a sign-in to the host of a dienst, as it is stored. */
export interface DoorgangRow {
  /** SHA-256 of the code. */
  readonly hash: string
  /** Hash of the sign-in. */
  readonly sessie: string
  readonly host: string
  /** SHA-256 of the cookie of the browser that asked. */
  readonly staat: string
  /** The private half of the account's key pair, under a key of the code. */
  readonly sleutel: Buffer | null
  readonly validUntil: number
}

/** The cookie of a sign-in on the host of a dienst. */
export type DienstSessieRow = Pick<DoorgangRow, 'hash' | 'sessie' | 'host' | 'sleutel'>

/** A key pair of an account, as it is stored. */
export interface SleutelpaarRow {
  readonly nummer: Gebruikersnummer
  /** RFC 7638. */
  readonly thumbprint: string
  /** JWK. */
  readonly publiek: string
  /** The private half, under a key of the password. */
  readonly prive: Buffer
  readonly createdAt: number
}

export interface UitdagingRow {
  readonly hash: string
  /** `bevestigen`: to prove again who one is, within a sign-in. */
  readonly doel: 'aanmelden' | 'inrichten' | 'bevestigen'
  readonly nummer: Gebruikersnummer | null
  readonly link: string | null
  readonly kanaal: 'app' | 'sms' | null
  readonly codeMac: string | null
  readonly sealed: Buffer
  readonly pogingen: number
  readonly verstuurd: number
  readonly sentAt: number | null
  readonly createdAt: number
  readonly validUntil: number
  readonly endedAt: number | null
}

export type NewUitdaging = Pick<
  UitdagingRow,
  'hash' | 'doel' | 'nummer' | 'link' | 'kanaal' | 'sealed' | 'createdAt' | 'validUntil'
>

/** A code that is on its way. */
export type SentCode = Pick<UitdagingRow, 'kanaal' | 'codeMac' | 'sentAt' | 'validUntil'>

export type LinkSoort =
  | 'e-mail-bewijs'
  | 'uitnodiging'
  | 'organisatielink'
  | 'organisatie-bevestiging'
  | 'wachtwoord'
  | 'e-mail-wijziging'
  | 'factor-herstel'

export interface LinkRow {
  /** UUID; the token is made of it. */
  readonly id: string
  readonly soort: LinkSoort
  readonly adresMac: string
  readonly agbCode: AgbCodeOrNone
  readonly dienst: string
  /** Of the account it is about; null: there is none yet. */
  readonly nummer: Gebruikersnummer | null
  readonly door: Doer
  /** Sealed with the id as associated data. */
  readonly sealed: Buffer
  readonly pogingen: number
  readonly createdAt: number
  readonly validUntil: number
  readonly usedAt: number | null
  readonly revokedAt: number | null
}

export type NewLink = Omit<LinkRow, 'pogingen' | 'usedAt' | 'revokedAt'>

/** How a change of an account came out: as it is after it, or not made because somebody else made one. */
export type AccountResult = AccountRow | 'verouderd'

export interface ToegangStore {
  account(nummer: Gebruikersnummer): Promise<AccountRow | undefined>
  accountOf(adresMacs: readonly string[]): Promise<AccountRow | undefined>
  /** Accounts with this number, or whose name contains a text that is none, whatever its case and accents; at most `limit`. */
  zoek(text: string, limit: number): Promise<readonly AccountRow[]>
  /**
   * Looks at all names, and makes what they are looked for by where another version of the program changed one: of at
   * most `atOnce` accounts. True: none is left.
   */
  werkNamenBij(atOnce: number): Promise<boolean>
  /** Makes an account by a link that is used up with it. False: the link is over, or the address has an account. */
  maakAccount(what: AccountByLink, audit: AuditOf<boolean>): Promise<boolean>
  /** Changes an account; `eindig` ends its sign-ins, all or all but one, and the links that would change it. */
  wijzig(
    what: {
      readonly nummer: Gebruikersnummer
      readonly version: number | undefined
      readonly at: number
      readonly naar: AccountNaar
      readonly eindig?: 'alle' | { readonly behalve: string }
      readonly link?: string
      readonly mails?: readonly NewAflevering[]
      /**
       * With another password, what becomes of its key pair: wrapped anew, or lost; `geen`: there was none, and nothing
       * is changed when there is one by now. Secured sessions end with it.
       */
      readonly paar?: Pick<SleutelpaarRow, 'thumbprint' | 'prive'> | 'verloren' | 'geen' | undefined
    },
    audit: AuditOf<AccountResult>,
  ): Promise<AccountResult>
  /** Notes that an app's step was taken; false: it was taken before. */
  neemStap(nummer: Gebruikersnummer, stap: number): Promise<boolean>
  /** Networks a successful sign-in came from since a moment. */
  bekendNetwerk(
    nummer: Gebruikersnummer,
    netwerkMacs: readonly string[],
    since: number,
  ): Promise<boolean>

  /** Begins a sign-in; false: what it comes of is over already. The attempt or sign-in it comes of ends, and the oldest above `hoogstens` of the same account. */
  begin(
    what: {
      readonly sessie: NewSessie
      readonly uitdaging?: string
      /** The sign-in it takes the place of. */
      readonly vervangt?: string
      readonly netwerkMac?: string
      readonly hoogstens: number
      /** The account it rests on, as it was read; false when it was changed meanwhile. */
      readonly version?: number
      /** A key pair that is made with it; false when there is one already. */
      readonly paar?: SleutelpaarRow | undefined
    },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  sessie(hash: string): Promise<SessieRow | undefined>
  /** Those of an account that are not over. */
  sessies(nummer: Gebruikersnummer, at: number): Promise<readonly SessieRow[]>
  gezien(hash: string, at: number): Promise<void>
  geefDoor(row: DoorgangRow): Promise<void>
  /** A code that was not used. */
  doorgang(hash: string): Promise<DoorgangRow | undefined>
  /** Uses a code up for a cookie; false: it is over, or was used. */
  gaDoor(
    what: { readonly doorgang: string; readonly at: number; readonly sessie: DienstSessieRow },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** The sign-in of a cookie on the host of a dienst, with what that cookie opens. */
  sessieOfDienst(hash: string, host: string): Promise<SessieRow | undefined>
  /** The key pair of an account that its password opens. */
  sleutelpaar(nummer: Gebruikersnummer): Promise<SleutelpaarRow | undefined>
  /** Ends the secured session of a sign-in, which goes on. */
  sluit(hash: string, audit: AuditOf<boolean>): Promise<boolean>
  eindigSessie(
    what: { readonly hash: string; readonly nummer: Gebruikersnummer; readonly at: number },
    audit: AuditOf<boolean>,
  ): Promise<boolean>

  nieuweUitdaging(row: NewUitdaging): Promise<void>
  uitdaging(hash: string): Promise<UitdagingRow | undefined>
  /** The one of a link that is not over: of a link there is one. */
  uitdagingVan(link: string): Promise<UitdagingRow | undefined>
  /** Counts a try at its code. Gives the row as it is after it. */
  poging(hash: string): Promise<UitdagingRow | undefined>
  verstuur(hash: string, code: SentCode): Promise<void>
  vulIn(hash: string, sealed: Buffer, nummer?: Gebruikersnummer): Promise<void>
  eindigUitdaging(hash: string, at: number): Promise<void>

  /** A new link with its mails; `vervangt` ends the live ones for the same. */
  nieuweLink(
    row: NewLink,
    what: { readonly mails: readonly NewAflevering[]; readonly vervangt: boolean },
  ): Promise<void>
  link(id: string): Promise<LinkRow | undefined>
  /** Counts a try at the code of a link. Gives how many there were, with this one. */
  linkPoging(id: string): Promise<number>
  /** Uses a link up; false: it was. */
  gebruikLink(id: string, at: number): Promise<boolean>
  trekLinkIn(id: string, at: number): Promise<void>
  /** Queues mails by themselves. */
  mail(mails: readonly NewAflevering[]): Promise<void>

  /** Takes from each window, or from none: gives the longest wait in milliseconds, 0 when all had room. */
  neem(takes: readonly Take[]): Promise<number>
  /** Gives back what was taken. */
  geefTerug(keys: readonly string[]): Promise<void>
  /** Removes what has been over since before a moment; gives how many rows. */
  ruimOp(before: number): Promise<number>
}
