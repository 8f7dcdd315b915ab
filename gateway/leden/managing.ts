/** Who manages the members of a dienst at an organisation, and what he sees of them (contract part two, 10 and 11). */
import { findInstantie } from '../decision/policy.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Policy } from '../decision/policy.ts'
import { type AgbCode, noOrganisation, parseAgbCode } from '../identity/agb-code.ts'
import type { AllowedSignIn, Barred } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { LidRow } from '../store/leden/lid.ts'
import { notAnAccount } from './asks.ts'
import { manages } from './manage.ts'
import type { RuledLid } from './manage.ts'

/** A dienst whose members are managed here. */
export type DienstMetLeden = Dienst & { readonly leden: NonNullable<Dienst['leden']> }

export interface Managing {
  readonly allowed: AllowedSignIn
  readonly agbCode: AgbCode
  readonly organisatie: string
  readonly dienst: DienstMetLeden
  readonly leden: readonly LidRow[]
  /** Who looks. */
  readonly self: LidRow
}

/** For the rules: as it is, with its state as one of those there are. */
export const ruled = (lid: LidRow): RuledLid => ({
  nummer: lid.nummer,
  rollen: lid.rollen,
  staat: lid.staat as RuledLid['staat'],
})

/**
 * What who is not a member is not told (SL401), and who may not manage is (SL209). Who acts for one organisation does
 * not reach another.
 */
export const enter = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Managing | Barred> => enterBy(gateway, visit, allowed, manages)

/** The same for every active member. */
export const enterAsMember = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Managing | Barred> => enterBy(gateway, visit, allowed, () => true)

async function enterBy(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  admits: typeof manages,
): Promise<Managing | Barred> {
  const other = notAnAccount(allowed)
  if (other !== undefined) return other
  const { policy, identity } = allowed
  const place = placeIn(visit, policy)
  if (place === undefined) return { barred: 'SL401' }
  const { agbCode, dienst } = place
  const leden = await gateway.organisaties.leden.leden(agbCode, dienst.naam)
  const self = leden.find(({ nummer }) => nummer === identity.gebruikersnummer)
  if (self === undefined) return { barred: 'SL401' }
  if (!isActive(place, self, identity.agbCode) || !admits(dienst, self.rollen))
    return { barred: 'SL209' }
  // Who acts for no organisation is not stopped by the block of one.
  if (policy.blokkades.agbCodes.has(agbCode)) return { barred: 'SL109' }
  const organisatie = findInstantie(policy, agbCode)?.naam ?? agbCode
  return { allowed, agbCode, organisatie, dienst, leden, self }
}

interface Place {
  readonly agbCode: AgbCode
  readonly dienst: DienstMetLeden
}

function placeIn({ params }: Visit, { diensten }: Policy): Place | undefined {
  const agbCode = parseAgbCode(params['agb'] ?? '')
  const dienst = diensten.get(params['dienst'] ?? '')
  if (agbCode === undefined || dienst === undefined || !hasLeden(dienst)) return undefined
  return { agbCode, dienst }
}

/** Who acts for one organisation does not reach another. */
const isActive = ({ agbCode }: Place, self: LidRow, actsFor: AgbCode): boolean =>
  [noOrganisation, agbCode].includes(actsFor) && self.staat === 'actief'

/** Whether a dienst has members. */
export const hasLeden = (dienst: Dienst): dienst is DienstMetLeden =>
  dienst.leden !== undefined && dienst.toegang?.has('account') === true
