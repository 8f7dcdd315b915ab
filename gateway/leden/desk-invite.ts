/** An invitation by the service desk, for an organisation that has nobody yet who can invite. */
import type { AgbCode } from '../identity/agb-code.ts'
import { readEmail } from '../account/email.ts'
import { readMobile } from '../account/phone.ts'
import type { AuditOf } from '../store/store.ts'
import type { Doer } from '../store/doer.ts'
import type { LedenStore } from '../store/leden/leden.ts'
import { dutchMoment } from '../pages/dates.ts'
import type { MailParts } from '../toegang/mail.ts'
import { macsOf } from '../toegang/macs.ts'
import { mayMail } from '../toegang/links/mail-link.ts'
import { newLink } from './link.ts'
import { uitnodigingMail } from './mail-texts.ts'
import { mailTo, plaatsOf } from './mails.ts'
import type { DienstMetLeden } from './managing.ts'
import { isName, newUitnodiging } from './uitnodiging.ts'
import type { Genodigde } from './uitnodiging.ts'

export interface DeskInvite {
  readonly agbCode: AgbCode
  readonly organisatie: string
  readonly dienst: DienstMetLeden
  readonly rol: string
  readonly wie: Genodigde
}

/** As a history names who works at the service desk. */
export const deskName: Doer = 'servicedesk'

/** Who is invited; or which option is wrong. */
export function readGenodigde(
  typed: { readonly naam: string; readonly email: string; readonly telefoon: string | undefined },
  { leden }: DienstMetLeden,
  countries: readonly string[],
): { readonly wie: Genodigde } | { readonly wrong: 'naam' | 'email' | 'telefoon' } {
  const naam = typed.naam.trim()
  if (!isName(naam)) return { wrong: 'naam' }
  const email = readEmail(typed.email.trim())
  if (email === undefined) return { wrong: 'email' }
  const telefoon = typed.telefoon === undefined ? undefined : readMobile(typed.telefoon, countries)
  const isNeeded = typed.telefoon !== undefined || leden.telefoon === 'verplicht'
  if (isNeeded && telefoon === undefined) return { wrong: 'telefoon' }
  return { wie: { naam, email: email.address, emailFold: email.fold, telefoon } }
}

const already = ['actief', 'stopgezet', 'aangemeld']

/** Whether this address is of a member already. */
export async function isMember(
  { keyring, toegang }: MailParts,
  store: LedenStore,
  { agbCode, dienst, wie }: DeskInvite,
): Promise<boolean> {
  const account = await toegang.store.accountOf(macsOf(keyring, 'adres', wie.emailFold))
  const leden = await store.leden(agbCode, dienst.naam)
  return leden.some(({ nummer, staat }) => nummer === account?.nummer && already.includes(staat))
}

/** Invites; gives until when. The link is in the mail alone. */
export async function inviteByDesk(
  parts: MailParts,
  store: LedenStore,
  invite: DeskInvite,
  audit: AuditOf<readonly string[]>,
): Promise<number> {
  const { agbCode, dienst, rol, wie } = invite
  const [id, at] = [parts.newId(), parts.now()]
  const validUntil = at + dienst.leden.uitnodigingMs
  const place = { agbCode, dienst: dienst.naam, door: deskName, createdAt: at, validUntil }
  await store.nodigUit(newUitnodiging(parts.keyring, wie, { id, rol, ...place }), audit)
  const gegevens = { ...wie, rol, uitnodiging: id }
  const { row, url } = newLink(parts, {
    ...{ soort: 'uitnodiging', ...place },
    ...{ adres: wie.emailFold, gegevens },
  })
  const may = await mayMail(parts, 'uitnodiging', wie.emailFold)
  const mails = may ? [inviteMail(parts, invite, { id, url, validUntil })] : []
  await parts.toegang.store.nieuweLink(row, { mails, vervangt: true })
  return validUntil
}

function inviteMail(
  parts: MailParts,
  { dienst, rol, wie, ...place }: DeskInvite,
  {
    id,
    url,
    validUntil,
  }: { readonly id: string; readonly url: string; readonly validUntil: number },
) {
  const tekst = uitnodigingMail({
    ...plaatsOf(parts, { dienst, ...place }),
    rol: dienst.autorisaties.get(rol)?.omschrijving ?? rol,
    link: url,
    tot: dutchMoment(validUntil),
  })
  return mailTo(parts, { to: wie.email, naam: wie.naam, geldigTot: validUntil, id }, tekst)
}
