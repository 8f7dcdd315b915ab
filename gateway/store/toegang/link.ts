/** Links in mails, as the rest of the gateway sees them. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCodeOrNone } from '../../identity/agb-code.ts'
import type { Doer } from '../doer.ts'
import type { NewAflevering } from '../aflevering.ts'

export type LinkSoort =
  | 'e-mail-bewijs'
  | 'uitnodiging'
  | 'organisatielink'
  | 'organisatie-bevestiging'
  | 'wachtwoord'
  | 'e-mail-wijziging'
  | 'factor-herstel'

export interface LinkRow {
  /** UUID; the token is made of it. */
  readonly id: string
  readonly soort: LinkSoort
  readonly adresMac: string
  readonly agbCode: AgbCodeOrNone
  readonly dienst: string
  /** Of the account it is about; null: there is none yet. */
  readonly nummer: Gebruikersnummer | null
  readonly door: Doer
  /** Sealed with the id as associated data. */
  readonly sealed: Buffer
  readonly pogingen: number
  readonly createdAt: number
  readonly validUntil: number
  readonly usedAt: number | null
  readonly revokedAt: number | null
}

export type NewLink = Omit<LinkRow, 'pogingen' | 'usedAt' | 'revokedAt'>

export interface LinkStore {
  /** A new link with its mails; `vervangt` ends the live ones for the same. */
  nieuweLink(
    row: NewLink,
    what: { readonly mails: readonly NewAflevering[]; readonly vervangt: boolean },
  ): Promise<void>
  link(id: string): Promise<LinkRow | undefined>
  /** Counts a try at the code of a link. Gives how many there were, with this one. */
  linkPoging(id: string): Promise<number>
  /** Uses a link up; false: it was. */
  gebruikLink(id: string, at: number): Promise<boolean>
  trekLinkIn(id: string, at: number): Promise<void>
  /** Queues mails by themselves. */
  mail(mails: readonly NewAflevering[]): Promise<void>
  /** Removes what has been over since before a moment; gives how many rows. */
  ruimOp(before: number): Promise<number>
}
