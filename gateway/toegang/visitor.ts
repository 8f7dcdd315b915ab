/** What every page and form of a visitor has in common: the proof that a form is ours, its answers, its audit rows. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import type { AuditEvent } from '../audit/event.ts'
import { ownEvent } from '../audit/retention.ts'
import { errorEntry, Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import { wantsPage } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import { cookieOf, setCookie } from '../http/sign-in/cookies.ts'
import { siteRefusal } from '../http/form/cross-site.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { oneOf, readValues } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import type { FieldProblem } from '../pages/frame.ts'
import { formToken, isFormToken } from '../secrets/form-token.ts'
import type { FormBinding } from '../secrets/form-token.ts'
import type { AccountRow } from '../store/toegang/account.ts'

/** A random value for a cookie. */
export const drawToken = ({ randomBytes }: Gateway): string => randomBytes(32).toString('base64url')

/** Before there is a sign-in a form is bound to the browser it was made for. */
const bindingOf = (bezoek: string): FormBinding => ({
  subject: `voor:${bezoek}`,
  agbCode: '',
  purpose: 'toegang',
})

/** The token of a visitor's form, and the cookie that goes with it when the browser had none. */
export interface VisitorGuard {
  readonly csrf: string
  readonly cookies: readonly string[]
}

export function guardFor(gateway: Gateway, visit: Visit): VisitorGuard {
  const known = cookieOf(visit, 'bezoek')
  const bezoek = known ?? drawToken(gateway)
  return {
    csrf: formToken(gateway.keyring.current, bindingOf(bezoek)),
    cookies: known === undefined ? [setCookie('bezoek', bezoek)] : [],
  }
}

/** A form that was sent from a page of ours; throws the refusal of any other. */
export async function readVisitorForm(
  gateway: Gateway,
  visit: Visit,
  fields: readonly string[],
): Promise<FormValues> {
  if (siteRefusal(visit.request, { demandHeader: true }) !== null) throw new Refusal('SL511')
  const form = await readValues(visit, { fields })
  if (typeof form === 'string') throw new Refusal(form)
  const bezoek = cookieOf(visit, 'bezoek')
  const isOurs =
    bezoek !== undefined && isFormToken(gateway.keyring, oneOf(form, 'csrf'), bindingOf(bezoek))
  if (!isOurs) throw new Refusal('SL511')
  return form
}

/** A page, with the cookies that go with it. */
export const shown = (html: string, cookies: readonly string[] = [], status = 200): Answer => ({
  status,
  contentType: 'text/html; charset=utf-8',
  body: html,
  ...(cookies.length > 0 && { headers: { 'set-cookie': cookies } }),
})

/** The same page again with what is wrong; a program is told by the code. */
export function refusedForm(
  visit: Visit,
  { code, problems = [] }: { readonly code: Code; readonly problems?: readonly FieldProblem[] },
  page: () => Answer,
): Answer {
  if (wantsPage(visit)) return { ...page(), status: errorEntry(code).status }
  throw new Refusal(code, {
    fouten: problems.map(({ veld, melding }) => ({ pad: `/${veld}`, code, melding })),
  })
}

/** Refuses who tried too often. */
export const tooMany = (waitMs: number): Refusal =>
  new Refusal('SL124', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) })

interface VisitorAct extends Pick<AuditEvent, 'gebeurtenis' | 'actie'> {
  readonly agbCode?: AgbCodeOrNone
  readonly code?: Code | null
  readonly toelichting?: string
}

/** The audit row of an act of who has no sign-in yet: by a number, never by what was typed. */
export const visitorEvent = (
  { id, address }: Visit,
  at: number,
  event: VisitorAct & {
    readonly wie: {
      readonly soort: 'account' | 'meldcode'
      readonly nummer: Gebruikersnummer
      readonly naam: string | null
    }
  },
): AuditEvent => {
  const { wie, agbCode = '', code = null, toelichting, gebeurtenis, actie } = event
  return {
    ...ownEvent({ at, id }, { gebeurtenis, actie, object: { soort: 'account', id: wie.nummer } }),
    ...(toelichting !== undefined && { toelichting }),
    uitkomst: code === null ? 'toegestaan' : 'geweigerd',
    code,
    mislukt: code === null ? [] : [code],
    luisteraar: 'toegang',
    adres: address,
    gebruiker: {
      soort: wie.soort,
      gebruikersnummer: wie.nummer,
      naam: wie.naam,
      agbCode,
      instantieNaam: null,
    },
  }
}

/** The same, of an account. */
export const accountEvent = (
  visit: Visit,
  at: number,
  { account, ...act }: VisitorAct & { readonly account: Pick<AccountRow, 'nummer' | 'naam'> },
): AuditEvent =>
  visitorEvent(visit, at, {
    ...act,
    wie: { soort: 'account', nummer: account.nummer, naam: account.naam },
  })
