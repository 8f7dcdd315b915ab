/** The search of the service desk: by request number, gebruikersnummer, AGB-code, or a referentie typed exactly. */
import type { AgbCode } from '../identity/agb-code.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { InstroomRow } from '../store/store.ts'
import { findInstantie } from '../decision/policy.ts'
import type { Policy } from '../decision/policy.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Told, Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { withoutBsn } from '../http/record/recorded-path.ts'
import { stateOf } from '../instroom/life.ts'
import { holdersOf } from './holders.ts'
import { deskPaths, deskHouderPath, praktijkPath, verzoekPath } from './paths.ts'
import { deskTexts } from './pages/desk-texts.ts'
import { searchPage } from './pages/search-page.tsx'
import type { SearchFound, FoundInstroom, SearchView } from './pages/search-page.tsx'
import { namedIn } from './practice.ts'
import { readSearch } from './rules.ts'

/** `GET /servicedesk`. */
export const showSearch = async (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> => ({
  answer: page(
    await searched(gateway, visit, allowed, { typed: '', problems: [], found: undefined }),
  ),
})

async function searched(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  view: Pick<SearchView, 'typed' | 'problems' | 'found'>,
): Promise<string> {
  const { policy, at } = allowed
  const waiting = await gateway.servicedesk.waiting(at)
  return searchPage(frameOf(gateway, visit), {
    ...view,
    guard: guardOf(gateway, allowed, { purpose: 'servicedesk', versie: '' }),
    waiting: waiting.map(({ id, agbCode, persoon, geldigTot }) => ({
      id,
      praktijk: practiceName(policy, agbCode),
      persoon: { ...persoon, naam: persoon.naam ?? undefined },
      geldigTot,
    })),
  })
}

const practiceName = (policy: Policy, agbCode: AgbCode) => ({
  agbCode,
  naam: findInstantie(policy, agbCode)?.naam ?? deskTexts.onbekend,
})

/** `POST /servicedesk`: one thing found is gone to at once; what was typed never comes in an address. */
export async function search(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  form: FormValues,
): Promise<Outcome> {
  const typed = oneOf(form, 'zoek')
  const wanted = readSearch(typed)
  const show = async (view: Pick<SearchView, 'problems' | 'found'>, told: Told, status = 200) => ({
    answer: { ...page(await searched(gateway, visit, allowed, { ...view, typed })), status },
    told,
  })
  const here: Told = { object: { soort: 'pad', id: deskPaths.home } }
  if (wanted === undefined)
    return show(
      { problems: [{ veld: 'zoek', melding: deskTexts.empty }], found: undefined },
      here,
      422,
    )
  if (wanted.soort === 'verzoek')
    return {
      answer: seeOther(verzoekPath(wanted.verzoek)),
      told: { object: { soort: 'verzoek', id: wanted.verzoek } },
    }
  const found = await find(gateway, allowed, wanted)
  const told = { ...here, ...toldOf(found, wanted) }
  const only = onlyPlace(found)
  return only === undefined ? show({ problems: [], found }, told) : { answer: seeOther(only), told }
}

/** Where the one thing that was found is; instromen are shown with the search, as their referentie was typed. */
function onlyPlace({ praktijken, houders, instromen }: SearchFound): string | undefined {
  if (praktijken.length + houders.length !== 1 || instromen.length > 0) return undefined
  const [praktijk] = praktijken
  const [houder] = houders
  if (praktijk !== undefined) return praktijkPath(praktijk.agbCode)
  return houder && deskHouderPath(houder.praktijk.agbCode, houder.soort, houder.gebruikersnummer)
}

interface Text {
  readonly tekst: string
  readonly nummer: Gebruikersnummer | undefined
}

/** What was searched for: numbers, and of a referentie what it led to. Never what else somebody typed. */
function toldOf(found: SearchFound, { tekst, nummer }: Text): Told {
  const [instroom] = found.instromen
  if (instroom !== undefined) {
    const ids = found.instromen.map(({ id }) => id).join(' ')
    return {
      object: { soort: 'instroom', id: instroom.id },
      toelichting: `gezocht op referentie: ${ids}`,
    }
  }
  if (found.praktijken.length > 0) return { object: { soort: 'instantie', id: tekst } }
  if (found.houders.length > 0) return { object: { soort: 'houder', id: tekst } }
  return {
    toelichting:
      nummer === undefined
        ? 'gezocht op tekst: niets gevonden'
        : `gezocht op nummer ${withoutBsn(nummer)}: niets gevonden`,
  }
}

async function find(
  { servicedesk }: Gateway,
  { policy, at }: AllowedDienst,
  { tekst, nummer }: Text,
): Promise<SearchFound> {
  const instantie = findInstantie(policy, tekst)
  const diensten = [...policy.diensten.values()].filter((one) => one.instroom !== undefined)
  const rows = await servicedesk.byReferentie(
    diensten.map(({ naam }) => naam),
    tekst,
  )
  return {
    praktijken: instantie === undefined ? [] : [instantie],
    houders:
      nummer === undefined ? [] : holdersOf(policy, nummer, await servicedesk.seenAt(nummer)),
    instromen: rows.map((row) => foundInstroom(policy, row, at)),
  }
}

function foundInstroom(policy: Policy, row: InstroomRow, at: number): FoundInstroom {
  const instantie = findInstantie(policy, row.agbCode)
  return {
    id: row.id,
    praktijk: practiceName(policy, row.agbCode),
    referentie: row.referentie,
    dienst: policy.diensten.get(row.dienst)?.titel ?? row.dienst,
    at: row.createdAt,
    toestand: stateOf(row, at),
    systeem: row.systeem,
    door: row.openedBy === null ? undefined : namedIn(policy, instantie, row.openedBy),
  }
}
