/** What every page and form of organisations asks: somebody who signed in with an account. */
import type { AuditEvent } from '../audit/event.ts'
import { signedIn } from '../http/judge/allow.ts'
import type { AllowedSignIn, Asking, Barred } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { asksFromPage, readOwnForm } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import type { Again, Unfit } from '../http/perform.ts'

/** Behind a meldcode there is nobody who could be a member. */
export const notAnAccount = ({ identity }: AllowedSignIn): Barred | undefined =>
  identity.soort === 'account' ? undefined : { barred: 'SL210' }

/** What a page or form is about, once it is found for who asks. */
interface About {
  readonly allowed: AllowedSignIn
}

type Find<T extends About> = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
) => Promise<T | Barred> | T | Barred

/** A page about something that is looked up first. */
export const pageAbout = <T extends About>(
  find: Find<T>,
  show: (gateway: Gateway, visit: Visit, about: T) => Outcome | Promise<Outcome>,
  asking = signedIn,
) => ({
  event: ['pagina-bekijken', 'R'] as const,
  asks: () => asking,
  reads: async (
    gateway: Gateway,
    visit: Visit,
    asker: AllowedSignIn,
  ): Promise<Again<AllowedSignIn, T> | Barred> => {
    const about = await find(gateway, visit, asker)
    return 'barred' in about ? about : { asking, input: about }
  },
  run: (gateway: Gateway, visit: Visit, allowed: AllowedSignIn, about: T) =>
    show(gateway, visit, { ...about, allowed }),
})

interface Filled<T> {
  readonly about: T
  readonly form: FormValues
}

/** What may stand in a form, and which event its row is. */
export interface FormOf {
  readonly event: readonly [AuditEvent['gebeurtenis'], AuditEvent['actie']]
  readonly fields: readonly string[]
  readonly repeated?: readonly string[]
  /** Who may send it; who signed in and is not stopped, when nothing is said. */
  readonly asking?: Asking<AllowedSignIn>
}

/** A form about it. Its content may have been long in coming: the sign-in is judged again before anything is done. */
export const formAbout = <T extends About>(
  { event, fields, repeated = [], asking = signedIn }: FormOf,
  find: Find<T>,
  act: (gateway: Gateway, visit: Visit, about: T, form: FormValues) => Outcome | Promise<Outcome>,
) => ({
  event,
  asks: (_gateway: Gateway, visit: Visit) => asksFromPage(visit, asking),
  reads: async (
    gateway: Gateway,
    visit: Visit,
    asker: AllowedSignIn,
  ): Promise<Again<AllowedSignIn, Filled<T>> | Unfit | Barred> => {
    const rules = { asking, purpose: 'toegang', fields, repeated } as const
    const read = await readOwnForm(gateway, visit, asker, rules)
    if (!('form' in read)) return read
    const about = await find(gateway, visit, asker)
    if ('barred' in about) return about
    return { asking, input: { about, form: read.form } }
  },
  run: (gateway: Gateway, visit: Visit, allowed: AllowedSignIn, { about, form }: Filled<T>) =>
    act(gateway, visit, { ...about, allowed }, form),
})
