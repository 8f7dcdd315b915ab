/** What a change of an account comes to: what is to be kept, or what is wrong. */
import { hashPassword } from '../../account/password-hash.ts'
import type { OpenedPassword } from '../../account/password-hash.ts'
import type { EmailAddress } from '../../account/email.ts'
import { readEmail } from '../../account/email.ts'
import { readPassword } from '../../account/password-rules.ts'
import { parseAgbCode } from '../../identity/agb-code.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import type { AccountStore } from '../../store/toegang/account.ts'
import { sealAccount } from '../account.ts'
import type { AccountGegevens } from '../account.ts'
import { knownOfOwner } from '../known-words.ts'
import { factorIn } from './ask-factor.ts'
import type { Actie } from '../pages/account-pages.tsx'
import type { Owner } from '../proof.ts'
import { pairUnder } from './key-pair.ts'
import type { SetupChoice } from '../setup/choice.ts'
import { emailProblem } from '../typed.ts'

export const chosenIn = (form: FormValues) => ({
  kanaal: oneOf(form, 'kanaal'),
  telefoon: oneOf(form, 'telefoon'),
})

export type AccountChange = Pick<Parameters<AccountStore['wijzig']>[0], 'naar' | 'paar'>

/** What a change comes to: what is to be kept, or what is wrong. */
type WantedChange =
  | { readonly problem: FieldProblem }
  | { readonly wat: string; readonly naar: (opened: OpenedPassword) => Promise<AccountChange> }
  | { readonly email: EmailAddress }
  | { readonly factor: SetupChoice }

/** What was asked: by whom, and what was filled in. */
interface AskedChange {
  readonly gateway: Gateway
  readonly visit: Visit
  readonly owner: Owner
  readonly form: FormValues
}

const sealedAs = (
  { keyring }: Gateway,
  { account }: Owner,
  gegevens: AccountGegevens,
): AccountChange => ({ naar: { sealed: sealAccount(keyring, account.nummer, gegevens) } })

/** The key pair goes on under the new password: who knew the old one loses nothing. */
function newPassword({ gateway, visit, owner, form }: AskedChange): WantedChange {
  const { toegang, randomBytes } = gateway
  const { account, gegevens } = owner
  const read = readPassword(oneOf(form, 'wachtwoord'), knownOfOwner(gateway, owner))
  if ('melding' in read) return { problem: { veld: 'wachtwoord', melding: read.melding } }
  return {
    wat: 'het wachtwoord',
    naar: async (before) => {
      const { record, kek } = await toegang.hashing.run(visit.address, (derive) =>
        hashPassword(read.password, randomBytes, toegang.scrypt, derive),
      )
      const paar = await pairUnder(gateway, account.nummer, { before: before.kek, after: kek })
      return { ...sealedAs(gateway, owner, { ...gegevens, wachtwoord: record }), paar }
    },
  }
}

function newAgbCode({ form }: AskedChange): WantedChange {
  const typed = oneOf(form, 'agbCode').trim()
  const agbZorgverlener = typed === '' ? null : parseAgbCode(typed)
  return agbZorgverlener === undefined
    ? { problem: { veld: 'agbCode', melding: 'Een AGB-code is acht cijfers.' } }
    : {
        wat: 'de persoonlijke AGB-code',
        naar: () => Promise.resolve({ naar: { agbZorgverlener } }),
      }
}

function newAddress({ form }: AskedChange): WantedChange {
  const email = readEmail(oneOf(form, 'email'))
  return email === undefined ? { problem: emailProblem } : { email }
}

function withoutSms({ gateway, owner }: AskedChange): WantedChange {
  const { gegevens } = owner
  if (gegevens.totp === undefined || gegevens.telefoon === undefined)
    return { problem: { veld: 'code', melding: 'U houdt altijd één tweede factor.' } }
  return {
    wat: 'de tweede factor: sms is uitgezet',
    naar: () => Promise.resolve(sealedAs(gateway, owner, { ...gegevens, telefoon: undefined })),
  }
}

/** What each change of an account comes to. */
export const wanted: Readonly<Record<Actie, (asked: AskedChange) => WantedChange>> = {
  wachtwoord: newPassword,
  email: newAddress,
  agb: newAgbCode,
  factor: ({ gateway, owner, form }) => factorIn(gateway, owner, chosenIn(form)),
  'factor-weg': withoutSms,
}
