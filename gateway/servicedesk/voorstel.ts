/** What proposing and confirming a contact person have in common. */
import { beheerTexts } from '../gebruikersbeheer/pages/beheer-texts.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import type { Remarks } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { guardOf } from '../http/form/own-form.ts'
import type { PersonValue } from '../store/beheer.ts'
import type { DeskPerson, NewVoorstel, Voorstel } from '../store/servicedesk.ts'
import { voorstelTexts } from './pages/desk-texts.ts'
import { isLockedOut } from './practice.ts'
import type { DeskPractice, PersonStanding } from './practice.ts'

const { problems: wrong } = voorstelTexts

/** Nothing is written: the row says it was looked at. */
export const deskLooked = { gebeurtenis: 'servicedesk-bekijken', actie: 'R' } as const

export const deskGuard = (gateway: Gateway, allowed: AllowedDienst) =>
  guardOf(gateway, allowed, { purpose: 'servicedesk', versie: '' })

export const personOf = ({ gebruikersnummer, naam }: PersonStanding): PersonValue => ({
  gebruikersnummer,
  naam: naam ?? null,
})

/** Why nobody, or not this one, can be given to the practice; the same when it is proposed and confirmed. */
export function candidateProblem(
  { identity }: AllowedDienst,
  practice: DeskPractice,
): string | undefined {
  const [candidate] = practice.others
  if (practice.instantie.beheer === 'bestand') return wrong.bestand
  if (!isLockedOut(practice)) return wrong.nietOpgesloten
  if (candidate === undefined || candidate.status === 'wacht') return wrong.nooit
  if (candidate.gebruikersnummer === identity.gebruikersnummer) return wrong.zelf
  return candidate.kan ? undefined : wrong.kanNiet(beheerTexts.statuses[candidate.status])
}

/** Who of the service desk asks. */
export const deskPerson = ({ identity, leaf }: AllowedDienst): DeskPerson => ({
  gebruikersnummer: identity.gebruikersnummer,
  naam: identity.naam ?? null,
  agbCode: identity.agbCode,
  certificaat: leaf.fingerprint,
})

/** For the audit row of what is done with a proposal. */
export const aboutIt = ({
  agbCode,
  persoon,
}: Pick<NewVoorstel, 'agbCode' | 'persoon'>): Remarks => ({
  object: { soort: 'houder', id: persoon.gebruikersnummer },
  toelichting: `contactpersoon van ${agbCode}`,
})

/** What was done, and why: numbers and fixed words only. */
export const voorstelReason = (
  what: string,
  { id, agbCode, reden, kenmerk, door }: NewVoorstel | Voorstel,
): string =>
  `contactpersoon van ${agbCode} ${what}; voorstel ${id} van ${door.gebruikersnummer}; reden: ${reden}; melding: ${kenmerk}`
