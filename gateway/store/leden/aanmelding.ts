/**
 * Organisations that register themselves for a dienst, as the rest of the gateway sees them. Times are milliseconds
 * since the epoch. Every change has its audit row, and the mails it sends, in the same transaction.
 */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { NewAflevering } from '../aflevering.ts'
import type { NewLink } from '../toegang/link.ts'
import type { AuditOf } from '../store.ts'

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
