import type { AuditOf } from '../store.ts'
import type { SessieRow } from './sessie.ts'
/** What brings a sign-in to the host of a dienst, as the rest of the gateway sees it. */

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

export interface DoorgangStore {
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
}
