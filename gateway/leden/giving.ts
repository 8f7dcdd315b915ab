/** When a machtiging may be given (contract part two, 12). */
import { securedUntil } from '../decision/judge-aanmelding.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { LidNaar } from '../store/leden/lid.ts'
import type { Managing } from './managing.ts'

/** How long after a code was entered it counts as just entered. */
const freshMs = 5 * 60_000

/** Whether who asks just showed a code, or is in a secured session: only then he gives a machtiging. */
export async function isFresh(
  { toegang }: Gateway,
  { allowed, dienst }: Managing,
): Promise<boolean> {
  if (allowed.at < (securedUntil(allowed.aanmelding, dienst) ?? 0)) return true
  const sessie = await toegang.store.sessie(allowed.aanmelding.sessie)
  return allowed.at - (sessie?.codeAt ?? -Infinity) <= freshMs
}

/** Whether this lets him have a machtiging that he has not in force now: of who is stopped none is. */
export const gives = (van: LidNaar, naar: LidNaar): boolean =>
  naar.machtigingen.some((naam) => !van.machtigingen.includes(naam)) ||
  (naar.machtigingen.length > 0 && naar.staat === 'actief' && van.staat !== 'actief')
