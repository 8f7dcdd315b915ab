/** The mailbox of an organisation confirms or refuses who registered it, with the digits of its mail. */
import type { AuditEvent } from '../audit/event.ts'
import { ownEvent } from '../audit/retention.ts'
import { dutchToday } from '../base/today.ts'
import { Refusal } from '../errors.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { organisatieActiefMail, organisatieGeweigerdMail } from '../leden/mail-texts.ts'
import { mailToAccount, plaatsOf } from '../leden/mails.ts'
import { gedaanPage } from '../leden/pages/link-pages.tsx'
import type { FieldProblem } from '../pages/frame.ts'
import type { AanmeldingResult, AanmeldingRow } from '../store/leden/aanmelding.ts'
import type { LinkRow } from '../store/toegang/link.ts'
import { openLink } from '../toegang/account.ts'
import { refusedForm, shown } from '../toegang/visitor.ts'
import { startOrganisatie } from './actief.ts'
import { hasAanmelden } from './admitted.ts'
import { choicesNow } from './nieuw.ts'
import { faultTexts, organisatieTexts } from './texts.ts'

const mostTries = 5

export const titleOf = ({ policies }: Gateway, dienst: string): string =>
  policies.current().policy.diensten.get(dienst)?.titel ?? dienst

interface Filled {
  readonly row: LinkRow
  readonly code: string
  readonly actie: string
}

/** What was filled in on its page; `again` shows that with what is wrong. */
export async function answerForMailbox(
  gateway: Gateway,
  visit: Visit,
  { row, code, actie }: Filled,
  again: (problems: readonly FieldProblem[]) => Answer,
): Promise<Answer> {
  const refused = (veld: 'actie' | 'code'): Answer => {
    const problems = [{ veld, melding: faultTexts[veld] }]
    return refusedForm(visit, { code: 'SL302', problems }, () => again(problems))
  }
  if (actie !== 'bevestigen' && actie !== 'weigeren') return refused('actie')
  if (!(await isRightCode(gateway, row, code))) return refused('code')
  const decided = await decideBy(gateway, visit, row, actie)
  await gateway.toegang.store.gebruikLink(row.id, gateway.now())
  gateway.deliveries.accepted()
  if (actie === 'bevestigen') await startOrganisatie(gateway, visit, decided)
  const text = actie === 'bevestigen' ? organisatieTexts.bevestigd : organisatieTexts.geweigerd
  return shown(gedaanPage(frameOf(gateway, visit), text))
}

/** The aanmelding as it is then; throws SL411 when it is over, SL321 when another was confirmed first. */
async function decideBy(
  gateway: Gateway,
  visit: Visit,
  link: LinkRow,
  actie: 'bevestigen' | 'weigeren',
): Promise<AanmeldingRow> {
  const { uitnodiging: id = '', email } = openLink(gateway.keyring, link)
  const asked = await gateway.organisaties.aanmeldingen.find(id)
  if (asked === undefined) throw new Refusal('SL411')
  if (actie === 'bevestigen') await demandRegistered(gateway, asked, email)
  const result = await decideFor(gateway, visit, asked, actie)
  if (result.kind === 'bezet') throw new Refusal('SL321')
  if (!('row' in result)) throw new Refusal('SL411')
  return result.row
}

/**
 * The fifth wrong one ends the link. What is no code at all is no try: a program that presses the buttons of mails
 * does not use them up.
 */
async function isRightCode(
  { toegang, keyring, now }: Gateway,
  row: LinkRow,
  code: string,
): Promise<boolean> {
  if (!/^[0-9]{6}$/.test(code)) return false
  const tries = await toegang.store.linkPoging(row.id)
  const isRight = tries <= mostTries && code === openLink(keyring, row).code
  if (!isRight && tries >= mostTries) await toegang.store.trekLinkIn(row.id, now())
  return isRight
}

/**
 * The register may have changed since the mail went out: who confirms is the mailbox that it names today, of an
 * organisation that it admits today. Throws SL322, SL323, or SL411 for a mailbox of before.
 */
async function demandRegistered(
  gateway: Gateway,
  { agbCode, dienst: naam }: AanmeldingRow,
  email: string,
): Promise<void> {
  const dienst = gateway.policies.current().policy.diensten.get(naam)
  if (!hasAanmelden(dienst)) throw new Refusal('SL411')
  const today = dutchToday(gateway.now())
  const keuzes = await choicesNow(gateway, { dienst, agbCode, today })
  if (typeof keuzes === 'string') throw new Refusal(keuzes)
  if (!keuzes.emails.includes(email)) throw new Refusal('SL411')
}

async function decideFor(
  gateway: Gateway,
  visit: Visit,
  { id, door, agbCode, dienst, naam }: AanmeldingRow,
  actie: 'bevestigen' | 'weigeren',
): Promise<AanmeldingResult> {
  const { aanmeldingen } = gateway.organisaties
  const at = gateway.now()
  const account = await gateway.toegang.store.account(door)
  const place = {
    dienst: { titel: titleOf(gateway, dienst) },
    organisatie: naam ?? agbCode,
    agbCode,
  }
  const tekst = actie === 'bevestigen' ? organisatieActiefMail : organisatieGeweigerdMail
  const mails = await mailToAccount(gateway, door, tekst(plaatsOf(gateway, place)))
  const audit = (result: AanmeldingResult): AuditEvent => ({
    ...ownEvent(
      { at, id: visit.id },
      {
        gebeurtenis: 'organisatie-aanmelden',
        actie: 'U',
        object: { soort: 'organisatie', id: agbCode },
        toelichting: `${actie} door de mailbox van de organisatie: ${result.kind}`,
      },
    ),
    ...{ luisteraar: 'toegang', adres: visit.address, dienst },
  })
  return actie === 'weigeren'
    ? aanmeldingen.eindig({ id, at, daad: 'weigeren', mails }, audit)
    : aanmeldingen.bevestig(
        { id, at, hoe: 'register-email', naam: account?.naam ?? door, mails },
        audit,
      )
}
