/** Who may register a koppeling, and how it stands with the organisation. */
import { findInstantie } from '../decision/policy.ts'
import { houdersOf } from '../gebruikersbeheer/practice/practice.ts'
import { overlaidPractice } from '../gebruikersbeheer/practice/overlay.ts'
import type { AllowedSignIn, Barred } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { grantable } from '../leden/manage.ts'
import { enter } from '../leden/managing.ts'
import type { Managing } from '../leden/managing.ts'
import { koppelRecht } from './rules.ts'
import type { KoppelingStanding } from './rules.ts'

export interface Koppeling {
  readonly allowed: AllowedSignIn
  readonly managing: Managing
  readonly recht: string
}

/** A manager who may grant what delivering asks; what was changed up to now is in force first. */
export async function enterKoppeling(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Koppeling | Barred> {
  const managing = await enter(gateway, visit, allowed)
  if ('barred' in managing) return managing
  const recht = koppelRecht(managing.dienst)
  if (recht === undefined) return { barred: 'SL512' }
  if (!grantable(managing.dienst, managing.self.rollen).has(recht)) return { barred: 'SL209' }
  await gateway.beheer.refresh()
  return { allowed, managing, recht }
}

/** As of now: what `allowed` was decided on. Undefined: the organisation is none any more. */
export function standingOf(
  gateway: Gateway,
  { allowed, managing, recht }: Koppeling,
): (KoppelingStanding & { readonly version: number; readonly isOfFiles: boolean }) | undefined {
  const { policy } = allowed
  const instantie = findInstantie(policy, managing.agbCode)
  if (instantie === undefined) return undefined
  return {
    dienst: managing.dienst,
    recht,
    systemen: [...houdersOf(policy, instantie).values()].filter(({ soort }) => soort === 'systeem'),
    most: gateway.policies.current().beleid.systeemcertificatenPerAgb,
    version: overlaidPractice(policy, managing.agbCode).version,
    isOfFiles: instantie.beheer === 'bestand',
  }
}

/** The same where a contact person may change it; the operator alone changes what is in the files. */
export function changeable(gateway: Gateway, koppeling: Koppeling): ReturnType<typeof standingOf> {
  const standing = standingOf(gateway, koppeling)
  return standing?.isOfFiles === true ? undefined : standing
}
