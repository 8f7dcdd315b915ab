/** The end of registering another second factor within a sign-in: proved by now, it takes the place of the old one. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { seeOther } from '../../http/answer/answer.ts'
import { Refusal } from '../../errors.ts'
import { cookieOf, clearCookie } from '../../http/sign-in/cookies.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { hashOf, isSignInOver } from '../../http/sign-in/sign-in.ts'
import type { AccountRow } from '../../store/toegang/account.ts'
import { changeOfAccount } from '../change-account.ts'
import { openAccount, sealAccount } from '../account.ts'
import type { Inrichting } from '../account.ts'

/** The sign-in of this browser that it was begun in; throws SL411 when it is over, or of somebody else. */
async function signInOf(
  { toegang, now }: Gateway,
  visit: Visit,
  { nummer }: AccountRow,
): Promise<string> {
  const cookie = cookieOf(visit, 'sessie')
  const row = cookie === undefined ? undefined : await toegang.store.sessie(hashOf(cookie))
  if (row?.nummer !== nummer || isSignInOver(row, now())) throw new Refusal('SL411')
  return row.hash
}

/** The other kind of factor stays; every other sign-in ends, and the address is told. */
export async function replaceFactor(
  gateway: Gateway,
  visit: Visit,
  nummer: Gebruikersnummer,
  { telefoon, totp, totpStap }: Inrichting,
): Promise<Answer> {
  const { toegang, keyring } = gateway
  const account = await toegang.store.account(nummer)
  if (account?.staat !== 'actief') throw new Refusal('SL411')
  const behalve = await signInOf(gateway, visit, account)
  const gegevens = openAccount(keyring, account)
  const both = { totp: totp ?? gegevens.totp, telefoon: telefoon ?? gegevens.telefoon }
  const wat = totp === undefined ? 'het nummer voor sms' : 'de app voor codes'
  const changed = await changeOfAccount(gateway, visit, {
    ...{ account, wat, eindig: { behalve }, email: gegevens.email },
    naar: {
      sealed: sealAccount(keyring, nummer, { ...gegevens, ...both }),
      ...(totpStap !== undefined && { totpStap }),
    },
  })
  if (!changed) throw new Refusal('SL411')
  return seeOther('/account', [clearCookie('poging')])
}
