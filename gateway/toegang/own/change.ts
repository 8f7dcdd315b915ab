/** A change of an account, once who asks has proved himself again; the old address is told of each. */
import type { EmailAddress } from '../../account/email.ts'
import { Refusal } from '../../errors.ts'
import type { AllowedSignIn } from '../../http/judge/allow.ts'
import { seeOther } from '../../http/answer/answer.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { guardOf, oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { askFactor } from './ask-factor.ts'
import { changeOfAccount } from '../change-account.ts'
import { changePage } from '../pages/account-pages.tsx'
import type { Actie } from '../pages/account-pages.tsx'
import { isProved } from '../proof.ts'
import type { Owner } from '../proof.ts'
import { kanalenOf } from '../setup/choice.ts'
import { linkMs, mailLink } from '../links/mail-link.ts'
import { refusedForm, shown } from '../visitor.ts'
import { chosenIn, wanted } from './wanted.ts'
import type { AccountChange } from './wanted.ts'

export const csrfOf = (gateway: Gateway, allowed: AllowedSignIn): string =>
  guardOf(gateway, allowed, { purpose: 'toegang', versie: '' }).csrf

export interface Changing {
  readonly allowed: AllowedSignIn
  readonly owner: Owner
  readonly actie: Actie
  readonly problems: readonly FieldProblem[]
  /** Of another factor: what was filled in. */
  readonly gekozen?: { readonly kanaal: string; readonly telefoon: string }
}

export function changeAgain(gateway: Gateway, visit: Visit, changing: Changing): Answer {
  const { allowed, owner, actie, problems } = changing
  const heeftSms = owner.gegevens.telefoon !== undefined
  const csrf = csrfOf(gateway, allowed)
  const { gekozen = { kanaal: 'app', telefoon: '' } } = changing
  const kanalen = kanalenOf(gateway)
  const view = { csrf, actie, problems, heeftSms, kanalen, gekozen }
  return shown(changePage(frameOf(gateway, visit), view))
}

const unproved: FieldProblem = {
  veld: 'huidig',
  melding: 'Het wachtwoord of de code klopt niet. Neem de code opnieuw over.',
}

export async function change(
  gateway: Gateway,
  visit: Visit,
  changing: Changing,
  form: FormValues,
): Promise<Answer> {
  const { owner, allowed, actie } = changing
  const again = (code: 'SL302' | 'SL123', problem: FieldProblem): Answer =>
    refusedForm(visit, { code, problems: [problem] }, () =>
      changeAgain(gateway, visit, { ...changing, gekozen: chosenIn(form), problems: [problem] }),
    )
  const asked = wanted[actie]({ gateway, visit, owner, form })
  if ('problem' in asked) return again('SL302', asked.problem)
  const typed = { huidig: oneOf(form, 'huidig'), code: oneOf(form, 'code').replaceAll(' ', '') }
  const opened = await isProved(gateway, visit, owner, typed)
  if (opened === undefined) return again('SL123', unproved)
  if ('factor' in asked) return askFactor(gateway, visit, owner, asked.factor)
  if ('email' in asked) await askNewAddress(gateway, owner, asked.email)
  else
    await save(
      gateway,
      visit,
      { owner, allowed },
      { wat: asked.wat, ...(await asked.naar(opened)) },
    )
  return seeOther('/account')
}

/** All other sign-ins end with it. */
async function save(
  gateway: Gateway,
  visit: Visit,
  { owner: { account, gegevens }, allowed }: Pick<Changing, 'owner' | 'allowed'>,
  changed: { readonly wat: string } & AccountChange,
): Promise<void> {
  const eindig = { behalve: allowed.aanmelding.sessie }
  const what = { ...changed, account, eindig, email: gegevens.email }
  if (!(await changeOfAccount(gateway, visit, what))) throw new Refusal('SL311')
}

/** A link to the new address; whether another account has it is told to nobody. */
async function askNewAddress(
  gateway: Gateway,
  { account }: Owner,
  email: EmailAddress,
): Promise<void> {
  await mailLink(gateway, {
    ...{ soort: 'e-mail-wijziging', kind: 'e-mail-wijziging', email, nummer: account.nummer },
    ...{ gegevens: { naam: account.naam }, door: account.nummer },
    validUntil: gateway.now() + linkMs.bewijs,
  })
}
