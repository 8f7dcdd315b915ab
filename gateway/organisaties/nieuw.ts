/** `/organisaties/nieuw`: which organisation, for what (contract part two, 11). */
import type { Code } from '../errors.ts'
import type { AllowedSignIn } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { refusedLidForm } from '../leden/form-answer.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { AanmeldingResult } from '../store/leden/aanmelding.ts'
import { admitted, hasAanmelden } from './admitted.ts'
import type { DienstMetAanmelden, Keuzes, Registered } from './admitted.ts'
import { nieuwPage } from './pages/nieuw-page.tsx'
import { faultTexts } from './texts.ts'

export const nieuwPath = '/organisaties/nieuw'
export const nieuwFields = ['dienst', 'agbCode'] as const

interface Typed {
  readonly dienst: string
  /** As typed. */
  readonly agbCode: string
}

function nieuwHtml(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  { typed, problems }: { readonly typed: Typed; readonly problems: readonly FieldProblem[] },
): string {
  const diensten = [...allowed.policy.diensten.values()].filter(hasAanmelden)
  return nieuwPage(frameOf(gateway, visit), {
    guard: guardOf(gateway, allowed, { purpose: 'toegang', versie: '' }),
    action: nieuwPath,
    diensten: diensten.map(({ naam, titel }) => ({ waarde: naam, label: titel })),
    typed,
    problems,
  })
}

/** `GET /organisaties/nieuw`; `?dienst=` chooses one beforehand. */
export const showNieuw = (gateway: Gateway, visit: Visit, allowed: AllowedSignIn): Outcome => {
  const dienst = new URLSearchParams(visit.target?.query ?? '').get('dienst') ?? ''
  const view = { typed: { dienst, agbCode: '' }, problems: [] }
  return { answer: page(nieuwHtml(gateway, visit, allowed, view)) }
}

interface AskedFor {
  readonly dienst: DienstMetAanmelden
  readonly agbCode: AgbCode
}

/** What the register says of a code now. */
export async function choicesNow(
  { store }: Gateway,
  { dienst, agbCode, today }: Pick<Registered, 'today'> & AskedFor,
): Promise<Keuzes | Extract<Code, 'SL322' | 'SL323'>> {
  const [entry, details] = await Promise.all([
    store.register.find(agbCode),
    store.registerDetails(agbCode),
  ])
  return admitted(dienst, agbCode, { entry, details, today })
}

/** `POST /organisaties/nieuw` */
export async function beginAanmelding(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  form: FormValues,
): Promise<Outcome> {
  const typed = { dienst: oneOf(form, 'dienst'), agbCode: oneOf(form, 'agbCode').trim() }
  const dienst = allowed.policy.diensten.get(typed.dienst)
  const agbCode = parseAgbCode(typed.agbCode)
  if (!hasAanmelden(dienst) || agbCode === undefined) {
    const problems = [
      ...(hasAanmelden(dienst) ? [] : [{ veld: 'dienst', melding: faultTexts.dienst }]),
      ...(agbCode === undefined ? [{ veld: 'agbCode', melding: faultTexts.agbCode }] : []),
    ]
    const html = (): string => nieuwHtml(gateway, visit, allowed, { typed, problems })
    return { answer: refusedLidForm(visit, problems, html) }
  }
  const keuzes = await choicesNow(gateway, {
    dienst,
    agbCode,
    today: allowed.judged.question.today,
  })
  if (typeof keuzes === 'string') return { barred: keuzes }
  return begin(gateway, allowed, dienst, agbCode)
}

const begin = (
  gateway: Gateway,
  { at, identity }: AllowedSignIn,
  { naam: dienst, aanmelden }: DienstMetAanmelden,
  agbCode: AgbCode,
): Outcome =>
  changing<AanmeldingResult>({
    told: { object: { soort: 'organisatie', id: agbCode }, actie: 'C' },
    make: (audit) =>
      gateway.organisaties.aanmeldingen.begin(
        {
          ...{ id: gateway.newId(), agbCode, dienst, door: identity.gebruikersnummer },
          createdAt: at,
          validUntil: at + aanmelden.vervaltMs,
        },
        audit,
      ),
    outcomeOf: ({ kind }) =>
      kind === 'bezet'
        ? { reference: 'SL321' }
        : { told: { toelichting: `aanmelding voor ${dienst} begonnen` } },
    answerOf: (result) => seeOther(`${nieuwPath}/${'row' in result ? result.row.id : ''}`),
  })
