/** What the pages and forms of registering an organisation ask and read. */
import { signedIn } from '../http/allow.ts'
import type { AllowedSignIn, Barred } from '../http/allow.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { readOwnForm } from '../http/own-form.ts'
import type { FormValues } from '../http/own-form.ts'
import type { Kept, Unfit } from '../http/perform.ts'
import { asksAccount, asksAccountForm, notAnAccount } from '../leden/asks.ts'
import { findOwn } from './keuze.ts'
import type { Own } from './keuze.ts'

const rulesOf = (fields: readonly string[]) =>
  ({ asking: signedIn, purpose: 'toegang', fields }) as const

/** A page of who signed in with an account. */
export const accountPage = (
  show: (gateway: Gateway, visit: Visit, allowed: AllowedSignIn) => Outcome | Promise<Outcome>,
) => ({
  event: ['pagina-bekijken', 'R'] as const,
  asks: asksAccount,
  run: (gateway: Gateway, visit: Visit, allowed: AllowedSignIn) =>
    notAnAccount(allowed) ?? show(gateway, visit, allowed),
})

/** A form of who signed in with an account. */
export const accountForm = (
  fields: readonly string[],
  act: (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedSignIn,
    form: FormValues,
  ) => Outcome | Promise<Outcome>,
) => ({
  event: ['organisatie-aanmelden', 'U'] as const,
  asks: asksAccountForm,
  reads: async (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedSignIn,
  ): Promise<Kept<AllowedSignIn, FormValues> | Unfit | Barred> => {
    const other = notAnAccount(allowed)
    if (other !== undefined) return other
    const read = await readOwnForm(gateway, visit, allowed, rulesOf(fields))
    return 'form' in read ? { allowed, input: read.form } : read
  },
  run: act,
})

/** The page of an aanmelding of one's own. */
export const ownPage = (
  show: (gateway: Gateway, visit: Visit, own: Own) => Outcome | Promise<Outcome>,
) => ({
  event: ['pagina-bekijken', 'R'] as const,
  asks: asksAccount,
  reads: async (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedSignIn,
  ): Promise<Kept<AllowedSignIn, Own> | Barred> => {
    const own = await findOwn(gateway, visit, allowed)
    return 'barred' in own ? own : { allowed, input: own }
  },
  run: (gateway: Gateway, visit: Visit, _allowed: AllowedSignIn, own: Own) =>
    show(gateway, visit, own),
})

interface Read {
  readonly own: Own
  readonly form: FormValues
}

/** A form of an aanmelding of one's own. */
export const ownForm = (
  fields: readonly string[],
  act: (gateway: Gateway, visit: Visit, own: Own, form: FormValues) => Outcome | Promise<Outcome>,
) => ({
  event: ['organisatie-aanmelden', 'U'] as const,
  asks: asksAccountForm,
  reads: async (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedSignIn,
  ): Promise<Kept<AllowedSignIn, Read> | Unfit | Barred> => {
    const own = await findOwn(gateway, visit, allowed)
    if ('barred' in own) return own
    const read = await readOwnForm(gateway, visit, allowed, rulesOf(fields))
    return 'form' in read ? { allowed, input: { own, form: read.form } } : read
  },
  run: (gateway: Gateway, visit: Visit, _allowed: AllowedSignIn, { own, form }: Read) =>
    act(gateway, visit, own, form),
})
