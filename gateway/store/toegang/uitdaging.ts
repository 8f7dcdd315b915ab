/** Attempts at a sign-in or a set-up, as the rest of the gateway sees them: each waits for its code. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'

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

export interface UitdagingStore {
  nieuweUitdaging(row: NewUitdaging): Promise<void>
  uitdaging(hash: string): Promise<UitdagingRow | undefined>
  /** The one of a link that is not over: of a link there is one. */
  uitdagingVan(link: string): Promise<UitdagingRow | undefined>
  /** Counts a try at its code. Gives the row as it is after it. */
  poging(hash: string): Promise<UitdagingRow | undefined>
  verstuur(hash: string, code: SentCode): Promise<void>
  vulIn(hash: string, sealed: Buffer, nummer?: Gebruikersnummer): Promise<void>
  eindigUitdaging(hash: string, at: number): Promise<void>
}
