/**
 * Everything of the listeners that is not a hot path, on Express: the self-check, the descriptions, the
 * pages. Express routes; it decides nothing. Each handler judges its own request from the start.
 */
import express from 'express'
import type { Express, Request, Response } from 'express'
import { json } from './answer.ts'
import type { Answer } from './answer.ts'
import { answering } from './answering.ts'
import { barred } from './barred.ts'
import { beheerRoutes } from './beheer-pages.ts'
import type { Exchange, Listener } from './exchange.ts'
import { foutcodes } from './foutcodes.ts'
import type { Gateway } from './gateway.ts'
import { instroomStatus, withdrawInstroom } from './instroom-handler.ts'
import { instromenRoutes } from './instromen-pages.ts'
import { judge, requireAllowed } from './judge.ts'
import { readMyCertificate } from './my-certificate.ts'
import { openapi } from './openapi.ts'
import { recordAllowed } from './record.ts'
import { openInstroom } from './start-handler.ts'
import type { Handler, Params, RouteTable } from './route-table.ts'
import { assetRoutes, sitePages } from './site-pages.ts'

const exchanges = new WeakMap<object, Exchange>()

/** Hands an exchange to the app of its listener. */
export function dispatch(app: Express, exchange: Exchange): void {
  exchanges.set(exchange.request, exchange)
  app(exchange.request as Request, exchange.response as Response)
}

export function instroomApp(gateway: Gateway): Express {
  return appOf(gateway, [
    {
      path: '/v1/instroom/:dienst/:id',
      GET: (exchange, { dienst = '', id = '' }) =>
        instroomStatus(gateway, exchange, { dienst, id }),
      DELETE: (exchange, { dienst = '', id = '' }) =>
        withdrawInstroom(gateway, exchange, { dienst, id }),
    },
    {
      path: '/v1/openapi.json',
      GET: described(gateway, (exchange) => {
        const { diensten } = gateway.policies.current().policy
        return openapi(diensten.values(), `https://${exchange.request.headers.host ?? ''}`)
      }),
    },
    ...sharedRoutes(gateway),
  ])
}

export function portaalApp(gateway: Gateway): Express {
  return appOf(gateway, [
    // Before the link: `intrekken` and `vrijgeven` are no tokens.
    ...instromenRoutes(gateway),
    {
      path: '/start/:token',
      GET: (exchange, { token = '' }) => openInstroom(gateway, exchange, token),
      noHead: true,
    },
    ...sharedRoutes(gateway),
    ...sitePages(gateway),
    ...beheerRoutes(gateway),
  ])
}

const sharedRoutes = (gateway: Gateway): readonly RouteTable[] => [
  {
    path: '/v1/mijn-certificaat',
    GET: async (exchange) => json(200, (await readMyCertificate(gateway, exchange)).told),
  },
  { path: '/v1/foutcodes', GET: described(gateway, () => foutcodes) },
  ...assetRoutes(gateway),
]

/** A description that anyone with a certificate of the right kind may read. */
const described =
  (gateway: Gateway, describe: (exchange: Exchange) => unknown): Handler =>
  async (exchange) => {
    exchange.trail.actie = 'R'
    const judged = await judge(gateway, exchange, { asked: undefined })
    requireAllowed(gateway, exchange, judged)
    await recordAllowed(gateway, exchange, judged)
    return json(200, describe(exchange))
  }

function appOf(gateway: Gateway, routes: readonly RouteTable[]): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  for (const route of routes) addRoute(gateway, app, route)
  app.use((request: Request) =>
    run(gateway, request, (exchange) => barred(gateway, exchange, 'SL512')),
  )
  return app
}

function addRoute(gateway: Gateway, app: Express, table: RouteTable): void {
  const allow = (['GET', 'POST', 'DELETE'] as const).filter((method) => table[method])
  app.all(table.path, (request: Request) => {
    const method = request.method === 'HEAD' && table.noHead !== true ? 'GET' : request.method
    const handler = allow.find((name) => name === method)
    const params = request.params as Params
    return run(gateway, request, (exchange) =>
      handler === undefined || table[handler] === undefined
        ? barred(gateway, exchange, 'SL513', allow)
        : table[handler](exchange, params),
    )
  })
}

async function run(
  gateway: Gateway,
  request: Request,
  work: (exchange: Exchange) => Promise<Answer>,
): Promise<void> {
  const exchange = exchanges.get(request)
  if (exchange === undefined) throw new Error('request without an exchange')
  await answering(gateway, exchange, () => work(exchange))
}

export const listenerApp = (gateway: Gateway, listener: Listener): Express =>
  listener === 'instroom' ? instroomApp(gateway) : portaalApp(gateway)
