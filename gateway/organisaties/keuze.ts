/** `/organisaties/nieuw/{id}`: the data of the organisation are chosen, or it is withdrawn (contract part two, 11). */
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { refusedLidForm } from '../leden/form-answer.ts'
import type { AanmeldingResult } from '../store/leden/aanmelding.ts'
import { choicesNow, nieuwPath } from './nieuw.ts'
import { standPage } from './pages/nieuw-page.tsx'
import { faultTexts } from './texts.ts'
import { isOpen } from './own-aanmelding.ts'
import type { Own } from './own-aanmelding.ts'
import { keuzeHtml, keuzeOf, keuzeVelden } from './keuze-form.ts'
import { keepKeuze } from './ask-mailbox.ts'

export const keuzeFields = ['naam', 'adres', 'email', 'epd', 'rol', 'actie'] as const

const choicesOf = (gateway: Gateway, { allowed, dienst, agbCode }: Own) =>
  choicesNow(gateway, { dienst, agbCode, today: allowed.judged.question.today })

/** `GET /organisaties/nieuw/{id}` */
export async function showKeuze(gateway: Gateway, visit: Visit, own: Own): Promise<Outcome> {
  if (!isOpen(own)) return { answer: page(standHtml(gateway, visit, own)) }
  const keuzes = await choicesOf(gateway, own)
  if (typeof keuzes === 'string') return { barred: keuzes }
  const version = await registerVersion(gateway)
  return { answer: page(keuzeHtml(gateway, visit, own, { keuzes, version })) }
}

const registerVersion = async ({ store }: Gateway): Promise<string> =>
  (await store.registerState())?.version ?? ''

function standHtml(gateway: Gateway, visit: Visit, { row, staat, dienst }: Own): string {
  const isActive = staat === 'actief'
  return standPage(frameOf(gateway, visit), {
    dienst: dienst.titel,
    agbCode: row.agbCode,
    naam: row.naam ?? '',
    email: row.email ?? '',
    kind: isActive ? 'actief' : 'voorbij',
    tot: row.validUntil,
    verder: isActive ? `/organisaties/${row.agbCode}/${dienst.naam}` : nieuwPath,
  })
}

/** `POST /organisaties/nieuw/{id}` */
export async function choose(
  gateway: Gateway,
  visit: Visit,
  own: Own,
  form: FormValues,
): Promise<Outcome> {
  if (!isOpen(own)) return { answer: seeOther(`${nieuwPath}/${own.row.id}`) }
  if (oneOf(form, 'actie') === 'intrekken') return withdraw(gateway, own)
  const keuzes = await choicesOf(gateway, own)
  if (typeof keuzes === 'string') return { barred: keuzes }
  const version = await registerVersion(gateway)
  const versie = oneOf(form, 'versie')
  const fields = keuzeVelden(own, keuzes, form)
  const problems = fields
    .filter(({ keuzes: all, gekozen }) => !all.includes(gekozen))
    .map(({ veld }) => ({ veld, melding: faultTexts[veld as keyof typeof faultTexts] }))
  const isConflict = versie !== version
  if (problems.length > 0 || isConflict) {
    const shown = { keuzes, version, form, problems, isConflict }
    const html = (): string => keuzeHtml(gateway, visit, own, shown)
    return { answer: refusedLidForm(visit, problems, html, isConflict ? 409 : 422) }
  }
  const keuze = keuzeOf(fields, keuzes, version)
  return keepKeuze(gateway, visit, own, { keuze, shown: { keuzes, version, form } })
}

const withdraw = (gateway: Gateway, { row, allowed }: Own): Outcome =>
  changing<AanmeldingResult>({
    told: { object: { soort: 'organisatie', id: row.agbCode }, actie: 'D' },
    make: (audit) =>
      gateway.organisaties.aanmeldingen.eindig(
        { id: row.id, at: allowed.at, daad: 'intrekken' },
        audit,
      ),
    outcomeOf: ({ kind }) => ({ told: { toelichting: `intrekken: ${kind}` } }),
    answerOf: () => seeOther('/organisaties'),
  })
