/**
 * Handing the participants of one member over to another, as the rest of the gateway sees it (contract part two, 10
 * and 15): asked for by a member, ordered by the service desk. Times are milliseconds since the epoch.
 */
import type { AgbCode } from '../../identity/agb-code.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { NewAflevering } from '../aflevering.ts'
import type { Doer } from '../doer.ts'
import type { AuditOf } from '../store.ts'

export interface OverdrachtRow {
  /** UUID: also of the delivery of the order. */
  readonly id: string
  readonly agbCode: AgbCode
  readonly dienst: string
  /** The account, and its personal AGB-code. */
  readonly van: Gebruikersnummer
  readonly vanAgb: AgbCode
  readonly naar: Gebruikersnummer
  readonly naarAgb: AgbCode
  readonly door: Doer
  readonly createdAt: number
  /** Null: it waits for the service desk. */
  readonly orderedAt: number | null
}

export type NewOverdracht = Omit<OverdrachtRow, 'orderedAt'>

export interface OverdrachtStore {
  /** Asks for one. `bestaat`: the same waits already; `vol`: too many of this organisation wait. */
  vraag(
    what: {
      readonly row: NewOverdracht
      readonly hoogstens: number
      readonly mails: readonly NewAflevering[]
    },
    audit: AuditOf<'gevraagd' | 'bestaat' | 'vol'>,
  ): Promise<'gevraagd' | 'bestaat' | 'vol'>
  /** Those that wait, oldest first. */
  open(limit: number): Promise<readonly OverdrachtRow[]>
  find(id: string): Promise<OverdrachtRow | undefined>
  /** Orders it: what waits for the same is ordered with it. False: it was ordered already. */
  draagOp(
    what: { readonly row: NewOverdracht; readonly aflevering: NewAflevering },
    audit: AuditOf<boolean>,
  ): Promise<boolean>
}
