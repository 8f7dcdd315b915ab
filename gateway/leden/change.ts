/** Wijzig status: Activeren, Afkeuren, Stopzetten, another role, machtigingen, factor-herstel. */
import { Refusal } from '../errors.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import { changing } from '../http/outcome.ts'
import type { Came, Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import {
  linkGelektMail,
  lidActiefMail,
  lidAfgekeurdMail,
  lidStopgezetMail,
  zelfGemachtigdMail,
} from './mail-texts.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { LidNaar, LidResult, LidRow } from '../store/leden/lid.ts'
import { lidAfter, statusActies } from './life.ts'
import type { StatusActie } from './life.ts'
import { gives, isFresh } from './giving.ts'
import { refusedLidForm } from './form-answer.ts'
import { startHerstel } from './herstel.ts'
import { mailTo, mailToAccount, mailToManagers, plaatsOf } from './mails.ts'
import { lidRefusalOf } from './manage.ts'
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
  const mayGive = await isFresh(gateway, managing)
  const meldt = oneOf(form, 'melden') === 'ja'
  return save(gateway, visit, managing, {
    ...{ lid, actie, chosen, meldt, mayGive, versie: oneOf(form, 'versie') },
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

interface Wanted {
  readonly lid: LidRow
  readonly actie: Actie
  readonly chosen: Pick<LidNaar, 'rollen' | 'machtigingen'>
  readonly versie: string
  /** Whether a machtiging may be given with it. */
  readonly mayGive: boolean
  /** Whether he says that the invitation link went astray. */
  readonly meldt: boolean
}

/** What is wrong with it: a field of the form, or that it needs a code or a secured session first. */
type Fout = FieldProblem | 'SL211'

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
    ...(await ownTickMails(gateway, managing, wanted)),
  ]
  return changing<LidResult<Fout>>({
    told: { object: { soort: 'account', id: lid.nummer } },
    make: (audit) =>
      gateway.organisaties.leden.wijzig(
        {
          ...{ agbCode, dienst: dienst.naam, nummer: lid.nummer, door: self.nummer },
          // As in Gebruikersbeheer: a form that does not say what it was made from was made from nothing there is.
          version: /^[0-9]{1,15}$/.test(versie) ? Number(versie) : -1,
          at: allowed.at,
          judge: (leden) => judge(managing, leden, wanted),
          mails,
        },
        audit,
      ),
    outcomeOf: (result) =>
      result.kind === 'opgeslagen'
        ? { told: { wijziging: { van: valueOf(result.van), naar: valueOf(result.row) } } }
        : notSaved(result),
    answerOf: (result) => answerOf(gateway, visit, managing, { wanted, result }),
  })
}

const notSaved = (result: LidResult<Fout>): Came => ({
  ...(result.kind === 'fout' && result.fout === 'SL211' && { reference: result.fout }),
  told: { toelichting: 'niet opgeslagen' },
})

const valueOf = ({ staat, rollen, machtigingen }: LidRow) => ({ staat, rollen, machtigingen })

/** On the members as they are in the transaction. */
function judge(
  { dienst, self }: Managing,
  leden: readonly LidRow[],
  { lid, actie, chosen, mayGive }: Wanted,
): { readonly naar: LidNaar } | { readonly fout: Fout } {
  const now = (nummer: Gebruikersnummer): LidRow | undefined =>
    leden.find((one) => one.nummer === nummer)
  const [actor, target] = [now(self.nummer), now(lid.nummer)]
  if (actor === undefined || target === undefined || actor.staat !== 'actief')
    return { fout: { veld: 'actie', melding: fieldTexts.gewijzigd } }
  const { rollen, machtigingen } = chosen
  const asked = { dienst, actor: ruled(actor), target: ruled(target), leden: leden.map(ruled) }
  const refusal = lidRefusalOf({ ...asked, actie, rollen })
  if (refusal !== undefined) return { fout: refusal }
  const fits = machtigingen.every((naam) => {
    const voor = dienst.machtigingen?.get(naam)?.voor
    return voor !== undefined && rollen.some((rol) => voor.has(rol))
  })
  if (!fits) return { fout: { veld: 'machtiging', melding: fieldTexts.machtiging } }
  const staat = actie === 'wijzigen' ? target.staat : lidAfter(asked.target.staat, actie)
  const naar = { staat: staat ?? target.staat, rollen, machtigingen }
  return gives(target, naar) && !mayGive ? { fout: 'SL211' } : { naar }
}

const mailOf = {
  activeren: lidActiefMail,
  afkeuren: lidAfgekeurdMail,
  stopzetten: lidStopgezetMail,
} as const

async function mailsFor(
  gateway: Gateway,
  managing: Managing,
  nummer: Gebruikersnummer,
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

/** To the others who manage, when he lets himself see what he did not: nobody ticks for himself unseen. */
async function ownTickMails(
  gateway: Gateway,
  managing: Managing,
  { lid, chosen }: Wanted,
): Promise<readonly NewAflevering[]> {
  const { dienst, self, leden } = managing
  const given = chosen.machtigingen.filter((naam) => !lid.machtigingen.includes(naam))
  if (lid.nummer !== self.nummer || given.length === 0) return []
  const machtigingen = given.map((naam) => dienst.machtigingen?.get(naam)?.omschrijving ?? naam)
  const tekst = zelfGemachtigdMail({ ...plaatsOf(gateway, managing), wie: self, machtigingen })
  const others = leden.filter(({ nummer }) => nummer !== self.nummer)
  return mailToManagers(gateway, { dienst, leden: others }, tekst)
}

async function answerOf(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  { wanted, result }: { readonly wanted: Wanted; readonly result: LidResult<Fout> },
): Promise<Answer> {
  const { lid, chosen } = wanted
  if (result.kind === 'geen') throw new Refusal('SL401')
  if (result.kind === 'fout') {
    const { fout } = result
    if (fout === 'SL211') throw new Refusal(fout)
    return again(gateway, visit, managing, { lid, chosen, problems: [fout] })
  }
  if (result.kind === 'verouderd') {
    const { agbCode, dienst } = managing
    const leden = await gateway.organisaties.leden.leden(agbCode, dienst.naam)
    const now = leden.find(({ nummer }) => nummer === lid.nummer) ?? lid
    return again(gateway, visit, managing, { lid: now, problems: [], isConflict: true })
  }
  gateway.deliveries.accepted()
  await putInForce(gateway, visit, 'organisaties')
  return seeOther(basePath(managing))
}

type Again = Parameters<typeof lidHtml>[3] & { readonly problems: readonly FieldProblem[] }

const again = (gateway: Gateway, visit: Visit, managing: Managing, view: Again): Answer =>
  refusedLidForm(
    visit,
    view.problems,
    () => lidHtml(gateway, visit, managing, view),
    view.isConflict === true ? 409 : 422,
  )
