/**
 * Members of a dienst at an organisation and who is invited, as the rest of the gateway sees them. Times are
 * milliseconds since the epoch. Every change has its audit row, and the mails it sends, in the same transaction.
 */
import type { Gebruikersnummer, NotedNumber } from '../../identity/gebruikersnummer.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { NewAflevering } from '../aflevering.ts'
import type { Doer } from '../doer.ts'
import type { AccountByLink } from '../toegang/account.ts'
import type { NewLink } from '../toegang/link.ts'
import type { AuditOf } from '../store.ts'
import type { LidRow, LidChange, LidResult, NewLid } from './lid.ts'

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
