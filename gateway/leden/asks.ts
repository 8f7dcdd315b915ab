/** What every page and form of organisations asks: somebody who signed in with an account. */
import { signedIn } from '../http/allow.ts'
import type { AllowedSignIn, Asking, Barred } from '../http/allow.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { asksFromPage } from '../http/own-form.ts'

export const asksAccount = (): Asking<AllowedSignIn> => signedIn

export const asksAccountForm = (_gateway: Gateway, visit: Visit): Asking<AllowedSignIn> | Barred =>
  asksFromPage(visit, signedIn)

/** Behind a meldcode there is nobody who could be a member. */
export const notAnAccount = ({ identity }: AllowedSignIn): Barred | undefined =>
  identity.soort === 'account' ? undefined : { barred: 'SL210' }
