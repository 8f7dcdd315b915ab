/** What the pages and forms of registering an organisation ask and read. */
import { signedInAnywhere } from '../http/judge/allow.ts'
import type { AllowedSignIn, Barred } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { formAbout, notAnAccount, pageAbout } from '../leden/asks.ts'
import { findOwnAanmelding } from './own-aanmelding.ts'
import type { Own } from './own-aanmelding.ts'

const event = ['organisatie-aanmelden', 'U'] as const

type Answered = Outcome | Promise<Outcome>

interface Account {
  readonly allowed: AllowedSignIn
}

const accountOf = (_gateway: Gateway, _visit: Visit, allowed: AllowedSignIn): Account | Barred =>
  notAnAccount(allowed) ?? { allowed }

/** Whoever is stopped at one organisation may still come to another. */
const asking = signedInAnywhere

/** A page of who signed in with an account. */
export const accountView = (
  show: (gateway: Gateway, visit: Visit, allowed: AllowedSignIn) => Answered,
) => pageAbout(accountOf, (gateway, visit, { allowed }) => show(gateway, visit, allowed), asking)

/** A form of who signed in with an account. */
export const accountForm = (
  fields: readonly string[],
  act: (gateway: Gateway, visit: Visit, allowed: AllowedSignIn, form: FormValues) => Answered,
) =>
  formAbout({ event, fields, asking }, accountOf, (gateway, visit, { allowed }, form) =>
    act(gateway, visit, allowed, form),
  )

/** The page of an aanmelding of one's own. */
export const ownPage = (show: (gateway: Gateway, visit: Visit, own: Own) => Answered) =>
  pageAbout(findOwnAanmelding, show, asking)

/** A form of an aanmelding of one's own. */
export const ownForm = (
  fields: readonly string[],
  act: (gateway: Gateway, visit: Visit, own: Own, form: FormValues) => Answered,
) => formAbout({ event, fields, asking }, findOwnAanmelding, act)
