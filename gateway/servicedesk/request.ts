/** A request on record, for who calls about it: what happened, what became of it, and how it would be decided now. */
import { contactpersonenOf, findInstantie, isContactpersoon } from '../decision/policy.ts'
import type { Instantie } from '../decision/instantie.ts'
import type { Policy } from '../decision/policy.ts'
import { dutchToday } from '../base/today.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { stateOf } from '../instroom/life.ts'
import type { Named } from '../pages/frame.ts'
import type { AdviceFacts } from '../pages/advice.ts'
import { askerOf } from '../workbench/recorded-row.ts'
import { explainAgain } from '../workbench/explain.ts'
import type { Explanation } from '../workbench/explain.ts'
import { requestPage } from './pages/request-page.tsx'
import { namedIn } from './practice.ts'
import { actOf } from './refusals.ts'
import type { RecordedAct } from './refusals.ts'
import { searchedMs, verzoekIn } from './rules.ts'

/** `GET /servicedesk/verzoek/:verzoek`. */
export async function showRequest(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const verzoek = verzoekIn(visit.params['verzoek'] ?? '')
  if (verzoek === undefined) return { barred: 'SL512' }
  const { policy, at } = allowed
  const rows = await gateway.servicedesk.ofRequest(verzoek, at - searchedMs)
  const acts = rows.map((row) => actOf(row, policy)).reverse()
  const act = acts.find(({ row }) => row !== undefined && askerOf(row) !== undefined) ?? acts[0]
  const told = act && (await requestFacts(gateway, allowed, act))
  return {
    answer: page(requestPage(frameOf(gateway, visit), { verzoek, told })),
    told: { object: { soort: 'verzoek', id: verzoek } },
  }
}

async function requestFacts(gateway: Gateway, allowed: AllowedDienst, act: RecordedAct) {
  const { policy, at } = allowed
  const instantie = findInstantie(policy, act.wie?.agbCode ?? '')
  return {
    act,
    praktijk: instantie && { agbCode: instantie.agbCode, naam: instantie.naam },
    contactpersonen: instantie === undefined ? [] : contactsOf(policy, instantie),
    nu: explainedNow(allowed, act),
    facts: factsOf(policy, instantie, act, at),
    instroom: await instroomOf(gateway, allowed, act),
  }
}

const contactsOf = (policy: Policy, instantie: Instantie): readonly Named[] =>
  contactpersonenOf(policy, instantie).map((one) => namedIn(policy, instantie, one))

/** What became of the instroom it was about. Of a link of another practice nothing is told. */
async function instroomOf(
  { store }: Gateway,
  { policy, at }: AllowedDienst,
  { instroom, wie }: RecordedAct,
) {
  const row = instroom === undefined ? undefined : await store.instromen.find(instroom)
  if (row === undefined || row.agbCode !== wie?.agbCode) return undefined
  const { openedBy } = row
  const instantie = findInstantie(policy, row.agbCode)
  const door = openedBy === null ? undefined : namedIn(policy, instantie, openedBy)
  return { toestand: stateOf(row, at), door }
}

/** The same question under what holds now. */
function explainedNow(
  { judged, at }: AllowedDienst,
  { row }: RecordedAct,
): Explanation | undefined {
  const asker = row && askerOf(row)
  return asker && explainAgain(judged.set, { ...asker, at, today: dutchToday(at) })
}

const factsOf = (
  policy: Policy,
  instantie: Instantie | undefined,
  { wie, dienst, autorisatie, zonderCertificaat }: RecordedAct,
  at: number,
): AdviceFacts => ({
  isContactpersoon: isContactpersoon(policy, instantie, wie),
  zonderCertificaat,
  gebruikersnummer: wie?.gebruikersnummer,
  instantie,
  dienst,
  autorisatie,
  today: dutchToday(at),
})
