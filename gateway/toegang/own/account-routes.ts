/** The rows of `/account`, for the table in routes.ts. */
import { asksFromPage } from '../../http/form/own-form.ts'
import { reading, route } from '../../http/route.ts'
import type { Route } from '../../http/route.ts'
import { anAccount } from './owner.ts'
import { changeAccount, readAccountForm, showAccount, showChange } from './own-account.ts'

const toegang = ['toegang'] as const

export const accountRoutes: readonly Route[] = [
  reading({
    at: toegang,
    method: 'GET',
    path: '/account',
    event: ['pagina-bekijken', 'R'],
    asks: () => anAccount,
    run: showAccount,
  }),
  reading({
    at: toegang,
    method: 'GET',
    path: '/account/:actie',
    event: ['pagina-bekijken', 'R'],
    asks: () => anAccount,
    run: showChange,
  }),
  route({
    at: toegang,
    method: 'POST',
    path: '/account',
    event: ['account-wijzigen', 'U'],
    asks: (_gateway, visit) => asksFromPage(visit, anAccount),
    reads: readAccountForm,
    run: changeAccount,
  }),
]
