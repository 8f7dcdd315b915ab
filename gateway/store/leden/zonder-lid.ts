/** Accounts that belong to no organisation, as the rest of the gateway sees them. Times are milliseconds since the epoch. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { NewAflevering } from '../aflevering.ts'
import type { Doer } from '../doer.ts'
import type { AuditOf } from '../store.ts'
import type { AccountRow } from '../toegang/account.ts'

/** Since when an account must have belonged to none, and the moment it is looked at. */
export interface ZonderLid {
  readonly since: number
  readonly at: number
}

export interface ZonderLidStore {
  /** Those that were not told yet, oldest first. */
  nieuw(what: ZonderLid, limit: number): Promise<readonly AccountRow[]>
  /** Tells one. False: another process did, or it belongs to an organisation meanwhile. */
  waarschuw(
    what: ZonderLid & { readonly nummer: Gebruikersnummer; readonly mail: NewAflevering },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** Numbers of those that were told at or before a moment, and belonged to none all that time. */
  verlopen(
    what: ZonderLid & { readonly told: number },
    limit: number,
  ): Promise<readonly Gebruikersnummer[]>
  /** Removes one. False: another process did, or it belongs to an organisation meanwhile. */
  verwijder(
    what: ZonderLid & { readonly nummer: Gebruikersnummer; readonly door: Doer },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
}
