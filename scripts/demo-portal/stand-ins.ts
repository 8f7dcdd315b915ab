/**
 * Stand-ins for the other diensten of the example policy. Each takes direct deliveries and shows its people what is
 * of their own organisation, by the signed identity alone. Everything is in memory and gone at the end.
 */
import { createHash } from 'node:crypto'
import express from 'express'
import type { Express, Request, RequestHandler, Response } from 'express'
import type { JWK } from 'jose'
import { designSystemCss } from '../../gateway/pages/design-system.ts'
import { createKeyOpener } from './account-key.ts'
import { Cards } from './cards.ts'
import { onlyFromGateway } from './deliveries.ts'
import { framed, demoStyle } from './frame.ts'
import { gliRegister } from './gli-register.ts'
import { Html, html } from './html.ts'
import { createIdentityCheck } from './identity.ts'
import type { Caller, IdentityOptions } from './identity.ts'
import { Inbox, receive } from './inbox.ts'
import { incidentMelden } from './incident-melden.ts'
import { receiveOpened } from './opened.ts'
import type { ShownPage, StandIn } from './stand-in.ts'
import { safeHeaders, serveOnLoopback } from './serve.ts'
import type { DemoPortal } from './serve.ts'
import { viplive } from './viplive.ts'

/** In the order in which the demo starts them. */
export const standIns: readonly StandIn[] = [incidentMelden, gliRegister, viplive]

export interface StandInOptions extends Omit<IdentityOptions, 'audience'> {
  /** 0 picks a free one. */
  readonly port: number
  readonly newId: () => string
  /** The private key of the dienst, for what comes in a secured session; undefined: it has none. */
  readonly own?: JWK | undefined
  /** A line for the operator; never personal data. */
  readonly log: (line: string) => void
}

/** Starts one on loopback. Rejects when the port is taken. */
export const startStandIn = (standIn: StandIn, options: StandInOptions): Promise<DemoPortal> =>
  serveOnLoopback(appOf(standIn, options), options.port)

const css = designSystemCss(
  ['document', 'heading-1', 'paragraph', 'link', 'button', 'form-label', 'form-field', 'textbox'],
  demoStyle,
)

/** In the page: a file of its own would need a route of the policy that asks nothing. */
const stijl = new Html(`<style>${css}</style>`)

/** Of this style alone (CSP 3, 2.3.1). */
const cssHash = createHash('sha256').update(css).digest('base64')

const withStyle: RequestHandler = (_request, response, next) => {
  const policy = String(response.get('Content-Security-Policy'))
  response.set(
    'Content-Security-Policy',
    policy.replace("style-src 'self'", `style-src 'sha256-${cssHash}'`),
  )
  next()
}

function appOf(standIn: StandIn, options: StandInOptions): Express {
  const { dienst, naam, pages, kaarten } = standIn
  const { now, log } = options
  const base = `/${dienst}`
  const [inbox, cards] = [new Inbox(), new Cards()]
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(safeHeaders, withStyle)
  const json = express.json({ limit: '128kb' })
  const received =
    kaarten === undefined
      ? receive({ inbox, naam, now, log })
      : receiveOpened({ ...kaarten, cards, naam, log })
  app.post(`${base}/instroom`, onlyFromGateway, json, received)
  if (standIn.overdracht)
    app.post(`${base}/overdracht`, onlyFromGateway, json, (_request, response) => {
      log(`${naam}: opdracht tot overdracht ontvangen`)
      response.status(204).end()
    })
  const serve = pageServer(standIn, { ...options, inbox, cards })
  const form = express.text({ type: 'application/x-www-form-urlencoded', limit: '1mb' })
  for (const row of pages) app[row.methode](row.pad, form, serve(row))
  return app
}

/** Answers a page, for who may see it. */
function pageServer(
  { dienst, naam, eigenHost }: StandIn,
  { inbox, cards, ...options }: StandInOptions & { readonly inbox: Inbox; readonly cards: Cards },
): (row: StandIn['pages'][number]) => RequestHandler {
  const { now, newId, own } = options
  const identify = createIdentityCheck({ ...options, audience: dienst })
  const openKey = own && createKeyOpener({ own, audience: dienst, now })
  const showFor = async (
    row: StandIn['pages'][number],
    request: Request,
    caller: Caller,
  ): Promise<ShownPage> => {
    await cards.close(caller)
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
    return row.show({
      ...{ caller, inbox, cards, form, newId, at: now() },
      params: request.params as Readonly<Record<string, string>>,
      sleutel: async () => openKey?.(request.get('Sluis-Sleutel'), caller),
    })
  }
  return (row) => async (request: Request, response: Response) => {
    const caller = await identify(request.get('Sluis-Identiteit'))
    const may = caller?.autorisaties.includes(row.autorisatie) === true
    const status = caller === undefined ? 401 : may ? 200 : 403
    const refused = caller === undefined ? notLoggedIn : mayNot
    const shown = caller !== undefined && may ? await showFor(row, request, caller) : refused
    if ('next' in shown) response.redirect(303, shown.next)
    else {
      response.status(status).type('html')
      response.send(
        framed({ base: `/${dienst}`, naam, eigenHost, stijl }, { ...shown, caller }).text,
      )
    }
  }
}

const message = (title: string, text: string): ShownPage => ({
  title,
  content: html`<p class="utrecht-paragraph">${text}</p>`,
})

const notLoggedIn = message('Niet aangemeld', 'Open deze pagina via Sluis.')
const mayNot = message('Geen autorisatie', 'Uw rol laat deze pagina niet toe.')
