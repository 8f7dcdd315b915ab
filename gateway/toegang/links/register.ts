/** Asking for an account, or for a new password: the same answer for every address, and a mail that differs. */
import { readEmail } from '../../account/email.ts'
import type { EmailAddress } from '../../account/email.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { openAccount } from '../account.ts'
import { network, limitTake } from '../limits.ts'
import { macOf, macsOf } from '../macs.ts'
import { mailFor } from '../mail.ts'
import { forgotPage, registerPage, sentPage } from '../pages/register-pages.tsx'
import { guardFor, readVisitorForm, refusedForm, shown, tooMany } from '../visitor.ts'
import { linkMs, mailLink, mayMail } from './mail-link.ts'
import { readName, nameProblem, emailProblem } from '../typed.ts'
import { beside } from '../beside.ts'

async function countRequest(
  { toegang, keyring, now }: Gateway,
  { address }: Visit,
  what: string,
): Promise<void> {
  const by = `${what}/${macOf(keyring, 'netwerk', network(address))}`
  const wait = await toegang.store.neem([limitTake('aanvraag', by, now())])
  if (wait > 0) throw tooMany(wait)
}

/** `GET /registreren`. */
export const showRegister = (gateway: Gateway, visit: Visit): Promise<Answer> =>
  Promise.resolve(registerAgain(gateway, visit, { naam: '', email: '', problems: [] }))

function registerAgain(
  gateway: Gateway,
  visit: Visit,
  view: {
    readonly naam: string
    readonly email: string
    readonly problems: readonly FieldProblem[]
  },
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  return shown(registerPage(frameOf(gateway, visit), { csrf, ...view }), cookies)
}

/** `POST /registreren`. */
export async function register(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['naam', 'email'])
  const [typed, address] = [oneOf(form, 'naam'), oneOf(form, 'email')]
  const naam = readName(typed)
  const email = readEmail(address)
  if (naam === undefined || email === undefined) {
    const problems = [
      ...(naam === undefined ? [nameProblem] : []),
      ...(email === undefined ? [emailProblem] : []),
    ]
    return refusedForm(visit, { code: 'SL302', problems }, () =>
      registerAgain(gateway, visit, { naam: typed, email: address, problems }),
    )
  }
  await countRequest(gateway, visit, 'registreren')
  beside(gateway, mailNewcomer(gateway, { naam, email }))
  return shown(sentPage(frameOf(gateway, visit)))
}

async function mailNewcomer(
  gateway: Gateway,
  { naam, email }: { readonly naam: string; readonly email: EmailAddress },
): Promise<void> {
  const { keyring, toegang, now, deliveries } = gateway
  const known = await toegang.store.accountOf(macsOf(keyring, 'adres', email.fold))
  if (known === undefined) {
    const validUntil = now() + linkMs.bewijs
    await mailLink(gateway, {
      ...{ soort: 'e-mail-bewijs', email, gegevens: { naam }, nummer: null, door: '' },
      ...{ validUntil, kind: 'e-mail-bewijs' },
    })
    return
  }
  if (!(await mayMail(gateway, 'account-bestaat', email.fold))) return
  await toegang.store.mail([
    mailFor(gateway, email.address, 'account-bestaat', { naam: known.naam }),
  ])
  deliveries.accepted()
}

/** `GET /wachtwoord-vergeten`. */
export const showForgot = (gateway: Gateway, visit: Visit): Promise<Answer> =>
  Promise.resolve(forgotAgain(gateway, visit, '', []))

function forgotAgain(
  gateway: Gateway,
  visit: Visit,
  email: string,
  problems: readonly FieldProblem[],
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  return shown(forgotPage(frameOf(gateway, visit), { csrf, email, problems }), cookies)
}

/** `POST /wachtwoord-vergeten`. */
export async function forgot(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['email'])
  const typed = oneOf(form, 'email')
  const email = readEmail(typed)
  if (email === undefined)
    return refusedForm(visit, { code: 'SL302', problems: [emailProblem] }, () =>
      forgotAgain(gateway, visit, typed, [emailProblem]),
    )
  await countRequest(gateway, visit, 'wachtwoord-vergeten')
  beside(gateway, mailReset(gateway, email))
  return shown(sentPage(frameOf(gateway, visit)))
}

async function mailReset(gateway: Gateway, { fold }: EmailAddress): Promise<void> {
  const account = await gateway.toegang.store.accountOf(macsOf(gateway.keyring, 'adres', fold))
  if (account === undefined) return
  const email = readEmail(openAccount(gateway.keyring, account).email)
  if (email === undefined) return
  const validUntil = gateway.now() + linkMs.wachtwoord
  await mailLink(gateway, {
    ...{ soort: 'wachtwoord', email, gegevens: { naam: account.naam }, nummer: account.nummer },
    ...{ door: '', validUntil, kind: 'wachtwoord' },
  })
}
