/** `/organisaties/{agb}/{dienst}` and below: what each page and form asks and reads. */
import { seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { changing } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { formAbout, pageAbout } from './asks.ts'
import { ownLink } from './link.ts'
import { refusedLidForm } from './form-answer.ts'
import { enter } from './managing.ts'
import type { Managing } from './managing.ts'
import { basePath, ledenHtml } from './show.ts'
import { fieldTexts } from './texts.ts'

type Page = (gateway: Gateway, visit: Visit, managing: Managing) => Outcome | Promise<Outcome>

/** A page of it. */
export const ledenView = (show: Page) => pageAbout(enter, show)

/** `GET` of an address that only forms of the page are sent to, for who asks for it again: the page itself. */
export const backToLeden: Page = (_gateway, _visit, managing) => ({
  answer: seeOther(basePath(managing)),
})

type Act = (
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
) => Outcome | Promise<Outcome>

/** A form of it. */
export const ledenForm = (
  fields: readonly string[],
  act: Act,
  more: { readonly repeated?: readonly string[] } = {},
) => formAbout({ event: ['lid-wijzigen', 'U'], fields, ...more }, enter, act)

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
    return { answer: refusedLidForm(visit, problems, () => html) }
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
