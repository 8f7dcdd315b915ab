/** The entry of every mTLS listener: every request of every route begins here, with its peer. */
import { logTexts } from '../base/log-texts.ts'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ServedNames } from '../tls/host.ts'
import { beginExchange } from './exchange/exchange.ts'
import type { Listener } from './exchange/exchange.ts'
import type { Gateway } from './exchange/gateway.ts'
import { handle } from './handle.ts'
import { matcherOf } from './match.ts'
import type { Route } from './route.ts'

/** The request handler of a listener. `served` gives the host names it answers to, as of now. */
export function listenerHandler(
  gateway: Gateway,
  listener: Listener,
  { routes, served }: { readonly routes: readonly Route[]; readonly served: () => ServedNames },
): RequestListener {
  const site = { served, ...matcherOf(gateway, listener, routes) }
  return (request: IncomingMessage, response: ServerResponse) => {
    const exchange = beginExchange(gateway, listener, request, response)
    handle(gateway, exchange, site).catch((fout: unknown) => {
      gateway.log.error({ verzoek: exchange.id, fout }, logTexts.noAnswer)
      response.destroy()
    })
  }
}
