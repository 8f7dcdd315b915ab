/** What a link changes of an account at once: a new password, another address. */
import { seeOther } from '../../http/answer.ts'
import { hashPassword } from '../../account/password-hash.ts'
import { readEmail } from '../../account/email.ts'
import { readPassword } from '../../account/password-rules.ts'
import { Refusal } from '../../errors.ts'
import type { Answer } from '../../http/answer.ts'
import type { Visit } from '../../http/exchange.ts'
import type { Gateway } from '../../http/gateway.ts'
import type { AccountNaar, AccountRow, LinkRow } from '../../store/toegang.ts'
import { openAccount, openLink, sealAccount } from '../account.ts'
import { knownOfOwner } from '../known-words.ts'
import { mailFor } from '../mail.ts'
import { macOf } from '../macs.ts'
import { isRightCode, sendProof } from '../proof.ts'
import { accountEvent, refusedForm } from '../visitor.ts'
import { linkAgain } from './link.ts'
import type { AccountLinkSoort } from './link.ts'
import { accountOfLink, accountAt } from './owner.ts'

interface Typed {
  readonly wachtwoord: string
  readonly code: string
  readonly kanaal: string
}

/** A new password takes a code of the second factor too: a mailbox alone is not enough. */
export async function resetPassword(
  gateway: Gateway,
  visit: Visit,
  row: LinkRow & { soort: AccountLinkSoort },
  typed: Typed,
): Promise<Answer> {
  const account = await accountOfLink(gateway, row)
  const gegevens = openAccount(gateway.keyring, account)
  if (typed.kanaal === 'sms')
    return seeOther(
      visit.target?.path ?? '/',
      await sendProof(gateway, visit, { account, gegevens }, row.id),
    )
  const again = (code: 'SL302' | 'SL123', veld: string, melding: string): Answer => {
    const problems = [{ veld, melding }]
    return refusedForm(visit, { code, problems }, () => linkAgain(gateway, visit, row, problems))
  }
  const sound = readPassword(typed.wachtwoord, knownOfOwner(gateway, { account, gegevens }))
  if ('melding' in sound) return again('SL302', 'wachtwoord', sound.melding)
  const { toegang, randomBytes } = gateway
  // A code is taken once: only when there is room for what it is for.
  const hashed = await toegang.hashing.run(visit.address, async (derive) =>
    (await isRightCode(gateway, visit, { account, gegevens, link: row.id }, typed.code))
      ? hashPassword(sound.password, randomBytes, toegang.scrypt, derive)
      : undefined,
  )
  if (hashed === undefined)
    return again('SL123', 'code', 'Deze code klopt niet, of werkt niet meer.')
  const { record } = hashed
  const losesKey = (await toegang.store.sleutelpaar(account.nummer)) !== undefined
  await change(gateway, visit, {
    account,
    link: row.id,
    naar: (nummer) => ({
      sealed: sealAccount(gateway.keyring, nummer, { ...gegevens, wachtwoord: record }),
    }),
    paar: 'verloren',
    wat: 'het wachtwoord',
    email: gegevens.email,
  })
  return seeOther(losesKey ? '/aanmelden?reden=wachtwoord' : '/aanmelden')
}

interface Changing {
  readonly account: AccountRow
  readonly link: string
  readonly naar: (nummer: string) => AccountNaar
  /** With the old password goes what it opens. */
  readonly paar?: 'verloren'
  readonly wat: string
  /** Where the mail about it goes: the address of before. */
  readonly email: string
}

/** Changes an account by a link, which it uses up; every sign-in ends. */
async function change(
  gateway: Gateway,
  visit: Visit,
  { account, link, naar, wat, email, paar }: Changing,
): Promise<void> {
  const at = gateway.now()
  // On what was read: a change of meanwhile would be undone, and an old password be good again.
  const { nummer, naam, version } = account
  const mails = [mailFor(gateway, email, 'account-gewijzigd', { naam, wat })]
  const what = { nummer, version, at, naar: naar(nummer), eindig: 'alle' as const, paar }
  const changed = await gateway.toegang.store.wijzig({ ...what, link, mails }, () =>
    accountEvent(visit, at, {
      ...{ gebeurtenis: 'account-wijzigen', actie: 'U', account },
      toelichting: `door een link: ${wat}`,
    }),
  )
  if (changed === 'verouderd') throw new Refusal('SL411')
  gateway.deliveries.accepted()
}

export async function changeEmail(gateway: Gateway, visit: Visit, row: LinkRow): Promise<Answer> {
  const { keyring } = gateway
  const account = await accountOfLink(gateway, row)
  const gegevens = openAccount(keyring, account)
  const email = readEmail(openLink(keyring, row).email)
  const isTaken = email === undefined || (await accountAt(gateway, email.address)) !== undefined
  if (isTaken) throw new Refusal('SL411')
  await change(gateway, visit, {
    account,
    link: row.id,
    naar: (nummer) => ({
      adresMac: macOf(keyring, 'adres', email.fold),
      sealed: sealAccount(keyring, nummer, { ...gegevens, email: email.address }),
    }),
    wat: 'het e-mailadres',
    email: gegevens.email,
  })
  return seeOther('/aanmelden')
}
