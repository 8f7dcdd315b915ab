/**
 * Every route of the toegang listener, one row each, as routes.ts has those of the mTLS listeners: what visitors
 * reach without signing in, what an account reaches, and the diensten with `toegang`.
 */
import { asksUse, readUse, useDienst, usedDienst } from './dienst/use.ts'
import { forEveryone, route } from './http/route.ts'
import type { Route } from './http/route.ts'
import { asset } from './portal/site-pages.ts'

const toegang = ['toegang'] as const

export const toegangRoutes: readonly Route[] = [
  forEveryone({ at: toegang, method: 'GET', path: '/v1/stijl/:bestand', answer: asset }),
  // ---- a dienst ----
  route({
    at: toegang,
    method: '*',
    path: '/:dienst{/*rest}',
    hot: usedDienst,
    event: ['dienst-gebruiken', 'U'],
    counts: true,
    asks: asksUse,
    reads: readUse,
    run: useDienst,
  }),
]
