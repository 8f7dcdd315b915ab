/** The life of an instroom (contract 5.1), as pure rules over its row and a moment. */
import type { Code } from '../errors.ts'

/** What the rules look at; a row of the store has it. Times are milliseconds since the epoch. */
export interface Life {
  readonly validUntil: number
  readonly withdrawnAt: number | null
  readonly openedBy: string | null
  readonly openedAt: number | null
}

/** What the status request and the answers call it. */
export type InstroomState = 'klaargezet' | 'geopend' | 'ingetrokken' | 'verlopen'

/** The state at a moment: withdrawn wins, then opened (also after its time), then expired. */
export function stateOf(row: Life, at: number): InstroomState {
  if (row.withdrawnAt !== null) return 'ingetrokken'
  if (row.openedAt !== null) return 'geopend'
  return at < row.validUntil ? 'klaargezet' : 'verlopen'
}

/** Why a post under a referentie that is already there is refused; undefined: answer as before (200). */
export function refusalOfRepeat(row: Life, sameContent: boolean, at: number): Code | undefined {
  const state = stateOf(row, at)
  return sameContent && (state === 'klaargezet' || state === 'geopend') ? undefined : 'SL311'
}

/** Why an instroom cannot be withdrawn; undefined: it can, or already was. */
export function refusalOfWithdrawal(row: Life, at: number): Code | undefined {
  const state = stateOf(row, at)
  if (state === 'geopend') return 'SL312'
  return state === 'verlopen' ? 'SL402' : undefined
}

/**
 * Why a person of the practice cannot open it; undefined: he can, or already did. `posterMay`: whether the
 * systeemcertificaat that posted it would still be let in.
 */
export function refusalOfOpening(
  row: Life,
  gebruikersnummer: string,
  at: number,
  posterMay: boolean,
): Code | undefined {
  const state = stateOf(row, at)
  if (state === 'ingetrokken') return 'SL405'
  if (state === 'verlopen') return 'SL402'
  if (!posterMay) return 'SL407'
  return state === 'geopend' && row.openedBy !== gebruikersnummer ? 'SL404' : undefined
}
