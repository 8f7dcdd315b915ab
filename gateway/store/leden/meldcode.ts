/**
 * Meldcodes of an organisation, as the rest of the gateway sees them. Times are milliseconds since the epoch. Every
 * change but `used` has its audit row in the same transaction.
 */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { Doer } from '../doer.ts'
import type { AuditOf } from '../store.ts'

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
