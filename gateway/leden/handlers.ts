/** `/organisaties/{agb}/{dienst}` and below: what each page and form asks and reads. */
import { signedIn } from '../http/allow.ts'
import type { AllowedSignIn, Barred } from '../http/allow.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { changing } from '../http/outcome.ts'
import { oneOf, readOwnForm } from '../http/own-form.ts'
import type { FormValues } from '../http/own-form.ts'
import type { Kept, Unfit } from '../http/perform.ts'
import { asksAccount, asksAccountForm } from './asks.ts'
import { ownLink } from './link.ts'
import { refusedForm, seeOther } from './form-answer.ts'
import { enter } from './managing.ts'
import type { Managing } from './managing.ts'
import { basePath, ledenHtml } from './show.ts'
import { fieldTexts } from './texts.ts'

type Page = (gateway: Gateway, visit: Visit, managing: Managing) => Outcome | Promise<Outcome>

/** A page of it. */
export const looking = (show: Page) => ({
  event: ['pagina-bekijken', 'R'] as const,
  asks: asksAccount,
  reads: async (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedSignIn,
  ): Promise<Kept<AllowedSignIn, Managing> | Barred> => {
    const managing = await enter(gateway, visit, allowed)
    return 'barred' in managing ? managing : { allowed, input: managing }
  },
  run: (gateway: Gateway, visit: Visit, _allowed: AllowedSignIn, managing: Managing) =>
    show(gateway, visit, managing),
})

type Act = (
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
) => Outcome | Promise<Outcome>

interface Read {
  readonly managing: Managing
  readonly form: FormValues
}

/** A form of it. */
export const editing = (
  fields: readonly string[],
  act: Act,
  { repeated = [] }: { readonly repeated?: readonly string[] } = {},
) => ({
  event: ['lid-wijzigen', 'U'] as const,
  asks: asksAccountForm,
  reads: async (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedSignIn,
  ): Promise<Kept<AllowedSignIn, Read> | Unfit | Barred> => {
    const managing = await enter(gateway, visit, allowed)
    if ('barred' in managing) return managing
    const rules = { asking: signedIn, purpose: 'toegang', fields, repeated } as const
    const read = await readOwnForm(gateway, visit, allowed, rules)
    return 'form' in read ? { allowed, input: { managing, form: read.form } } : read
  },
  run: (gateway: Gateway, visit: Visit, _allowed: AllowedSignIn, { managing, form }: Read) =>
    act(gateway, visit, managing, form),
})

/** `POST …/link`: another link, and the old one ends. */
export async function newOwnLink(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
): Promise<Outcome> {
  const { agbCode, dienst, allowed, organisatie } = managing
  if (!dienst.leden.link) return { barred: 'SL512' }
  if (oneOf(form, 'actie') !== 'nieuw') {
    const problems = [{ veld: 'actie', melding: fieldTexts.actie }]
    const html = await ledenHtml(gateway, visit, managing, { problems })
    return { answer: refusedForm(visit, problems, () => html) }
  }
  const row = ownLink(
    gateway,
    { agbCode, dienst: dienst.naam, naam: organisatie },
    { at: allowed.at, door: managing.self.nummer },
  )
  return changing<string>({
    told: { object: { soort: 'organisatie', id: agbCode }, actie: 'C' },
    make: (audit) => gateway.organisaties.leden.vervangLink(row, audit),
    outcomeOf: () => ({ told: { toelichting: `uitnodigingslink van ${dienst.naam} vervangen` } }),
    answerOf: () => seeOther(basePath(managing)),
  })
}
