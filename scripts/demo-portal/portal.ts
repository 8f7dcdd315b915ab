/**
 * A demo of the portal behind Sluis, and the example of the upstream side. A portal has to do three things:
 * take a delivery once per Idempotency-Key and say where its form is; believe nobody but the signed identity
 * header; and show a practice only what is its own. Everything is in memory and gone at the end.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import { designSystemCss } from '../../gateway/pages/design-system.ts'
import { createShelf } from './applications.ts'
import type { Kept } from './applications.ts'
import { deliver, onlyFromGateway } from './deliveries.ts'
import { createIdentityCheck } from './identity.ts'
import type { IdentityOptions } from './identity.ts'
import { base, messagePage, ownStyle } from './pages.ts'
import { notFound, send, showApplication, showForm, showList, submit } from './requests.ts'
import type { Show } from './requests.ts'

export interface DemoPortalOptions extends IdentityOptions {
  /** 0 picks a free one. */
  readonly port: number
  /** A line for the operator; never personal data. */
  readonly log: (line: string) => void
}

/** A running demo portal. */
export interface DemoPortal {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Stops taking connections and finishes running requests. */
  close(): Promise<void>
}

/** Starts the portal on loopback. Rejects when the port is taken. */
export async function startDemoPortal(options: DemoPortalOptions): Promise<DemoPortal> {
  const server = await listen(createPortal(options), options.port)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

const listen = (app: Express, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error?: Error) => {
      if (error === undefined) resolve(server)
      else reject(error)
    })
  })

function createPortal(options: DemoPortalOptions): Express {
  const kept: Kept = { drafts: createShelf(), applications: createShelf() }
  const css = designSystemCss(
    ['document', 'heading-1', 'paragraph', 'link', 'button', 'form-label', 'form-field', 'textbox'],
    ownStyle,
  )
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(safeHeaders)
  app.get(`${base}/stijl.css`, (_request, response) => {
    response.type('css').set('Cache-Control', 'max-age=3600').send(css)
  })
  app.post(
    `${base}/instroom`,
    onlyFromGateway,
    express.json({ limit: '128kb' }),
    deliver(kept, options.log),
  )

  const known = knownCallers(createIdentityCheck(options))
  app.get([base, `${base}/aanvragen`], known(showList(kept)))
  app.get(`${base}/aanvragen/nieuw/:id`, known(showForm(kept)))
  app.get(`${base}/aanvragen/:id`, known(showApplication(kept)))
  app.post(
    `${base}/aanvragen`,
    express.text({ type: 'application/x-www-form-urlencoded', limit: '1mb' }),
    known(submit(kept, options)),
  )
  app.use(
    known((caller, _request, response) => {
      notFound(caller, response)
    }),
  )
  app.use(failed(options))
  return app
}

/** Nothing is loaded from elsewhere, nothing runs, nobody frames it, nobody keeps it. */
const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
}

/** Nothing is shown to who did not come through Sluis, or may not look. */
const knownCallers =
  (identify: ReturnType<typeof createIdentityCheck>) =>
  (show: Show): RequestHandler =>
  async (request, response) => {
    const caller = await identify(request.get('Sluis-Identiteit'))
    if (caller === undefined) send(response, 401, notLoggedIn)
    else if (!caller.autorisaties.includes('raadplegen')) send(response, 403, mayNotLook)
    else show(caller, request, response)
  }

const notLoggedIn = messagePage(
  undefined,
  'Niet ingelogd',
  'Open het portaal via Sluis, met uw persoonlijke certificaat.',
)
const mayNotLook = messagePage(undefined, 'Geen autorisatie', 'U mag geen aanvragen bekijken.')

const failed =
  ({ log }: DemoPortalOptions): ErrorRequestHandler =>
  (error: { readonly status?: unknown }, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const status = typeof error.status === 'number' ? error.status : 500
    if (status >= 500) log('demoportaal: interne fout')
    send(
      response,
      status,
      messagePage(undefined, 'Er ging iets mis', 'Het verzoek is niet uitgevoerd.'),
    )
  }
