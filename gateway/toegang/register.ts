/** Asking for an account, or for a new password: the same answer for every address, and a mail that differs. */
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import { logTexts } from '../base/log-texts.ts'
import { readEmail } from '../account/email.ts'
import type { EmailAddress } from '../account/email.ts'
import type { Answer } from '../http/answer.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { oneOf } from '../http/own-form.ts'
import { frameOf } from '../http/page-frame.ts'
import type { FieldProblem } from '../pages/frame.ts'
import { linkToken } from '../secrets/link-token.ts'
import type { LinkSoort } from '../store/toegang.ts'
import { openAccount, sealLink } from './account.ts'
import type { LinkGegevens } from './account.ts'
import type { LetterFacts, LetterKind } from './letters.ts'
import { network, limitTake } from './limits.ts'
import { macOf, macsOf } from './macs.ts'
import { mailFor } from './mail.ts'
import type { MailParts } from './mail.ts'
import { forgotPage, registerPage, sentPage } from './pages/sign-in-pages.tsx'
import { guardFor, readVisitorForm, refusedForm, shown, tooMany } from './visitor.ts'

const hour = 3600_000

/** How long links live. */
export const linkMs = { bewijs: 24 * hour, wachtwoord: hour / 2, herstel: 24 * hour } as const

interface NewLinkMail {
  readonly soort: LinkSoort
  readonly email: EmailAddress
  readonly gegevens: Omit<LinkGegevens, 'email'>
  readonly nummer: string | null
  readonly door: string
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

async function countRequest(
  { toegang, keyring, now }: Gateway,
  { address }: Visit,
  what: string,
): Promise<void> {
  const by = `${what}/${macOf(keyring, 'netwerk', network(address))}`
  const wait = await toegang.store.neem([limitTake('aanvraag', by, now())])
  if (wait > 0) throw tooMany(wait)
}

/** A name as people write it: letters, spaces and a few signs. */
export const readName = (text: string): string | undefined => {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ')
  return /^[\p{L}\p{M}][\p{L}\p{M}0-9 .,'’()/-]{0,99}$/u.test(name) ? name : undefined
}

export const nameProblem: FieldProblem = {
  veld: 'naam',
  melding: 'Vul uw naam in, met letters en hoogstens 100 tekens.',
}

export const emailProblem: FieldProblem = {
  veld: 'email',
  melding: 'Vul één e-mailadres in, bijvoorbeeld naam@praktijk.example.',
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

/** Beside the answer: how long it takes would tell whether an address has an account. */
export function beside({ log }: Gateway, work: Promise<void>): void {
  work.catch((fout: unknown) => {
    log.error({ fout }, logTexts.besideFailed)
  })
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
