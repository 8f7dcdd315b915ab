/** Accounts, as the rest of the gateway sees them. A change has its audit row in the same transaction. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { NewAflevering } from '../aflevering.ts'
import type { AuditOf } from '../store.ts'
import type { SleutelpaarRow } from './sleutelpaar.ts'

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

/** How a change of an account came out: as it is after it, or not made because somebody else made one. */
export type AccountResult = AccountRow | 'verouderd'

export interface AccountStore {
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
}
