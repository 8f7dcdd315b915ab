/**
 * Which route a request is for. Express matches; it decides nothing and answers nothing. The hot routes are found
 * before it, by themselves.
 */
import express from 'express'
import type { Express, Request, Response } from 'express'
import type { Barred } from './judge/allow.ts'
import type { Exchange, Listener, Params } from './exchange/exchange.ts'
import type { Gateway } from './exchange/gateway.ts'
import type { Site } from './handle.ts'
import type { Route } from './route.ts'

/** Finds the routes of one listener. */
export function matcherOf(
  gateway: Gateway,
  listener: Listener,
  all: readonly Route[],
): Pick<Site, 'hot' | 'cold'> {
  const routes = all.filter(({ at }) => at.includes(listener))
  return { hot: hotOf(gateway, routes), cold: coldOf(routes) }
}

function hotOf(gateway: Gateway, routes: readonly Route[]): Site['hot'] {
  const hot = routes.flatMap((route) => (route.hot === undefined ? [] : { route, find: route.hot }))
  return (exchange) => {
    for (const { route, find } of hot) {
      const found = find(gateway, exchange)
      if (found === undefined) continue
      if (isBarred(found)) return found
      if (!takes(route, exchange)) return { barred: 'SL513', allow: [route.method] }
      exchange.params = found
      return route
    }
    return undefined
  }
}

const isBarred = (found: Params | Barred): found is Barred => 'barred' in found

const takes = ({ method, noHead }: Route, { request }: Exchange): boolean =>
  method === '*' ||
  method === request.method ||
  (method === 'GET' && request.method === 'HEAD' && noHead !== true)

interface Search {
  readonly exchange: Exchange
  readonly found: (route: Route | Barred) => void
}

type Searches = WeakMap<Exchange['request'], Search>

function coldOf(routes: readonly Route[]): Site['cold'] {
  const searches: Searches = new WeakMap()
  const app = appOf(
    routes.filter(({ hot }) => hot === undefined),
    searches,
  )
  return (exchange) =>
    new Promise((found, failed) => {
      searches.set(exchange.request, { exchange, found })
      // What no route takes, and what Express cannot read: it would answer either by itself.
      app(exchange.request as Request, exchange.response as Response, (error?: unknown) => {
        if (error === undefined) found({ barred: 'SL512' })
        else failed(new Error('no route could be found', { cause: error }))
      })
    })
}

function appOf(routes: readonly Route[], searches: Searches): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  for (const path of new Set(routes.map((route) => route.path))) {
    const here = routes.filter((route) => route.path === path)
    app.all(path, (request: Request) => {
      const search = searches.get(request)
      search?.found(chosen(here, search.exchange, request.params as Params))
    })
  }
  return app
}

/** Of the routes of one address the one of the method; otherwise the methods there are. */
function chosen(here: readonly Route[], exchange: Exchange, params: Params): Route | Barred {
  const route = here.find((one) => takes(one, exchange))
  if (route === undefined) return { barred: 'SL513', allow: here.map(({ method }) => method) }
  exchange.params = params
  return route
}
