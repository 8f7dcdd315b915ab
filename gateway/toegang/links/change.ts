/** What a link changes of an account at once: a new password, another address. */
import { seeOther } from '../../http/answer/answer.ts'
import { hashPassword } from '../../account/password-hash.ts'
import { readEmail } from '../../account/email.ts'
import { readPassword } from '../../account/password-rules.ts'
import { Refusal } from '../../errors.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { LinkRow } from '../../store/toegang/link.ts'
import { changeOfAccount } from '../change-account.ts'
import { openAccount, openLink, sealAccount } from '../account.ts'
import { knownOfOwner } from '../known-words.ts'
import { macOf } from '../macs.ts'
import { isRightCode, sendProof } from '../proof.ts'
import { refusedForm } from '../visitor.ts'
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
    naar: {
      sealed: sealAccount(gateway.keyring, account.nummer, { ...gegevens, wachtwoord: record }),
    },
    // With the old password goes what it opens.
    paar: 'verloren',
    wat: 'het wachtwoord',
    email: gegevens.email,
  })
  return seeOther(losesKey ? '/aanmelden?reden=wachtwoord' : '/aanmelden')
}

type Changing = Omit<Parameters<typeof changeOfAccount>[2], 'eindig' | 'toelichting' | 'link'> & {
  readonly link: string
}

/** Changes an account by a link, which it uses up; every sign-in ends. */
async function change(gateway: Gateway, visit: Visit, changing: Changing): Promise<void> {
  const toelichting = `door een link: ${changing.wat}`
  const what = { ...changing, eindig: 'alle', toelichting } as const
  if (!(await changeOfAccount(gateway, visit, what))) throw new Refusal('SL411')
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
    naar: {
      adresMac: macOf(keyring, 'adres', email.fold),
      sealed: sealAccount(keyring, account.nummer, { ...gegevens, email: email.address }),
    },
    wat: 'het e-mailadres',
    email: gegevens.email,
  })
  return seeOther('/aanmelden')
}
