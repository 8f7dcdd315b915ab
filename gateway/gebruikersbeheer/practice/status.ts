/** How a certificate holder stands, and whether a contact person can act. Pure. */
import type { Code } from '../../errors.ts'

/** How a holder stands. `niet-geregistreerd`: its certificate was seen, but nobody added it. */
export type HouderStatus =
  | 'actief'
  | 'wacht'
  | 'geblokkeerd'
  | 'geblokkeerd-door-beheerder'
  | 'niet-geregistreerd'
  | 'verlopen'
  | 'ingetrokken'
  | 'onbruikbaar'

/** What is known of a holder. */
export interface HouderStanding {
  readonly at: number
  /** By a contact person; undefined: it is not in the list. */
  readonly geblokkeerd: boolean | undefined
  readonly byOperator: boolean
  /** End of the certificate last seen, in milliseconds since the epoch; undefined: none was. */
  readonly validTo: number | undefined
}

export function statusOf({ at, geblokkeerd, byOperator, validTo }: HouderStanding): HouderStatus {
  if (byOperator) return 'geblokkeerd-door-beheerder'
  if (geblokkeerd === undefined) return 'niet-geregistreerd'
  if (geblokkeerd) return 'geblokkeerd'
  if (validTo === undefined) return 'wacht'
  return at < validTo ? 'actief' : 'verlopen'
}

/**
 * How a holder stands whose certificate was decided about as of now: `code` is why it is refused. An issuer that is
 * not known here (SL102) is known to the process that let the certificate in, so its dates have to do.
 */
export function statusByCode(status: HouderStatus, code: Code | null): HouderStatus {
  if (status !== 'actief' || code === null || code === 'SL102') return status
  return told[code] ?? 'onbruikbaar'
}

const told: Partial<Record<Code, HouderStatus>> = {
  SL103: 'verlopen',
  SL105: 'ingetrokken',
  SL109: 'geblokkeerd-door-beheerder',
}

/** Whether somebody can act: seen, valid now, blocked by nobody. */
export const canAct = (status: HouderStatus): boolean => status === 'actief'

/** Whether somebody may be chosen beside another: who was never seen may still come. */
export const mayBeChosen = (status: HouderStatus): boolean =>
  status === 'actief' || status === 'wacht' || status === 'niet-geregistreerd'
