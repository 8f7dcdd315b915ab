/** For which organisation somebody acts after signing in: the only one, else the last, else none. */
import { agbInKey } from '../../decision/overlay-key.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { AccountRow } from '../../store/toegang/account.ts'

export function actsFor(
  { policies }: Gateway,
  { nummer, laatsteAgb }: Pick<AccountRow, 'nummer' | 'laatsteAgb'>,
): AgbCode | undefined {
  const own = [...(policies.current().policy.overlay.leden ?? [])].flatMap(([key, houder]) =>
    houder.soort === 'account' && houder.gebruikersnummer === nummer && !houder.geblokkeerd
      ? [agbInKey(key)]
      : [],
  )
  if (own.length === 1) return own[0]
  return own.find((agbCode) => agbCode === laatsteAgb)
}
