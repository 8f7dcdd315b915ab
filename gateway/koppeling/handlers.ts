/** `/organisaties/{agb}/{dienst}/koppeling`: the systeemcertificaat of an EPD, and which EPD it is. */
import { page, seeOther } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { formAbout, pageAbout } from '../leden/asks.ts'
import { refusedLidForm } from '../leden/form-answer.ts'
import { basePath } from '../leden/show.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { BeheerWhat, SaveResult } from '../store/beheer.ts'
import { koppelingPage } from './pages/koppeling-page.tsx'
import { isGekoppeld, toEnd, toRegister } from './rules.ts'
import type { KoppelingStanding, TypedKoppeling } from './rules.ts'
import { changeable, enterKoppeling, standingOf } from './standing.ts'
import type { Koppeling } from './standing.ts'
import { koppelingProblemTexts } from './texts.ts'

export const koppelingFields = ['gebruikersnummer', 'ipAdressen'] as const

/** The page. */
export const lookingAtKoppeling = pageAbout(enterKoppeling, async (gateway, visit, koppeling) => ({
  answer: page(await koppelingHtml(gateway, visit, koppeling, {})),
}))

/** `GET` of an address that only forms of the page are sent to, for who asks for it again: the page itself. */
export const backToKoppeling = pageAbout(enterKoppeling, (_gateway, _visit, { managing }) => ({
  answer: seeOther(`${basePath(managing)}/koppeling`),
}))

type Act = (
  gateway: Gateway,
  visit: Visit,
  koppeling: Koppeling,
  form: FormValues,
) => Promise<Outcome>

/** A form of it. */
export const editingKoppeling = (fields: readonly string[], act: Act) =>
  formAbout({ event: ['beheer-wijzigen', 'U'], fields }, enterKoppeling, act)

interface Shown {
  readonly typed?: TypedKoppeling
  readonly problems?: readonly FieldProblem[]
  readonly isConflict?: boolean
}

async function koppelingHtml(
  gateway: Gateway,
  visit: Visit,
  koppeling: Koppeling,
  { typed = { gebruikersnummer: '', ipAdressen: '' }, problems = [], isConflict = false }: Shown,
): Promise<string> {
  const { managing, allowed } = koppeling
  const standing = standingOf(gateway, koppeling)
  const versie = String(standing?.version ?? 0)
  return koppelingPage(frameOf(gateway, visit), {
    guard: guardOf(gateway, allowed, { purpose: 'toegang', versie }),
    base: basePath(managing),
    organisatie: managing.organisatie,
    dienst: managing.dienst.titel,
    systemen: standing === undefined ? [] : systemenOf(standing),
    isOfFiles: standing?.isOfFiles !== false,
    epds: managing.dienst.aanmelden?.epd ?? [],
    epd: await epdOf(gateway, koppeling),
    typed,
    problems,
    isConflict,
  })
}

const systemenOf = (standing: KoppelingStanding) =>
  standing.systemen.map((houder) => ({
    gebruikersnummer: houder.gebruikersnummer,
    ipAdressen: houder.ipAdressen.map(({ text }) => text),
    gekoppeld: isGekoppeld(standing, houder),
  }))

async function epdOf(
  { organisaties }: Gateway,
  { managing: { agbCode, dienst } }: Koppeling,
): Promise<string | null | undefined> {
  const rows = await organisaties.aanmeldingen.list({ agbCode, dienst: dienst.naam, limit: 100 })
  return rows.find(({ staat }) => staat === 'actief')?.epd
}

/** `POST …/koppeling`: registers a systeemcertificaat, or changes its addresses. */
export const registerKoppeling: Act = async (gateway, visit, koppeling, form) => {
  const standing = changeable(gateway, koppeling)
  if (standing === undefined) return { barred: 'SL513', allow: ['GET'] }
  const typed = {
    gebruikersnummer: oneOf(form, 'gebruikersnummer').trim(),
    ipAdressen: oneOf(form, 'ipAdressen').replace(/\r\n?/g, '\n'),
  }
  const step = toRegister(standing, typed)
  if ('problems' in step)
    return { answer: await again(gateway, visit, koppeling, { typed, ...step }) }
  return save(gateway, visit, koppeling, { step, typed, versie: oneOf(form, 'versie') })
}

/** `POST …/koppeling/{nummer}` */
export const endKoppeling: Act = async (gateway, visit, koppeling, form) => {
  const standing = changeable(gateway, koppeling)
  if (standing === undefined) return { barred: 'SL513', allow: ['GET'] }
  if (oneOf(form, 'actie') !== 'beeindigen') {
    const problems = [{ veld: 'actie', melding: koppelingProblemTexts.actie }]
    return { answer: await again(gateway, visit, koppeling, { problems }) }
  }
  const step = toEnd(standing, visit.params['nummer'] ?? '')
  if (step === undefined) return { barred: 'SL401' }
  return save(gateway, visit, koppeling, { step, versie: oneOf(form, 'versie') })
}

async function again(
  gateway: Gateway,
  visit: Visit,
  koppeling: Koppeling,
  shown: Shown,
): Promise<Answer> {
  const html = await koppelingHtml(gateway, visit, koppeling, shown)
  const status = shown.isConflict === true ? 409 : 422
  return refusedLidForm(visit, shown.problems ?? [], () => html, status)
}

interface Wanted {
  readonly step: Extract<BeheerWhat, { readonly soort: 'houder' }>
  readonly versie: string
  readonly typed?: TypedKoppeling
}

/** As a change of Gebruikersbeheer: what the form was made from is what it is made on. */
function save(
  gateway: Gateway,
  visit: Visit,
  koppeling: Koppeling,
  { step, versie, typed }: Wanted,
): Outcome {
  const { managing, allowed } = koppeling
  const { agbCode, self } = managing
  const houder = step.naar ?? step.van
  return changing<SaveResult>({
    told: { object: { soort: 'houder', id: houder?.gebruikersnummer ?? '' } },
    make: (audit) =>
      gateway.beheer.store.save(
        {
          ...{ agbCode, at: allowed.at, stappen: [step] },
          version: /^[0-9]{1,15}$/.test(versie) ? Number(versie) : -1,
          door: { gebruikersnummer: self.nummer, naam: self.naam },
        },
        audit,
      ),
    outcomeOf: ({ kind }) => ({
      told:
        kind === 'opgeslagen'
          ? { wijziging: { van: step.van, naar: step.naar } }
          : { toelichting: 'niet opgeslagen: intussen door iemand anders gewijzigd' },
    }),
    answerOf: async ({ kind }) => {
      if (kind !== 'opgeslagen')
        return again(gateway, visit, koppeling, { isConflict: true, ...(typed && { typed }) })
      await putInForce(gateway, visit, 'beheer')
      return seeOther(`${basePath(managing)}/koppeling`)
    },
  })
}

/** `POST …/epd`: another EPD, of those the dienst names. */
export const chooseEpd: Act = async (gateway, visit, koppeling, form) => {
  const { managing, allowed } = koppeling
  const { agbCode, dienst } = managing
  const epd = oneOf(form, 'epd')
  if (dienst.aanmelden?.epd.includes(epd) !== true) {
    const problems = [{ veld: 'epd', melding: koppelingProblemTexts.epd }]
    return { answer: await again(gateway, visit, koppeling, { problems }) }
  }
  return changing<boolean>({
    told: { object: { soort: 'organisatie', id: agbCode } },
    make: (audit) =>
      gateway.organisaties.aanmeldingen.kiesEpd(
        { agbCode, dienst: dienst.naam, epd, at: allowed.at },
        audit,
      ),
    outcomeOf: (found) =>
      found ? { told: { toelichting: `EPD voor ${dienst.naam}: ${epd}` } } : { reference: 'SL401' },
    answerOf: () => seeOther(`${basePath(managing)}/koppeling`),
  })
}
