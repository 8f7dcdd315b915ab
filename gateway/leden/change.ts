/** Wijzig status: Activeren, Afkeuren, Stopzetten, another role, machtigingen, factor-herstel. */
import { Refusal } from '../errors.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import { changing } from '../http/outcome.ts'
import type { Came, Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { LidNaar, LidResult, LidRow } from '../store/leden/lid.ts'
import { statusActies } from './life.ts'
import { isFresh } from './giving.ts'
import { refusedLidForm } from './form-answer.ts'
import { startHerstel } from './herstel.ts'
import type { Managing } from './managing.ts'
import { basePath, lidHtml } from './show.ts'
import { fieldTexts } from './texts.ts'
import { judgeLid } from './change-judged.ts'
import type { LidActie, LidWanted, LidFout } from './change-judged.ts'
import { mailsFor, leakMail, ownTickMails } from './change-mails.ts'

export const lidFields = ['actie', 'rol', 'machtiging', 'melden'] as const

const isActie = (text: string): text is LidActie =>
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
  actie: LidActie,
): Pick<LidNaar, 'rollen' | 'machtigingen'> {
  if (actie === 'afkeuren' || actie === 'stopzetten')
    return { rollen: lid.rollen, machtigingen: lid.machtigingen }
  const rol = oneOf(form, 'rol')
  return {
    rollen: rol === '' ? lid.rollen : [rol],
    machtigingen: [...new Set(form.get('machtiging') ?? [])],
  }
}

async function save(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  wanted: LidWanted,
): Promise<Outcome> {
  const { agbCode, dienst, allowed, self } = managing
  const { lid, versie, actie } = wanted
  const mails = [
    ...(await mailsFor(gateway, managing, lid.nummer, actie)),
    ...leakMail(gateway, managing, wanted),
    ...(await ownTickMails(gateway, managing, wanted)),
  ]
  return changing<LidResult<LidFout>>({
    told: { object: { soort: 'account', id: lid.nummer } },
    make: (audit) =>
      gateway.organisaties.leden.wijzig(
        {
          ...{ agbCode, dienst: dienst.naam, nummer: lid.nummer, door: self.nummer },
          // As in Gebruikersbeheer: a form that does not say what it was made from was made from nothing there is.
          version: /^[0-9]{1,15}$/.test(versie) ? Number(versie) : -1,
          at: allowed.at,
          judge: (leden) => judgeLid(managing, leden, wanted),
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

const notSaved = (result: LidResult<LidFout>): Came => ({
  ...(result.kind === 'fout' && result.fout === 'SL211' && { reference: result.fout }),
  told: { toelichting: 'niet opgeslagen' },
})

const valueOf = ({ staat, rollen, machtigingen }: LidRow) => ({ staat, rollen, machtigingen })

async function answerOf(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  { wanted, result }: { readonly wanted: LidWanted; readonly result: LidResult<LidFout> },
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
