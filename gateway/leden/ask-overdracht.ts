/** `/organisaties/{agb}/{dienst}/overdracht`: a member asks the service desk to hand participants over to a colleague. */
import { dutchToday } from '../base/today.ts'
import { Refusal } from '../errors.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { OverdrachtStore } from '../store/leden/overdracht.ts'
import { formAbout, pageAbout } from './asks.ts'
import { refusedLidForm } from './form-answer.ts'
import { overdrachtMail } from './mail-texts.ts'
import { mailTo, plaatsOf } from './mails.ts'
import { manages } from './manage.ts'
import { enterAsMember } from './managing.ts'
import type { Managing } from './managing.ts'
import { findPair, overdrachtRow, overdrachtTexts } from './overdracht.ts'
import type { Pair } from './overdracht.ts'
import { overdrachtPage } from './pages/overdracht-page.tsx'
import { basePath } from './show.ts'

/** Most requests of one organisation that wait for the service desk at once. */
const mostOpen = 50

const fields = ['van', 'naar'] as const
type Typed = Readonly<Record<(typeof fields)[number], string>>

export const lookingAtOverdracht = pageAbout(enterAsMember, show)

export const askingOverdracht = formAbout(
  { event: ['overdracht', 'C'], fields },
  enterAsMember,
  askOverdracht,
)

async function show(gateway: Gateway, visit: Visit, managing: Managing): Promise<Outcome> {
  if (managing.dienst.upstream.overdracht === undefined) return { barred: 'SL512' }
  const isAsked = visit.target?.query === '?gevraagd'
  const typed = { van: (await ownCode(gateway, managing)) ?? '', naar: '' }
  return { answer: page(htmlOf(gateway, visit, managing, { typed, problems: [], isAsked })) }
}

const ownCode = async (
  { toegang }: Gateway,
  { self }: Managing,
): Promise<AgbCode | null | undefined> =>
  (await toegang.store.account(self.nummer))?.agbZorgverlener

function htmlOf(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  view: {
    readonly typed: Typed
    readonly problems: readonly FieldProblem[]
    readonly isAsked?: boolean
  },
): string {
  const { dienst, organisatie, allowed, self } = managing
  return overdrachtPage(frameOf(gateway, visit), {
    guard: guardOf(gateway, allowed, { purpose: 'toegang', versie: '' }),
    base: basePath(managing),
    ...{ organisatie, dienst: dienst.titel, isAsked: false, ...view },
    manages: manages(dienst, self.rollen),
  })
}

async function askOverdracht(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
): Promise<Outcome> {
  const { agbCode, dienst, leden, allowed } = managing
  if (dienst.upstream.overdracht === undefined) return { barred: 'SL512' }
  const typed = { van: oneOf(form, 'van').trim(), naar: oneOf(form, 'naar').trim() }
  const sources = {
    account: (nummer: Gebruikersnummer) => gateway.toegang.store.account(nummer),
    register: (code: AgbCode) => gateway.store.register.find(code),
    today: dutchToday(allowed.at),
  }
  const found = await findPair(sources, leden, typed)
  const problems = 'fouten' in found ? problemsOf(found.fouten) : notHis(managing, found)
  if ('fouten' in found || problems.length > 0) {
    const html = (): string => htmlOf(gateway, visit, managing, { typed, problems })
    return { answer: refusedLidForm(visit, problems, html) }
  }
  const { self } = managing
  const place = { agbCode, dienst: dienst.naam, door: self.nummer, createdAt: allowed.at }
  return ask(gateway, managing, overdrachtRow({ id: gateway.newId(), ...place }, found), found)
}

const problemsOf = (
  fouten: readonly (readonly [keyof Typed, keyof typeof overdrachtTexts])[],
): readonly FieldProblem[] =>
  fouten.map(([veld, fout]) => ({ veld, melding: overdrachtTexts[fout] }))

/** Who manages nobody hands over what is his own. */
const notHis = ({ dienst, self }: Managing, { van }: Pair): readonly FieldProblem[] =>
  van.nummer === self.nummer || manages(dienst, self.rollen)
    ? []
    : [{ veld: 'van', melding: overdrachtTexts.nietVanU }]

type Asked = Awaited<ReturnType<OverdrachtStore['vraag']>>

function ask(
  gateway: Gateway,
  managing: Managing,
  row: ReturnType<typeof overdrachtRow>,
  pair: Pair,
): Outcome {
  const { agbCode, dienst } = managing
  const mails = mailsFor(gateway, managing, pair)
  return changing<Asked>({
    told: { object: { soort: 'organisatie', id: agbCode } },
    make: (audit) =>
      gateway.organisaties.overdrachten.vraag({ row, hoogstens: mostOpen, mails }, audit),
    outcomeOf: (asked) => ({
      told: {
        toelichting: `overdracht voor ${dienst.naam} ${asked}: van ${row.van} naar ${row.naar}`,
      },
    }),
    answerOf: (asked) => {
      if (asked === 'vol') throw new Refusal('SL124', { retryAfterSeconds: 3_600 })
      gateway.deliveries.accepted()
      return seeOther(`${basePath(managing)}/overdracht?gevraagd`)
    },
  })
}

/** Without a mailbox the service desk has it on its own page. */
function mailsFor(gateway: Gateway, managing: Managing, pair: Pair): readonly NewAflevering[] {
  const { servicedesk } = gateway.toegang
  if (servicedesk === undefined) return []
  const { dienst, self } = managing
  const tekst = overdrachtMail({
    ...plaatsOf(gateway, managing),
    ...{ ...pair, dienstNaam: dienst.naam, door: self },
  })
  return [mailTo(gateway, { to: servicedesk, naam: 'servicedesk' }, tekst)]
}
