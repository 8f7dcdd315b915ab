/**
 * The entry of both mTLS listeners: every request of every route begins here, with its peer. The two hot
 * paths (an instroom, a use of a dienst) are called before Express; Express has the rest.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Express } from 'express'
import type { Dienst } from '../policy/policy.ts'
import { hostIsServed, hostOf } from '../tls/host.ts'
import type { ServedNames } from '../tls/host.ts'
import { answering } from './answering.ts'
import { dispatch, listenerApp } from './app.ts'
import { barred } from './barred.ts'
import { beginExchange } from './exchange.ts'
import type { Exchange, Listener } from './exchange.ts'
import { useDienst } from './forward-handler.ts'
import type { Gateway } from './gateway.ts'
import { postInstroom } from './instroom-handler.ts'

/** The request handler of a listener. `served` gives the host names it answers to, as of now. */
export function listenerHandler(
  gateway: Gateway,
  listener: Listener,
  served: () => ServedNames,
): RequestListener {
  const app = listenerApp(gateway, listener)
  return (request: IncomingMessage, response: ServerResponse) => {
    const exchange = beginExchange(gateway, listener, request, response)
    handle(gateway, exchange, { app, served: served() }).catch((fout: unknown) => {
      gateway.log.error({ verzoek: exchange.id, fout }, 'a request ended without an answer')
      response.destroy()
    })
  }
}

interface Place {
  readonly app: Express
  readonly served: ServedNames
}

async function handle(gateway: Gateway, exchange: Exchange, place: Place): Promise<void> {
  const { request, target } = exchange
  if (!hostIsServed(request.rawHeaders, place.served))
    return answering(gateway, exchange, () => barred(gateway, exchange, 'SL514'))
  if (target === undefined)
    return answering(gateway, exchange, () => barred(gateway, exchange, 'SL515'))
  if (exchange.listener === 'instroom') return instroomRequest(gateway, exchange, place.app)
  return portaalRequest(gateway, exchange, place.app)
}

const postPath = /^\/v1\/instroom\/(?<dienst>[a-z0-9-]+)$/

async function instroomRequest(gateway: Gateway, exchange: Exchange, app: Express): Promise<void> {
  const naam = postPath.exec(exchange.target?.path ?? '')?.groups?.['dienst']
  if (naam === undefined) {
    dispatch(app, exchange)
    return
  }
  const dienst = gateway.policies.current().policy.diensten.get(naam)
  return answering(gateway, exchange, () => {
    if (dienst?.instroom === undefined) return barred(gateway, exchange, 'SL512')
    if (exchange.request.method !== 'POST') return barred(gateway, exchange, 'SL513', ['POST'])
    return postInstroom(gateway, exchange, naam)
  })
}

/** A dienst has its own host name or shares the portaal's; on its own, none of our pages is served. */
async function portaalRequest(gateway: Gateway, exchange: Exchange, app: Express): Promise<void> {
  const { diensten } = gateway.policies.current().policy
  const host = hostOf(exchange.request.rawHeaders)
  const ofHost = [...diensten.values()].find((dienst) => dienst.host === host)
  const named = diensten.get(exchange.target?.segments[0] ?? '')
  const dienst: Dienst | undefined = named?.host === ofHost?.host ? named : undefined
  if (dienst !== undefined)
    return answering(gateway, exchange, () => useDienst(gateway, exchange, dienst))
  const isAsset = gateway.assets.files.some(({ path }) => path === exchange.target?.path)
  if ((ofHost !== undefined && !isAsset) || named !== undefined)
    return answering(gateway, exchange, () => barred(gateway, exchange, 'SL512'))
  dispatch(app, exchange)
}
