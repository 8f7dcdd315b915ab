/** A proposal as it is at this moment, and its page. */
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { DeskPerson, Voorstel } from '../store/servicedesk.ts'
import { voorstelPage } from './pages/voorstel-page.tsx'
import type { VoorstelView } from './pages/voorstel-page.tsx'
import { deskPractice } from './practice.ts'
import type { DeskPractice } from './practice.ts'
import { deskPerson, deskGuard } from './voorstel.ts'

/** `GET /servicedesk/voorstel/:voorstel`. */
export async function showVoorstel(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const read = await readVoorstel(gateway, visit, allowed)
  if (read === undefined) return { barred: 'SL512' }
  const html = voorstelHtml(gateway, visit, allowed, read)
  return { answer: page(html), told: { object: voorstelObject(read.voorstel) } }
}

export interface ReadVoorstel {
  readonly voorstel: Voorstel
  /** Undefined: it is not connected any more. */
  readonly practice: DeskPractice | undefined
}

export const voorstelObject = ({ agbCode }: Voorstel) =>
  ({ soort: 'instantie', id: agbCode }) as const

export async function readVoorstel(
  gateway: Gateway,
  { params }: Visit,
  allowed: AllowedDienst,
): Promise<ReadVoorstel | undefined> {
  const voorstel = await gateway.servicedesk.find(params['voorstel'] ?? '')
  if (voorstel === undefined) return undefined
  const { agbCode, persoon } = voorstel
  const practice = await deskPractice(gateway, allowed, agbCode, [persoon.gebruikersnummer])
  return { voorstel, practice }
}

export const voorstelStaat = (
  { einde, geldigTot, door }: Voorstel,
  allowed: AllowedDienst,
): VoorstelView['staat'] => {
  if (einde !== undefined) return 'afgelopen'
  if (geldigTot <= allowed.at) return 'verlopen'
  return isSamePerson(door, deskPerson(allowed)) ? 'eigen' : 'wacht'
}

/** The same number, or the same certificate: no second person. */
const isSamePerson = (one: Voorstel['door'], other: DeskPerson): boolean =>
  one.gebruikersnummer === other.gebruikersnummer || one.certificaat === other.certificaat

export function voorstelHtml(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  { voorstel, practice, melding }: ReadVoorstel & { readonly melding?: string },
): string {
  const { agbCode, persoon } = voorstel
  const naam = persoon.naam ?? undefined
  return voorstelPage(frameOf(gateway, visit), {
    guard: deskGuard(gateway, allowed),
    voorstel,
    praktijk: { agbCode, naam: practice?.instantie.naam ?? agbCode },
    effect: { persoon: { ...persoon, naam }, weg: practice?.contactpersonen ?? [] },
    staat: voorstelStaat(voorstel, allowed),
    problems: melding === undefined ? [] : [{ veld: 'gebeld', melding }],
  })
}
