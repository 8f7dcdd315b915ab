/** The pages of the service desk that only show: the search, a practice, a holder, a request, the texts. */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { parseAgbCode, type AgbCode } from '../identity/agb-code.ts'
import { findHouder, isContactpersoon } from '../decision/policy.ts'
import { beheerTexts } from '../gebruikersbeheer/pages/beheer-texts.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { isAccountNumber, isReservedNumber } from '../account/numbers.ts'
import { explainAccountNow } from './now-account.ts'
import { explainNow } from './now.ts'
import { deskTexts } from './pages/desk-texts.ts'
import type { HolderNow } from './now.ts'
import type { HolderView } from './pages/holder-page.tsx'
import { holderPage } from './pages/holder-page.tsx'
import { practicePage } from './pages/practice-page.tsx'
import { toegangTexts } from './pages/toegang-texts.ts'
import { textsPage } from './pages/request-page.tsx'
import { deskPractice, isLockedOut } from './practice.ts'
import type { DeskPractice } from './practice.ts'
import { actOf } from './refusals.ts'
import type { RecordedAct } from './refusals.ts'
import { searchedMs } from './rules.ts'

const mostRefusals = 20

/** `GET /servicedesk/teksten`. */
export const showTexts = (gateway: Gateway, visit: Visit): Outcome => ({
  answer: page(textsPage(frameOf(gateway, visit))),
})

/** `GET /servicedesk/praktijk/:agbCode`. */
export async function showPractice(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const { policy, at } = allowed
  const practice = await deskPractice(gateway, allowed, visit.params['agbCode'] ?? '')
  if (practice === undefined) return { barred: 'SL512' }
  const { instantie } = practice
  const { agbCode } = instantie
  const waiting = await gateway.servicedesk.waiting(at)
  const html = practicePage(frameOf(gateway, visit), {
    ...practice,
    diensten: [...instantie.diensten].map((naam) => policy.diensten.get(naam)?.titel ?? naam),
    refusals: await refusalsOf(gateway, allowed, { agbCode }),
    lockedOut: isLockedOut(practice),
    voorstel: waiting.find((one) => one.agbCode === agbCode)?.id,
  })
  return { answer: page(html), told: { object: { soort: 'instantie', id: agbCode } } }
}

async function refusalsOf(
  { servicedesk }: Gateway,
  { policy, at }: AllowedDienst,
  who: { readonly agbCode: AgbCode; readonly gebruikersnummer?: Gebruikersnummer },
): Promise<readonly RecordedAct[]> {
  const rows = await servicedesk.refusals({ ...who, since: at - searchedMs, limit: mostRefusals })
  return rows.map((row) => actOf(row, policy))
}

type DeskHolder = HolderNow | (Omit<HolderNow, 'soort'> & { readonly soort: 'account' })

/** Who an address names; undefined: it can name nobody. An account is one, whatever the address calls it. */
function holderIn({ params }: Visit): DeskHolder | undefined {
  const agbCode = parseAgbCode(params['agbCode'] ?? '')
  const gebruikersnummer = parseGebruikersnummer(params['gebruikersnummer'] ?? '')
  if (agbCode === undefined || gebruikersnummer === undefined) return undefined
  if (isAccountNumber(gebruikersnummer)) return { agbCode, soort: 'account', gebruikersnummer }
  const { soort } = params
  if (isReservedNumber(gebruikersnummer)) return undefined
  if (soort !== 'persoonlijk' && soort !== 'systeem') return undefined
  return { agbCode, soort, gebruikersnummer }
}

/** `GET /servicedesk/praktijk/:agbCode/:soort/:gebruikersnummer`. */
export async function showHolder(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const who = holderIn(visit)
  if (who === undefined) return { barred: 'SL512' }
  const about = who.soort === 'persoonlijk' ? [who.gebruikersnummer] : []
  const practice = await deskPractice(gateway, allowed, who.agbCode, about)
  if (practice === undefined) return { barred: 'SL512' }
  const seen = await seenNow(gateway, allowed, who)
  if (seen === undefined) return { barred: 'SL512' }
  const html = holderPage(frameOf(gateway, visit), {
    ...{ ...holderFacts(allowed, practice, who), ...seen },
    refusals: await refusalsOf(gateway, allowed, who),
  })
  return { answer: page(html), told: { object: { soort: 'houder', id: who.gebruikersnummer } } }
}

/** What is decided about him now; undefined: there is no such account. */
async function seenNow(
  gateway: Gateway,
  allowed: AllowedDienst,
  who: DeskHolder,
): Promise<(Pick<HolderView, 'now'> & Partial<HolderView>) | undefined> {
  if (who.soort !== 'account') return { now: await explainNow(gateway, allowed, who) }
  const account = await gateway.toegang.store.account(who.gebruikersnummer)
  return (
    account && {
      now: explainAccountNow(gateway, allowed, who, account),
      status: toegangTexts.accountStaten[account.staat],
    }
  )
}

function holderFacts(
  { policy }: AllowedDienst,
  { instantie, others: [standing] }: DeskPractice,
  who: DeskHolder,
): Pick<HolderView, 'houder' | 'praktijk' | 'isContactpersoon' | 'status'> {
  const houder = findHouder(policy, instantie, who)
  const status = standing && beheerTexts.statuses[standing.status]
  return {
    houder: { ...who, naam: houder?.naam ?? standing?.naam },
    praktijk: instantie,
    isContactpersoon: isContactpersoon(policy, instantie, who),
    status: houder === undefined ? deskTexts.notInList : status,
  }
}
