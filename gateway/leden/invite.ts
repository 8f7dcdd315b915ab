/** Inviting by mail: the form, again, and taking it back. */
import { seeOther } from '../http/answer/answer.ts'
import { readEmail } from '../account/email.ts'
import { readMobile } from '../account/phone.ts'
import { Refusal } from '../errors.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { uitnodigingMail } from './mail-texts.ts'
import { newLink } from './link.ts'
import { dutchMoment } from '../pages/dates.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { UitnodigingRow } from '../store/leden/leden.ts'
import { mayMail } from '../toegang/links/mail-link.ts'
import { macsOf } from '../toegang/macs.ts'
import { refusedLidForm } from './form-answer.ts'
import { mailTo, plaatsOf } from './mails.ts'
import { grantable } from './manage.ts'
import type { Managing } from './managing.ts'
import { basePath, ledenHtml } from './show.ts'
import type { More } from './show.ts'
import { fieldTexts } from './texts.ts'
import { isName, newUitnodiging, openUitnodiging, uitnodigingStaat } from './uitnodiging.ts'
import type { Genodigde } from './uitnodiging.ts'

export const inviteFields = ['naam', 'email', 'telefoon', 'rol'] as const

/** Most invitations of one organisation that wait at once. */
const mostOpen = 50

interface Invited {
  readonly wie: Genodigde
  readonly rol: string
}

/** `POST …/uitnodigen` */
export const invite =
  (more?: More) =>
  async (
    gateway: Gateway,
    visit: Visit,
    managing: Managing,
    form: FormValues,
  ): Promise<Outcome> => {
    const read = readInvite(gateway, managing, form)
    const problems =
      'problems' in read ? read.problems : await knownProblems(gateway, managing, read)
    if (problems.length === 0 && !('problems' in read)) return sendInvite(gateway, managing, read)
    const [naam, email, telefoon, rol] = inviteFields.map((name) => oneOf(form, name))
    const typed = { naam: naam ?? '', email: email ?? '', telefoon: telefoon ?? '', rol: rol ?? '' }
    const html = await ledenHtml(gateway, visit, managing, { typed, problems, more })
    return { answer: refusedLidForm(visit, problems, () => html) }
  }

function readInvite(
  { toegang }: Gateway,
  { dienst, self }: Managing,
  form: FormValues,
): Invited | { readonly problems: readonly FieldProblem[] } {
  const typed = (name: (typeof inviteFields)[number]): string => oneOf(form, name).trim()
  const email = readEmail(typed('email'))
  const phone = readPhone(typed('telefoon'), dienst, toegang)
  const rol = typed('rol')
  const rules: readonly (readonly [isWrong: boolean, veld: keyof typeof fieldTexts])[] = [
    [!isName(typed('naam')), 'naam'],
    [email === undefined, 'email'],
    [phone === null, 'telefoon'],
    [!grantable(dienst, self.rollen).has(rol), 'rol'],
  ]
  const problems = rules
    .filter(([isWrong]) => isWrong)
    .map(([, veld]) => ({ veld, melding: fieldTexts[textOf(veld, toegang)] }))
  if (problems.length > 0 || email === undefined) return { problems }
  const telefoon = phone ?? undefined
  const { address, fold } = email
  return { wie: { naam: typed('naam'), email: address, emailFold: fold, telefoon }, rol }
}

const textOf = (
  veld: keyof typeof fieldTexts,
  { notifier }: Gateway['toegang'],
): keyof typeof fieldTexts => (veld === 'telefoon' && notifier.sms === undefined ? 'geenSms' : veld)

/** The number in E.164; undefined: none was given, and none is demanded; null: it is none. */
function readPhone(
  text: string,
  { leden }: Managing['dienst'],
  { smsCountries, notifier }: Gateway['toegang'],
): string | undefined | null {
  if (text === '' && leden.telefoon !== 'verplicht') return undefined
  // A number that no code can be sent to would keep its account from ever being made.
  return notifier.sms === undefined ? null : (readMobile(text, smsCountries) ?? null)
}

/** Whether the address is of a member is known to who manages them; of others nothing is told. */
async function knownProblems(
  { toegang, keyring }: Gateway,
  { leden, self }: Managing,
  { wie }: Invited,
): Promise<readonly FieldProblem[]> {
  const account = await toegang.store.accountOf(macsOf(keyring, 'adres', wie.emailFold))
  const lid = leden.find(({ nummer }) => nummer === account?.nummer)
  if (lid === undefined || !['actief', 'stopgezet', 'aangemeld'].includes(lid.staat)) return []
  return [{ veld: 'email', melding: lid === self ? fieldTexts.uzelf : fieldTexts.alLid }]
}

async function sendInvite(
  gateway: Gateway,
  managing: Managing,
  { wie, rol }: Invited,
): Promise<Outcome> {
  const may = await mayMail(gateway, 'uitnodiging', wie.emailFold)
  return putInvite(gateway, managing, { wie, rol, may })
}

/** The same again. Who had enough mails keeps the link of the last one: nobody is left with a link that is over. */
async function sendAgain(gateway: Gateway, managing: Managing, invited: Invited): Promise<Outcome> {
  const may = await mayMail(gateway, 'uitnodiging', invited.wie.emailFold)
  if (!may) return { answer: seeOther(basePath(managing)) }
  return putInvite(gateway, managing, { ...invited, may })
}

/** `may`: it is mailed; otherwise it only looks the same. */
interface Putting extends Invited {
  readonly may: boolean
}

async function putInvite(
  gateway: Gateway,
  managing: Managing,
  { wie, rol, may }: Putting,
): Promise<Outcome> {
  const { agbCode, dienst, allowed, self } = managing
  const { at } = allowed
  await demandRoom(gateway, managing)
  const validUntil = at + dienst.leden.uitnodigingMs
  const row = newUitnodiging(gateway.keyring, wie, {
    ...{ id: gateway.newId(), agbCode, dienst: dienst.naam, rol, door: self.nummer },
    createdAt: at,
    validUntil,
  })
  return changing<readonly string[]>({
    told: { object: { soort: 'organisatie', id: agbCode }, actie: 'C' },
    make: (audit) => gateway.organisaties.leden.nodigUit(row, audit),
    outcomeOf: () => ({ told: { toelichting: `uitgenodigd als ${rol} voor ${dienst.naam}` } }),
    answerOf: async () => {
      await mailInvite(gateway, managing, { id: row.id, wie, rol, may, validUntil })
      return seeOther(basePath(managing))
    },
  })
}

async function demandRoom(
  { organisaties }: Gateway,
  { agbCode, dienst, allowed }: Managing,
): Promise<void> {
  const since = allowed.at - dienst.leden.uitnodigingMs
  const place = { agbCode, dienst: dienst.naam, since, limit: 10 * mostOpen }
  const rows = await organisaties.leden.uitnodigingen(place)
  const open = rows.filter((row) => uitnodigingStaat(row, allowed.at) === 'uitgenodigd')
  if (open.length >= mostOpen) throw new Refusal('SL124', { retryAfterSeconds: 3_600 })
}

/** The link, and its mail unless the address had enough of them: that looks the same. */
async function mailInvite(
  gateway: Gateway,
  managing: Managing,
  { id, wie, rol, may, validUntil }: Putting & { readonly id: string; readonly validUntil: number },
): Promise<void> {
  const { agbCode, dienst, allowed, self } = managing
  const { row, url } = newLink(gateway, {
    ...{ soort: 'uitnodiging', agbCode, dienst: dienst.naam, door: self.nummer },
    adres: wie.emailFold,
    gegevens: { ...wie, rol, uitnodiging: id },
    createdAt: allowed.at,
    validUntil,
  })
  const tekst = uitnodigingMail({
    ...plaatsOf(gateway, managing),
    rol: dienst.autorisaties.get(rol)?.omschrijving ?? rol,
    link: url,
    tot: dutchMoment(validUntil),
  })
  const to = { to: wie.email, naam: wie.naam, geldigTot: validUntil, id }
  const mails = may ? [mailTo(gateway, to, tekst)] : []
  await gateway.toegang.store.nieuweLink(row, { mails, vervangt: true })
  gateway.deliveries.accepted()
}

/** `POST …/uitnodigingen/{id}` */
export async function requestAct(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
): Promise<Outcome> {
  const { agbCode, dienst } = managing
  const row = await gateway.organisaties.leden.uitnodiging(visit.params['id'] ?? '')
  if (row === undefined || row.agbCode !== agbCode || row.dienst !== dienst.naam)
    return { barred: 'SL401' }
  const done = actOn(gateway, managing, row, oneOf(form, 'actie'))
  if (typeof done !== 'string') return done
  const problems = [{ veld: 'actie', melding: fieldTexts[done] }]
  const html = await ledenHtml(gateway, visit, managing, { problems })
  return { answer: refusedLidForm(visit, problems, () => html) }
}

/** What comes of it; or why nothing does. */
function actOn(
  gateway: Gateway,
  managing: Managing,
  row: UitnodigingRow,
  actie: string,
): Outcome | Promise<Outcome> | 'gewijzigd' | 'buitenBereik' {
  const { dienst, self } = managing
  if (row.staat !== 'uitgenodigd') return 'gewijzigd'
  // Sending it again gives its role, taking it back takes it.
  if (!grantable(dienst, self.rollen).has(row.rol)) return 'buitenBereik'
  if (actie === 'intrekken') return withdraw(gateway, managing, row)
  const wie = openUitnodiging(gateway.keyring, row)
  return actie === 'opnieuw' && wie !== undefined
    ? sendAgain(gateway, managing, { wie, rol: row.rol })
    : 'gewijzigd'
}

const withdraw = (
  gateway: Gateway,
  managing: Managing,
  { id }: Pick<UitnodigingRow, 'id'>,
): Outcome =>
  changing<boolean>({
    told: { object: { soort: 'organisatie', id: managing.agbCode }, actie: 'D' },
    make: (audit) => gateway.organisaties.leden.trekIn({ id, at: managing.allowed.at }, audit),
    outcomeOf: () => ({ told: { toelichting: 'uitnodiging ingetrokken' } }),
    answerOf: () => seeOther(basePath(managing)),
  })
