/** Another invitation link of an organisation in the place of one that went astray, by the service desk. */
import type { AgbCode } from '../identity/agb-code.ts'
import { dutchMoment } from '../pages/dates.ts'
import type { LedenStore } from '../store/leden/leden.ts'
import type { AuditOf } from '../store/store.ts'
import type { MailParts } from '../toegang/mail.ts'
import { deskName } from './desk-invite.ts'
import { linkUrl, ownLink } from './link.ts'
import { linkVervangenMail } from './mail-texts.ts'
import { mailToManagers, plaatsOf } from './mails.ts'
import type { DienstMetLeden } from './managing.ts'

/** Its managers get the new one by mail; gives how many. The old one ends with it. */
export async function replaceLink(
  parts: MailParts,
  store: LedenStore,
  place: {
    readonly agbCode: AgbCode
    readonly organisatie: string
    readonly dienst: DienstMetLeden
  },
  audit: AuditOf<string>,
): Promise<number> {
  const { agbCode, organisatie, dienst } = place
  const row = ownLink(
    parts,
    { agbCode, dienst: dienst.naam, naam: organisatie },
    { at: parts.now(), door: deskName },
  )
  const leden = await store.leden(agbCode, dienst.naam)
  const mails = await mailToManagers(
    parts,
    { dienst, leden },
    linkVervangenMail({
      ...plaatsOf(parts, place),
      link: linkUrl(parts, row),
      tot: dutchMoment(row.validUntil),
    }),
  )
  await store.vervangLink(row, audit, mails)
  return mails.length
}
