/** Mails about members, ready for the queue. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { LidRow } from '../store/leden/lid.ts'
import { openAccount } from '../toegang/account.ts'
import { mailFor } from '../toegang/mail.ts'
import type { MailParts } from '../toegang/mail.ts'
import { managersOf } from './manage.ts'
import { ruled } from './managing.ts'
import type { Managing } from './managing.ts'
import type { MailTekst } from './mail-texts.ts'

/** A mail to an address; one with a link is not sent once that is over. */
export const mailTo = (
  parts: MailParts,
  {
    to,
    naam,
    geldigTot,
    id,
  }: {
    readonly to: string
    readonly naam: string
    readonly geldigTot?: number
    /** Of the invitation it is of: whether it could be delivered is looked up by it. */
    readonly id?: string
  },
  { onderwerp, alineas }: MailTekst,
): NewAflevering => {
  const { keyring, now, toegang } = parts
  const newId = id === undefined ? parts.newId : () => id
  const facts = { naam, geldigTot, onderwerp, alineas }
  return mailFor({ keyring, now, toegang, newId }, to, 'organisatie', facts)
}

/** A mail to an account; none when it is not there any more. */
export async function mailToAccount(
  gateway: MailParts,
  nummer: Gebruikersnummer,
  tekst: MailTekst,
): Promise<readonly NewAflevering[]> {
  const account = await gateway.toegang.store.account(nummer)
  if (account === undefined) return []
  const { email } = openAccount(gateway.keyring, account)
  return [mailTo(gateway, { to: email, naam: account.naam }, tekst)]
}

/** A mail to every manager. */
export async function mailToManagers(
  gateway: MailParts,
  { dienst, leden }: Pick<Managing, 'dienst'> & { readonly leden: readonly LidRow[] },
  tekst: MailTekst,
): Promise<readonly NewAflevering[]> {
  const managers = managersOf(dienst, leden.map(ruled))
  const mails = await Promise.all(
    managers.map(({ nummer }) => mailToAccount(gateway, nummer, tekst)),
  )
  return mails.flat()
}

/** What every mail about members says. */
export const plaatsOf = (
  gateway: MailParts,
  {
    dienst,
    organisatie,
    agbCode,
  }: {
    readonly dienst: { readonly titel: string }
    readonly organisatie: string
    readonly agbCode: AgbCode
  },
) => ({
  dienst: dienst.titel,
  organisatie,
  agbCode,
  adres: `${gateway.toegang.url}/aanmelden`,
})
