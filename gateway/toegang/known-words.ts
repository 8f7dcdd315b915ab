/** What others know of who chooses a password, beside name and address: the diensten, and the own organisations. */
import { agbInKey } from '../decision/overlay-key.ts'
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import { findInstantie } from '../decision/policy.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Owner } from './proof.ts'

/** All of it, of who has an account. */
export const knownOfOwner = (
  gateway: Pick<Gateway, 'policies'>,
  { account, gegevens }: Owner,
): readonly string[] => [account.naam, gegevens.email, ...knownWords(gateway, account)]

interface Whose {
  /** Of the account; null: it is being made. */
  readonly nummer: string | null
  /** The organisation that invited; undefined or empty: none. */
  readonly agbCode?: AgbCodeOrNone | undefined
}

export function knownWords(
  { policies }: Pick<Gateway, 'policies'>,
  { nummer, agbCode = '' }: Whose,
): readonly string[] {
  const { policy } = policies.current()
  const diensten = [...policy.diensten.values()].filter(({ toegang }) => toegang !== undefined)
  const own = [...(policy.overlay.leden ?? [])].flatMap(([key, { gebruikersnummer }]) =>
    gebruikersnummer === nummer ? [agbInKey(key)] : [],
  )
  return [
    ...diensten.flatMap(({ naam, titel }) => [naam, titel]),
    ...[...own, agbCode].flatMap((code) => findInstantie(policy, code)?.naam ?? []),
  ]
}
