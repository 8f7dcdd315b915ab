/** Who may come to the service desk: who holds `servicedesk` in the dienst that beleid.yaml names. */
import { askedForDesk } from '../decision/asked.ts'
import { toUse } from '../http/judge/allow.ts'
import type { AllowedDienst, Asking, Barred } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { asksFromPage, readOwnForm } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import type { Again, Unfit } from '../http/perform.ts'
import { recordedPath } from '../http/record/recorded-path.ts'

/** Without a service desk its addresses are none. */
export function asksDesk(gateway: Gateway, { target }: Visit): Asking<AllowedDienst> | Barred {
  const asked = askedForDesk(gateway.policies.current().beleid)
  const told = { object: target === undefined ? null : recordedPath(gateway.keyring, target) }
  return asked === undefined ? { barred: 'SL512', told } : { ...toUse(asked), told }
}

function asksDeskForm(gateway: Gateway, visit: Visit): Asking<AllowedDienst> | Barred {
  const asking = asksDesk(gateway, visit)
  return 'barred' in asking ? asking : asksFromPage(visit, asking)
}

type Refreshed<I> = Again<AllowedDienst, I> | Barred

/** What was changed up to now is in force before anything is shown or done. */
async function refreshed<I>(gateway: Gateway, visit: Visit, input: I): Promise<Refreshed<I>> {
  await gateway.beheer.refresh()
  const asking = asksDesk(gateway, visit)
  return 'barred' in asking ? asking : { asking, input }
}

type Page = (gateway: Gateway, visit: Visit, allowed: AllowedDienst) => Promise<Outcome> | Outcome

/** A page of the service desk. Looking is recorded before anything is shown. */
export const deskLooking = (show: Page) => ({
  event: ['servicedesk-bekijken', 'R'] as const,
  asks: asksDesk,
  reads: (gateway: Gateway, visit: Visit) => refreshed(gateway, visit, undefined),
  run: show,
})

/** A form of the service desk. */
export const deskForm = (
  event:
    | readonly ['servicedesk-bekijken', 'R']
    | readonly ['servicedesk-contactpersoon', 'C' | 'U']
    | readonly ['lid-wijzigen', 'U']
    | readonly ['account-wijzigen', 'U']
    | readonly ['overdracht', 'E'],
  fields: readonly string[],
  answer: (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedDienst,
    form: FormValues,
  ) => Promise<Outcome>,
) => ({
  event,
  asks: asksDeskForm,
  reads: async (
    gateway: Gateway,
    visit: Visit,
    asker: AllowedDienst,
  ): Promise<Refreshed<FormValues> | Unfit> => {
    const asking = asksDesk(gateway, visit)
    if ('barred' in asking) return asking
    const read = await readOwnForm(gateway, visit, asker, {
      asking,
      purpose: 'servicedesk',
      fields,
    })
    return 'form' in read ? refreshed(gateway, visit, read.form) : read
  },
  run: answer,
})
