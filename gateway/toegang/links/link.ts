/** A link of a mail: what it is for, as a page with a button. */
import { Refusal } from '../../errors.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { readLinkToken } from '../../secrets/link-token.ts'
import type { LinkRow, LinkSoort } from '../../store/toegang/link.ts'
import { openLink } from '../account.ts'
import { codeField } from '../pages/asked-fields.tsx'
import { linkPage, newPasswordField } from '../pages/link-page.tsx'
import type { FieldView } from '../pages/fields.tsx'
import { guardFor, shown } from '../visitor.ts'

/** Those whose POST is here; the others are of organisations. */
const soorten = [
  'e-mail-bewijs',
  'uitnodiging',
  'wachtwoord',
  'e-mail-wijziging',
  'factor-herstel',
] as const satisfies readonly LinkSoort[]

export type AccountLinkSoort = (typeof soorten)[number]

/** The link of a request; throws SL401 for a forged one without asking the store, SL411 for one that is over. */
export async function linkOf(
  gateway: Gateway,
  visit: Visit,
): Promise<LinkRow & { soort: AccountLinkSoort }> {
  const read = readLinkToken(gateway.keyring, visit.params['token'] ?? '', soorten)
  if (read === undefined) throw new Refusal('SL401')
  const row = await gateway.toegang.store.link(read.id)
  if (row?.soort !== read.soort) throw new Refusal('SL401')
  if (row.usedAt !== null || row.revokedAt !== null || gateway.now() >= row.validUntil)
    throw new Refusal('SL411')
  return { ...row, soort: read.soort }
}

interface Shown {
  readonly title: string
  readonly lead: string
  readonly button: string
  readonly fields?: readonly FieldView[]
}

const pages: Readonly<Record<AccountLinkSoort, (email: string) => Shown>> = {
  'e-mail-bewijs': (email) => ({
    title: 'Maak uw account af',
    lead: `Deze link is voor ${email}. Druk op de knop en kies een wachtwoord en een tweede factor.`,
    button: 'Account maken',
  }),
  uitnodiging: (email) => ({
    title: 'U bent uitgenodigd',
    lead: `Deze uitnodiging is voor ${email}. Druk op de knop om verder te gaan.`,
    button: 'Verder',
  }),
  wachtwoord: (email) => ({
    title: 'Kies een nieuw wachtwoord',
    lead: `Voor het account van ${email}. Vul ook een code van uw tweede factor in. Gegevens die met uw oude wachtwoord zijn versleuteld, kan alleen een collega weer voor u openen.`,
    button: 'Wachtwoord opslaan',
    fields: [newPasswordField, codeField('Code van uw tweede factor', 'Zes cijfers.')],
  }),
  'e-mail-wijziging': (email) => ({
    title: 'Bevestig uw nieuwe e-mailadres',
    lead: `Voortaan meldt u zich aan met ${email}.`,
    button: 'Bevestigen',
  }),
  'factor-herstel': (email) => ({
    title: 'Registreer uw tweede factor opnieuw',
    lead: `Voor het account van ${email}. Vul uw wachtwoord in.`,
    button: 'Verder',
    fields: [
      {
        veld: 'wachtwoord',
        label: 'Wachtwoord',
        type: 'password',
        autocomplete: 'current-password',
      },
    ],
  }),
}

/** `GET /link/{token}`: what it is for, and a button. */
export async function showLink(gateway: Gateway, visit: Visit): Promise<Answer> {
  return linkAgain(gateway, visit, await linkOf(gateway, visit), [])
}

export function linkAgain(
  gateway: Gateway,
  visit: Visit,
  row: LinkRow & { soort: AccountLinkSoort },
  problems: readonly FieldProblem[],
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const { email } = openLink(gateway.keyring, row)
  const html = linkPage(frameOf(gateway, visit), {
    csrf,
    action: visit.target?.path ?? '',
    problems,
    ...pages[row.soort](email),
    sms: row.soort === 'wachtwoord' && gateway.toegang.notifier.sms !== undefined,
  })
  return shown(html, cookies)
}
