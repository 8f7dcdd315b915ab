/**
 * A member of a dienst at an organisation: as it is stored, as decisions see it, and as it changes. Times are
 * milliseconds since the epoch.
 */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { NewAflevering } from '../aflevering.ts'
import type { Doer } from '../doer.ts'

/** A member of a dienst at an organisation, as it is stored. */
export interface LidRow {
  readonly agbCode: AgbCode
  readonly dienst: string
  /** Of the account. */
  readonly nummer: Gebruikersnummer
  readonly naam: string
  readonly staat: string
  readonly rollen: readonly string[]
  readonly machtigingen: readonly string[]
  /** `aanmelding`, `uitnodiging` or `link`. */
  readonly via: string
  readonly door: Doer
  readonly createdAt: number
  readonly changedAt: number
  readonly version: number
}

/** What decisions rest on of a member. */
export type LidInForce = Pick<
  LidRow,
  'agbCode' | 'dienst' | 'nummer' | 'naam' | 'staat' | 'rollen' | 'machtigingen'
>

/** What a member becomes. */
export type LidNaar = Pick<LidRow, 'staat' | 'rollen' | 'machtigingen'>

/** A change of one member, judged on all members as they are in the transaction. */
export interface LidChange<R> extends Pick<LidRow, 'agbCode' | 'dienst' | 'nummer'> {
  /** The version it was made on; undefined: on whatever it is. */
  readonly version: number | undefined
  readonly at: number
  readonly door: Doer
  /** What he becomes, or why not. Pure: it may be asked again. */
  readonly judge: (leden: readonly LidRow[]) => { readonly naar: LidNaar } | { readonly fout: R }
  readonly mails?: readonly NewAflevering[]
}

/** `verouderd`: somebody else changed it first; `geen`: there is no such member. */
export type LidResult<R> =
  | { readonly kind: 'opgeslagen'; readonly van: LidRow; readonly row: LidRow }
  | { readonly kind: 'verouderd' | 'geen' }
  | { readonly kind: 'fout'; readonly fout: R }

/** Somebody who comes in: by an invitation that he accepts, or by the link. */
export interface NewLid extends Pick<
  LidRow,
  'agbCode' | 'dienst' | 'nummer' | 'naam' | 'staat' | 'rollen' | 'via' | 'door'
> {
  readonly at: number
  /** The invitation that is used up by it. */
  readonly uitnodiging?: string
  /** The link that is used up by it: nobody comes in by one that was used or replaced meanwhile. */
  readonly link?: string
  readonly mails?: readonly NewAflevering[]
}
