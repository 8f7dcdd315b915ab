/** What a set-up comes to once all of it is proved: an account, or another factor of one. */
import type { AuditEvent } from '../../audit/event.ts'
import { seeOther } from '../../http/answer/answer.ts'
import { drawNumber } from '../../account/numbers.ts'
import { readEmail } from '../../account/email.ts'
import { Refusal } from '../../errors.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { clearCookie } from '../../http/sign-in/cookies.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { AccountByLink } from '../../store/toegang/account.ts'
import { changeOfAccount } from '../change-account.ts'
import { openAccount, sealAccount } from '../account.ts'
import type { AccountGegevens, Inrichting } from '../account.ts'
import { macOf, macsOf } from '../macs.ts'
import { replaceFactor } from './new-factor.ts'
import { accountEvent } from '../visitor.ts'
import type { Setup } from './attempt.ts'

/** Makes an account, with the audit row of it. False: the link is over, or the address has an account. */
export type MakesAccount = (
  what: AccountByLink,
  audit: (made: boolean) => AuditEvent,
) => Promise<boolean>

export async function makeAccount(
  gateway: Gateway,
  visit: Visit,
  { row, inrichting }: Setup,
  makes: MakesAccount,
): Promise<Answer> {
  const { toegang, keyring, now } = gateway
  const { naam, email, wachtwoord, telefoon, totp, totpStap } = inrichting
  const fold = readEmail(email)?.fold
  if (wachtwoord === undefined || fold === undefined || row.link === null)
    throw new Error('an account without a password, an address or a link')
  const nummer = drawNumber('account', toegang.randomInt)
  const gegevens: AccountGegevens = { email, wachtwoord, telefoon, totp }
  const at = now()
  const account = {
    nummer,
    adresMac: macOf(keyring, 'adres', fold),
    naam,
    staat: 'actief' as const,
    sealed: sealAccount(keyring, nummer, gegevens),
    totpStap: totpStap ?? null,
    createdAt: at,
  }
  const made = await makes(
    {
      ...{ account, link: row.link, uitdaging: row.hash },
      adresMacs: macsOf(keyring, 'adres', fold),
    },
    (done) =>
      accountEvent(visit, at, {
        gebeurtenis: 'account-wijzigen',
        actie: 'C',
        account,
        code: done ? null : 'SL411',
      }),
  )
  if (!made) throw new Refusal('SL411')
  return seeOther('/aanmelden', [clearCookie('poging')])
}

/** By a link, or within a sign-in. */
export async function renewFactor(
  gateway: Gateway,
  visit: Visit,
  { row }: Setup,
  inrichting: Inrichting,
): Promise<Answer> {
  const { toegang, keyring } = gateway
  const { nummer, link } = row
  if (nummer !== null && link === null) return replaceFactor(gateway, visit, nummer, inrichting)
  const { telefoon, totp, totpStap } = inrichting
  const account = nummer === null ? undefined : await toegang.store.account(nummer)
  if (account === undefined || link === null) throw new Refusal('SL411')
  const gegevens = openAccount(keyring, account)
  const changed = await changeOfAccount(gateway, visit, {
    ...{ account, link, eindig: 'alle', email: gegevens.email },
    naar: {
      sealed: sealAccount(keyring, account.nummer, { ...gegevens, telefoon, totp }),
      totpStap: totpStap ?? null,
      ...(account.staat === 'factor-ontbreekt' && { staat: 'actief' as const }),
    },
    wat: 'de tweede factor',
    toelichting: 'tweede factor opnieuw geregistreerd',
  })
  if (!changed) throw new Refusal('SL411')
  return seeOther('/aanmelden', [clearCookie('poging')])
}
