/** What a link begins: making an account, and registering another second factor. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { seeOther } from '../../http/answer/answer.ts'
import { checkPassword } from '../../account/password-hash.ts'
import { Refusal } from '../../errors.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { setCookie } from '../../http/sign-in/cookies.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { LinkRow } from '../../store/toegang/link.ts'
import { openAccount, openLink } from '../account.ts'
import type { Inrichting } from '../account.ts'
import { newSetup } from '../setup/attempt.ts'
import { refusedForm } from '../visitor.ts'
import { linkAgain } from './link.ts'
import type { AccountLinkSoort } from './link.ts'
import { accountAt, accountOfLink } from './owner.ts'

async function startSetup(
  gateway: Gateway,
  row: LinkRow,
  what: { readonly nummer: Gebruikersnummer | null; readonly inrichting: Inrichting },
): Promise<Answer> {
  const { token } = await newSetup(gateway, { ...what, link: row.id })
  return seeOther('/inrichten', [setCookie('poging', token)])
}

/** Who has an account already accepts an invitation by signing in: a stranger cannot set its password. */
export async function beginSetup(gateway: Gateway, row: LinkRow): Promise<Answer> {
  const { naam, email, telefoon } = openLink(gateway.keyring, row)
  const known = await accountAt(gateway, email)
  if (known !== undefined && row.soort === 'uitnodiging')
    return seeOther('/aanmelden?na=/uitnodiging', [
      setCookie('uitnodiging', row.id.padEnd(43, '_')),
    ])
  if (known !== undefined) throw new Refusal('SL411')
  return startSetup(gateway, row, { nummer: null, inrichting: { naam, email, vast: telefoon } })
}

/** The old factor works until the new one is proved. */
export async function beginFactor(
  gateway: Gateway,
  visit: Visit,
  row: LinkRow & { soort: AccountLinkSoort },
  wachtwoord: string,
): Promise<Answer> {
  const account = await accountOfLink(gateway, row)
  const gegevens = openAccount(gateway.keyring, account)
  // A program that presses the buttons of mails fills in nothing, and uses no tries up.
  const { hashing, store } = gateway.toegang
  const opened =
    wachtwoord === ''
      ? undefined
      : await hashing.run(visit.address, async (derive) =>
          (await store.linkPoging(row.id)) > 5
            ? undefined
            : checkPassword(wachtwoord, gegevens.wachtwoord, derive),
        )
  if (opened === undefined) {
    const problems = [{ veld: 'wachtwoord', melding: 'Dit wachtwoord klopt niet.' }]
    return refusedForm(visit, { code: 'SL123', problems }, () =>
      linkAgain(gateway, visit, row, problems),
    )
  }
  const inrichting = { naam: account.naam, email: gegevens.email, wachtwoord: gegevens.wachtwoord }
  return startSetup(gateway, row, { nummer: account.nummer, inrichting })
}
