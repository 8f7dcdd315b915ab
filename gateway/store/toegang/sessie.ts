/** Sign-ins, as the rest of the gateway sees them. A change on record has its audit row in the same transaction. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCodeOrNone } from '../../identity/agb-code.ts'
import type { AuditOf } from '../store.ts'
import type { SleutelpaarRow } from './sleutelpaar.ts'

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

export interface SessieStore {
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
  eindigSessie(
    what: { readonly hash: string; readonly nummer: Gebruikersnummer; readonly at: number },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** Ends the secured session of a sign-in, which goes on. */
  sluit(hash: string, audit: AuditOf<boolean>): Promise<boolean>
}
