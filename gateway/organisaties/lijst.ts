/** `/organisaties`: my organisations, and for which of them I act (contract part two, 10). */
import type { AgbCode } from '../identity/agb-code.ts'
import { findInstantie } from '../decision/policy.ts'
import { Refusal } from '../errors.ts'
import type { AllowedSignIn } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import { setCookie } from '../http/sign-in/cookies.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { hashOf, ownPath } from '../http/sign-in/sign-in.ts'
import { refusedLidForm } from '../leden/form-answer.ts'
import { manages } from '../leden/manage.ts'
import { staatTexts as lidTexts } from '../leden/texts.ts'
import type { AanmeldingRow } from '../store/leden/aanmelding.ts'
import type { LidRow } from '../store/leden/lid.ts'
import type { SessieRow } from '../store/toegang/sessie.ts'
import { drawToken } from '../toegang/visitor.ts'
import { staatAt } from './life.ts'
import type { AanmeldingStaat } from './life.ts'
import { lijstPage } from './pages/lijst-page.tsx'
import type { AanmeldingView, OrganisatieView } from './pages/lijst-page.tsx'

export const lijstPath = '/organisaties'
export const lijstFields = ['agbCode'] as const

/** `GET /organisaties`; `?na=` says where one goes once an organisation was chosen. */
export async function showLijst(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Outcome> {
  return { answer: page(await lijstHtml(gateway, visit, allowed)) }
}

const naIn = ({ target }: Visit): string =>
  ownPath(new URLSearchParams(target?.query ?? '').get('na') ?? '') ?? '/'

async function lijstHtml(gateway: Gateway, visit: Visit, allowed: AllowedSignIn): Promise<string> {
  const { gebruikersnummer: nummer } = allowed.identity
  const { leden, aanmeldingen } = gateway.organisaties
  const [own, begun] = await Promise.all([leden.ofAccount(nummer), aanmeldingen.ofDoor(nummer)])
  const na = naIn(visit)
  return lijstPage(frameOf(gateway, visit), {
    guard: guardOf(gateway, allowed, { purpose: 'toegang', versie: '' }),
    action: na === '/' ? lijstPath : `${lijstPath}?${new URLSearchParams({ na }).toString()}`,
    organisaties: organisatiesOf(allowed, own),
    aanmeldingen: lastOfEach(begun)
      .filter((row) => !own.some((lid) => placeOf(lid) === placeOf(row)))
      .flatMap((row) => aanmeldingView(allowed, row)),
  })
}

function organisatiesOf(
  allowed: AllowedSignIn,
  own: readonly LidRow[],
): readonly OrganisatieView[] {
  const { policy, identity } = allowed
  return [...new Set(own.map(({ agbCode }) => agbCode))].map((agbCode) => {
    const rows = own.filter((lid) => lid.agbCode === agbCode)
    return {
      agbCode,
      naam: findInstantie(policy, agbCode)?.naam ?? agbCode,
      isCurrent: identity.agbCode === agbCode,
      isActive: rows.some(({ staat }) => staat === 'actief'),
      diensten: rows.map((lid) => dienstView(allowed, lid)),
    }
  })
}

function dienstView({ policy }: AllowedSignIn, lid: LidRow) {
  const dienst = policy.diensten.get(lid.dienst)
  const isManager = dienst !== undefined && lid.staat === 'actief' && manages(dienst, lid.rollen)
  return {
    titel: dienst?.titel ?? lid.dienst,
    rollen: lid.rollen.map((rol) => dienst?.autorisaties.get(rol)?.omschrijving ?? rol),
    staat: lidTexts[lid.staat] ?? lid.staat,
    beheer: isManager ? `${lijstPath}/${lid.agbCode}/${lid.dienst}` : undefined,
  }
}

const placeOf = ({ agbCode, dienst }: Pick<AanmeldingRow, 'agbCode' | 'dienst'>): string =>
  `${agbCode}/${dienst}`

/** Of the newest first: who began again is told of that one. */
const lastOfEach = (rows: readonly AanmeldingRow[]): readonly AanmeldingRow[] => [
  ...new Map([...rows].reverse().map((row) => [placeOf(row), row])).values(),
]

/** How long what came to nothing stays to be seen after it would have run out. */
const shownMs = 30 * 24 * 60 * 60_000

const staatTexts: Readonly<Partial<Record<AanmeldingStaat, string>>> = {
  begonnen: 'begonnen',
  'bevestiging-gevraagd': 'Uw organisatie heeft u nog niet geaccepteerd',
  geweigerd: 'geweigerd',
  verlopen: 'verlopen',
}

function aanmeldingView(
  { policy, at }: AllowedSignIn,
  row: AanmeldingRow,
): readonly AanmeldingView[] {
  const staat = staatTexts[staatAt({ ...row, staat: row.staat as AanmeldingStaat }, at)]
  if (staat === undefined || at > row.validUntil + shownMs) return []
  const dienst = policy.diensten.get(row.dienst)?.titel ?? row.dienst
  return [{ id: row.id, agbCode: row.agbCode, dienst, staat }]
}

/** `POST /organisaties`: another sign-in in the place of this one, for that organisation. */
export async function chooseOrganisatie(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  form: FormValues,
): Promise<Outcome> {
  const { gebruikersnummer: nummer } = allowed.identity
  const chosen = oneOf(form, 'agbCode')
  const own = await gateway.organisaties.leden.ofAccount(nummer)
  const lid = own.find((one) => one.agbCode === chosen && one.staat === 'actief')
  if (lid === undefined) {
    const problems = [{ veld: 'agbCode', melding: 'Kies een organisatie waar u actief bent.' }]
    const html = await lijstHtml(gateway, visit, allowed)
    return { answer: refusedLidForm(visit, problems, () => html) }
  }
  const old = await gateway.toegang.store.sessie(allowed.aanmelding.sessie)
  if (old === undefined) throw new Refusal('SL122')
  return replace(gateway, visit, allowed, { old, agbCode: lid.agbCode })
}

/** Most sign-ins of one account at once; the oldest ends. */
const atOnce = 5

function replace(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  { old, agbCode }: { readonly old: SessieRow; readonly agbCode: AgbCode },
): Outcome {
  const { store } = gateway.toegang
  const token = drawToken(gateway)
  const { at } = allowed
  const { hash, soort, nummer, endsAt, codeAt, kanaal } = old
  const sessie = { soort, nummer, agbCode, createdAt: at, seenAt: at, endsAt, codeAt, kanaal }
  return changing<boolean>({
    told: { object: { soort: 'organisatie', id: agbCode } },
    make: (audit) =>
      store.begin(
        { sessie: { ...sessie, hash: hashOf(token) }, vervangt: hash, hoogstens: atOnce },
        audit,
      ),
    outcomeOf: (began) => ({
      told: { toelichting: began ? 'gekozen om namens te werken' : 'de aanmelding was al voorbij' },
    }),
    answerOf: (began) => {
      if (!began) throw new Refusal('SL122')
      return seeOther(naIn(visit), [setCookie('sessie', token)])
    },
  })
}
