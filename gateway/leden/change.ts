/** Wijzig status: Activeren, Afkeuren, Stopzetten, another role, machtigingen, factor-herstel. */
import { logTexts } from '../base/log-texts.ts'
import { Refusal } from '../errors.ts'
import { page } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/own-form.ts'
import type { FormValues } from '../http/own-form.ts'
import { linkGelektMail, lidActiefMail, lidAfgekeurdMail, lidStopgezetMail } from './mail-texts.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { LidNaar, LidResult, LidRow } from '../store/leden.ts'
import { lidAfter, statusActies } from './life.ts'
import type { StatusActie } from './life.ts'
import { refusedForm, seeOther } from './form-answer.ts'
import { startHerstel } from './herstel.ts'
import { mailTo, mailToAccount, plaatsOf } from './mails.ts'
import { refusalOf } from './manage.ts'
import { ruled } from './managing.ts'
import type { Managing } from './managing.ts'
import { basePath, lidHtml } from './show.ts'
import { fieldTexts } from './texts.ts'

export const lidFields = ['actie', 'rol', 'machtiging', 'melden'] as const

type Actie = StatusActie | 'wijzigen'

const isActie = (text: string): text is Actie =>
  text === 'wijzigen' || statusActies.some((actie) => actie === text)

/** The member an address names. */
const targetOf = ({ leden }: Managing, { params }: Visit): LidRow | undefined =>
  leden.find(({ nummer }) => nummer === params['nummer'])

/** `GET …/leden/{nummer}` */
export function showLid(gateway: Gateway, visit: Visit, managing: Managing): Outcome {
  const lid = targetOf(managing, visit)
  return lid === undefined
    ? { barred: 'SL401' }
    : { answer: page(lidHtml(gateway, visit, managing, { lid })) }
}

/** `POST …/leden/{nummer}` */
export async function changeLid(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
): Promise<Outcome> {
  const lid = targetOf(managing, visit)
  if (lid === undefined) return { barred: 'SL401' }
  const actie = oneOf(form, 'actie')
  if (actie === 'factor-herstel') return startHerstel(gateway, visit, managing, lid)
  if (!isActie(actie))
    return { answer: again(gateway, visit, managing, { lid, problems: problem('actie') }) }
  const chosen = chosenIn(form, lid, actie)
  await demandFresh(gateway, managing, { lid, chosen })
  const meldt = oneOf(form, 'melden') === 'ja'
  return save(gateway, visit, managing, {
    ...{ lid, actie, chosen, meldt, versie: oneOf(form, 'versie') },
  })
}

const problem = (veld: 'actie' | 'rol' | 'machtiging'): readonly FieldProblem[] => [
  { veld, melding: fieldTexts[veld] },
]

/** What was chosen; who is turned away or stopped keeps what he has. */
function chosenIn(
  form: FormValues,
  lid: LidRow,
  actie: Actie,
): Pick<LidNaar, 'rollen' | 'machtigingen'> {
  if (actie === 'afkeuren' || actie === 'stopzetten')
    return { rollen: lid.rollen, machtigingen: lid.machtigingen }
  const rol = oneOf(form, 'rol')
  return {
    rollen: rol === '' ? lid.rollen : [rol],
    machtigingen: [...new Set(form.get('machtiging') ?? [])],
  }
}

/** How long after a code was entered it counts as just entered. */
const freshMs = 5 * 60_000

/** A machtiging is given by who just showed a code, or is in a secured session. */
async function demandFresh(
  { toegang }: Gateway,
  { allowed }: Managing,
  { lid, chosen }: { readonly lid: LidRow; readonly chosen: Pick<LidNaar, 'machtigingen'> },
): Promise<void> {
  if (chosen.machtigingen.every((naam) => lid.machtigingen.includes(naam))) return
  const until = allowed.aanmelding.beveiligdTot ?? 0
  if (allowed.at < until) return
  const sessie = await toegang.store.sessie(allowed.aanmelding.sessie)
  const codeAt = sessie?.codeAt ?? -Infinity
  if (allowed.at - codeAt > freshMs) throw new Refusal('SL211')
}

interface Wanted {
  readonly lid: LidRow
  readonly actie: Actie
  readonly chosen: Pick<LidNaar, 'rollen' | 'machtigingen'>
  readonly versie: string
  /** Whether he says that the invitation link went astray. */
  readonly meldt: boolean
}

async function save(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  wanted: Wanted,
): Promise<Outcome> {
  const { agbCode, dienst, allowed, self } = managing
  const { lid, versie, actie } = wanted
  const mails = [
    ...(await mailsFor(gateway, managing, lid.nummer, actie)),
    ...leakMail(gateway, managing, wanted),
  ]
  return changing<LidResult<FieldProblem>>({
    told: { object: { soort: 'account', id: lid.nummer } },
    make: (audit) =>
      gateway.organisaties.leden.wijzig(
        {
          ...{ agbCode, dienst: dienst.naam, nummer: lid.nummer, door: self.nummer },
          version: /^[0-9]{1,15}$/.test(versie) ? Number(versie) : undefined,
          at: allowed.at,
          judge: (leden) => judge(managing, leden, wanted),
          mails,
        },
        audit,
      ),
    outcomeOf: (result) =>
      result.kind === 'opgeslagen'
        ? { told: { wijziging: { van: valueOf(result.van), naar: valueOf(result.row) } } }
        : { told: { toelichting: 'niet opgeslagen' } },
    answerOf: (result) => answerOf(gateway, visit, managing, { wanted, result }),
  })
}

const valueOf = ({ staat, rollen, machtigingen }: LidRow) => ({ staat, rollen, machtigingen })

/** On the members as they are in the transaction. */
function judge(
  { dienst, self }: Managing,
  leden: readonly LidRow[],
  { lid, actie, chosen }: Wanted,
): { readonly naar: LidNaar } | { readonly fout: FieldProblem } {
  const now = (nummer: string): LidRow | undefined => leden.find((one) => one.nummer === nummer)
  const [actor, target] = [now(self.nummer), now(lid.nummer)]
  if (actor === undefined || target === undefined || actor.staat !== 'actief')
    return { fout: { veld: 'actie', melding: fieldTexts.gewijzigd } }
  const { rollen, machtigingen } = chosen
  const asked = { dienst, actor: ruled(actor), target: ruled(target), leden: leden.map(ruled) }
  const refusal = refusalOf({ ...asked, actie, rollen })
  if (refusal !== undefined) return { fout: refusal }
  const fits = machtigingen.every((naam) => {
    const voor = dienst.machtigingen?.get(naam)?.voor
    return voor !== undefined && rollen.some((rol) => voor.has(rol))
  })
  if (!fits) return { fout: { veld: 'machtiging', melding: fieldTexts.machtiging } }
  const staat = actie === 'wijzigen' ? target.staat : lidAfter(asked.target.staat, actie)
  return { naar: { staat: staat ?? target.staat, rollen, machtigingen } }
}

const mailOf = {
  activeren: lidActiefMail,
  afkeuren: lidAfgekeurdMail,
  stopzetten: lidStopgezetMail,
} as const

async function mailsFor(
  gateway: Gateway,
  managing: Managing,
  nummer: string,
  actie: Actie,
): Promise<readonly NewAflevering[]> {
  if (actie === 'wijzigen') return []
  const tekst = mailOf[actie](plaatsOf(gateway, managing))
  return mailToAccount(gateway, nummer, tekst)
}

/** To the service desk: somebody came by the link of the organisation who should not have had it. */
function leakMail(
  gateway: Gateway,
  managing: Managing,
  { lid, actie, meldt }: Wanted,
): readonly NewAflevering[] {
  const { servicedesk } = gateway.toegang
  if (!meldt || actie !== 'afkeuren' || lid.via !== 'link' || servicedesk === undefined) return []
  const { dienst, self } = managing
  const what = { ...plaatsOf(gateway, managing), dienstNaam: dienst.naam, wie: lid, door: self }
  return [mailTo(gateway, { to: servicedesk, naam: 'servicedesk' }, linkGelektMail(what))]
}

async function answerOf(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  { wanted, result }: { readonly wanted: Wanted; readonly result: LidResult<FieldProblem> },
): Promise<Answer> {
  const { lid, chosen } = wanted
  if (result.kind === 'geen') throw new Refusal('SL401')
  if (result.kind === 'fout')
    return again(gateway, visit, managing, { lid, chosen, problems: [result.fout] })
  if (result.kind === 'verouderd') {
    const { agbCode, dienst } = managing
    const leden = await gateway.organisaties.leden.leden(agbCode, dienst.naam)
    const now = leden.find(({ nummer }) => nummer === lid.nummer) ?? lid
    return again(gateway, visit, managing, { lid: now, problems: [], isConflict: true })
  }
  gateway.deliveries.accepted()
  await putInForce(gateway, visit)
  return seeOther(basePath(managing))
}

type Again = Parameters<typeof lidHtml>[3] & { readonly problems: readonly FieldProblem[] }

const again = (gateway: Gateway, visit: Visit, managing: Managing, view: Again): Answer =>
  refusedForm(
    visit,
    view.problems,
    () => lidHtml(gateway, visit, managing, view),
    view.isConflict === true ? 409 : 422,
  )

/** It is saved, and the poll puts it in force too: failing here is no reason to say otherwise. */
export async function putInForce(gateway: Gateway, visit: Visit): Promise<void> {
  try {
    await gateway.organisaties.refresh()
  } catch (fout) {
    gateway.log.warn({ verzoek: visit.id, fout }, logTexts.beheerByPoll)
  }
}
