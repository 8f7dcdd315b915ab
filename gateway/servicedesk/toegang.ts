/** Organisations and accounts in the eyes of the service desk: searched, listed, looked at. Every look is recorded. */
import type { AgbCode } from '../identity/agb-code.ts'
import { readEmail } from '../account/email.ts'
import { findInstantie } from '../decision/policy.ts'
import type { Policy } from '../decision/policy.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Told, Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { hasLeden } from '../leden/managing.ts'
import { staatAt } from '../organisaties/life.ts'
import type { AanmeldingStaat } from '../organisaties/life.ts'
import type { AanmeldingRow } from '../store/leden/aanmelding.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import { macsOf } from '../toegang/macs.ts'
import { deskToegangPage } from './pages/toegang-page.tsx'
import type { OrganisatieLine, ToegangView } from './pages/toegang-page.tsx'
import { toegangTexts } from './pages/toegang-texts.ts'
import { accountPath, toegangPath } from './paths.ts'
import { deskGuard } from './voorstel.ts'

const mostListed = 50
const mostWaiting = 200
const mostFound = 50

/** `GET /servicedesk/toegang`. */
export const showToegang = async (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> => ({
  answer: page(
    await htmlOf(gateway, visit, allowed, { typed: '', problems: [], found: undefined }),
  ),
})

async function htmlOf(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  view: Pick<ToegangView, 'typed' | 'problems' | 'found'>,
): Promise<string> {
  const { aanmeldingen, overdrachten } = gateway.organisaties
  const rows = await aanmeldingen.list({ limit: mostListed + 1 })
  const open = await overdrachten.open(mostWaiting)
  const { policy, at } = allowed
  return deskToegangPage(frameOf(gateway, visit), {
    ...view,
    guard: deskGuard(gateway, allowed),
    organisaties: rows.slice(0, mostListed).map((row) => lineOf(policy, row, at)),
    meer: rows.length > mostListed,
    overdrachten: open.map(({ id, agbCode, dienst, createdAt }) => ({
      ...{ id, createdAt, titel: titelOf(policy, dienst) },
      organisatie: naamOf(policy, agbCode),
    })),
  })
}

export const titelOf = ({ diensten }: Policy, dienst: string): string =>
  diensten.get(dienst)?.titel ?? dienst

export const naamOf = (policy: Policy, agbCode: AgbCode): string =>
  findInstantie(policy, agbCode)?.naam ?? agbCode

/** As people read it. */
export const aanmeldingStaat = ({ staat, validUntil }: AanmeldingRow, at: number): string =>
  toegangTexts.aanmeldingStaten[staatAt({ staat: staat as AanmeldingStaat, validUntil }, at)]

const lineOf = (policy: Policy, row: AanmeldingRow, at: number): OrganisatieLine => ({
  agbCode: row.agbCode,
  naam: row.naam ?? naamOf(policy, row.agbCode),
  ...{ dienst: row.dienst, titel: titelOf(policy, row.dienst), staat: aanmeldingStaat(row, at) },
})

const here: Told = { object: { soort: 'pad', id: toegangPath } }

/** `POST /servicedesk/toegang`: one account found is gone to at once; what was typed never comes in an address. */
export async function searchToegang(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  form: FormValues,
): Promise<Outcome> {
  const typed = oneOf(form, 'zoek').trim()
  if (typed === '' || typed.length > 150) {
    const problems = [{ veld: 'zoek', melding: toegangTexts.leeg }]
    const html = await htmlOf(gateway, visit, allowed, { typed, problems, found: undefined })
    return { answer: { ...page(html), status: 422 }, told: here }
  }
  const all = await accountsOf(gateway, typed)
  const accounts = all.slice(0, mostFound)
  const organisaties = organisatiesOf(allowed.policy, typed)
  const told = { ...here, ...toldOf(accounts, organisaties) }
  const [only, other] = accounts
  if (only !== undefined && other === undefined && organisaties.length === 0)
    return { answer: seeOther(accountPath(only.nummer)), told }
  const found = { accounts, organisaties, meer: all.length > mostFound }
  return {
    answer: page(await htmlOf(gateway, visit, allowed, { typed, problems: [], found })),
    told,
  }
}

async function accountsOf(
  { toegang, keyring }: Gateway,
  typed: string,
): Promise<readonly AccountRow[]> {
  const email = readEmail(typed)
  if (email === undefined) return toegang.store.zoek(typed, mostFound + 1)
  const row = await toegang.store.accountOf(macsOf(keyring, 'adres', email.fold))
  return row === undefined ? [] : [row]
}

/** The diensten with members of an organisation, by its whole AGB-code. */
function organisatiesOf(policy: Policy, typed: string): readonly OrganisatieLine[] {
  const instantie = findInstantie(policy, typed)
  if (instantie === undefined) return []
  const { agbCode, naam } = instantie
  return [...instantie.diensten].flatMap((dienst) => {
    const known = policy.diensten.get(dienst)
    return known === undefined || !hasLeden(known)
      ? []
      : [{ agbCode, naam, dienst, titel: known.titel, staat: '' }]
  })
}

/** Numbers of what was found, never what was typed. */
function toldOf(accounts: readonly AccountRow[], [organisatie]: readonly OrganisatieLine[]): Told {
  const [only, other] = accounts
  if (organisatie !== undefined)
    return { object: { soort: 'organisatie', id: organisatie.agbCode } }
  if (only === undefined) return { toelichting: 'gezocht op account: niets gevonden' }
  if (other === undefined) return { object: { soort: 'account', id: only.nummer } }
  return { toelichting: `gezocht op account: ${accounts.map(({ nummer }) => nummer).join(' ')}` }
}
