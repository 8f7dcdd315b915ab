/** The one person an instroom is for, where its dienst says that a message names one (contract part two, 14). */
import type { Identity } from '../identity/identity.ts'
import { findHouder } from '../decision/policy.ts'
import { grantedFor } from '../decision/granted.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { InstroomRow } from '../store/store.ts'
import type { AllowedInstroom } from '../http/judge/allow.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Expected } from './read.ts'

/** The employee that a message must name, where the dienst asks for one: an account that holds something of it now. */
export function medewerkerOf(
  { toegang }: Pick<Gateway, 'toegang'>,
  { instroom: { persoon }, instantie, policy, dienst, judged }: AllowedInstroom,
): Pick<Expected, 'medewerker'> {
  if (persoon === undefined) return {}
  const isHolder = async (gebruikersnummer: string): Promise<boolean> => {
    const houder = findHouder(policy, instantie, { soort: 'account', gebruikersnummer })
    if (houder === undefined || houder.geblokkeerd) return false
    // An organisation has members of several diensten.
    if (grantedFor(houder, dienst, instantie, judged.question.today).size === 0) return false
    if (policy.blokkades.gebruikersnummers.has(houder.gebruikersnummer)) return false
    const account = await toegang.store.account(houder.gebruikersnummer)
    return account !== undefined && account.staat !== 'geblokkeerd'
  }
  return { medewerker: { path: persoon, isHolder } }
}

/** Whether an instroom is not for who asks. Where a person must be named and none is, it is for nobody. */
export function isForAnother(
  { medewerker }: Pick<InstroomRow, 'medewerker'>,
  { soort, gebruikersnummer }: Pick<Identity, 'soort' | 'gebruikersnummer'>,
  { instroom }: Pick<Dienst, 'instroom'>,
): boolean {
  if (medewerker === null) return instroom?.persoon !== undefined
  return soort !== 'account' || medewerker !== gebruikersnummer
}
