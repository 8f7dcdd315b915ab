/** Makes a link and mails it. */
import type { Doer } from '../../store/doer.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCodeOrNone } from '../../identity/agb-code.ts'
import type { EmailAddress } from '../../account/email.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { linkToken } from '../../secrets/link-token.ts'
import type { LinkSoort } from '../../store/toegang/link.ts'
import { sealLink } from '../account.ts'
import type { LinkGegevens } from '../account.ts'
import type { LetterFacts, LetterKind } from '../letters.ts'
import { limitTake } from '../limits.ts'
import { macOf } from '../macs.ts'
import { mailFor } from '../mail.ts'
import type { MailParts } from '../mail.ts'

const hour = 3600_000

/** How long links live. */
export const linkMs = { bewijs: 24 * hour, wachtwoord: hour / 2, herstel: 24 * hour } as const

interface NewLinkMail {
  readonly soort: LinkSoort
  readonly email: EmailAddress
  readonly gegevens: Omit<LinkGegevens, 'email'>
  readonly nummer: Gebruikersnummer | null
  readonly door: Doer
  readonly agbCode?: AgbCodeOrNone
  readonly dienst?: string
  readonly validUntil: number
  readonly kind: LetterKind
  readonly facts?: Partial<LetterFacts>
}

/** Makes a link and mails it; the live ones for the same end. Over the limits of a mailbox nothing goes out. */
export async function mailLink(gateway: Gateway, link: NewLinkMail): Promise<void> {
  const { keyring, newId, now, toegang, deliveries } = gateway
  const id = newId()
  const { soort, email, gegevens, validUntil, kind } = link
  if (!(await mayMail(gateway, kind, email.fold))) return
  const token = linkToken(keyring.current, soort, id)
  const mail = mailFor(gateway, email.address, kind, {
    ...link.facts,
    naam: gegevens.naam,
    link: `${toegang.url}/link/${token}`,
    geldigTot: validUntil,
  })
  await toegang.store.nieuweLink(
    {
      id,
      soort,
      adresMac: macOf(keyring, 'adres', email.fold),
      agbCode: link.agbCode ?? '',
      dienst: link.dienst ?? '',
      nummer: link.nummer,
      door: link.door,
      sealed: sealLink(keyring, id, { ...gegevens, email: email.address }),
      createdAt: now(),
      validUntil,
    },
    { mails: [mail], vervangt: true },
  )
  deliveries.accepted()
}

/** Five an hour and ten a day of a kind to one mailbox: who fills it with ours, fills nothing. */
export async function mayMail(gateway: MailParts, kind: string, fold: string): Promise<boolean> {
  const by = `${kind}/${macOf(gateway.keyring, 'adres', fold)}`
  const at = gateway.now()
  const takes = [limitTake('mailUur', by, at), limitTake('mailDag', by, at)]
  return (await gateway.toegang.store.neem(takes)) === 0
}
