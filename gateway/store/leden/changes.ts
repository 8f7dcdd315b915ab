/** What changed of organisations, members and meldcodes, as it is put in force. */
import type { AgbCode } from '../../identity/agb-code.ts'
import type { LidInForce } from './lid.ts'
import type { MeldcodeRow } from './meldcode.ts'

/** An active aanmelding, with what the register says of its code now. */
export interface ActieveAanmelding {
  readonly agbCode: AgbCode
  readonly dienst: string
  readonly naam: string
  readonly soort: 'praktijk' | 'instelling' | 'zorgverlener'
  readonly activeAt: number
  /** ISO date, inclusive; null: none, or the code is not in the register that was imported. */
  readonly einde: string | null
}

/** What changed, and what to ask with the next time. */
export interface LedenChanges {
  readonly mark: LedenMark
  readonly leden: readonly LidInForce[]
  readonly meldcodes: readonly MeldcodeRow[]
  readonly actief: ActiefChanges
}

/** The active ones of codes that changed; a code without rows has none any more. */
export interface ActiefChanges {
  /** Undefined: of all codes. */
  readonly codes: readonly AgbCode[] | undefined
  readonly rows: readonly ActieveAanmelding[]
}

/** Up to where changes were read. */
export interface LedenMark {
  readonly counter: number
  /** Of the register. */
  readonly version: string
}

export interface LedenFeed {
  /** What changed since; undefined: nothing. */
  changes(since: LedenMark): Promise<LedenChanges | undefined>
}
