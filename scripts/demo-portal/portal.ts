/**
 * A demo of the portal behind Sluis, and the example of the upstream side. A portal has to do three things:
 * take a delivery once per Idempotency-Key and say where its form is; believe nobody but the signed identity
 * header; and show a practice only what is its own. Everything is in memory and gone at the end.
 */
import express from 'express'
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import { designSystemCss } from '../../gateway/pages/design-system.ts'
import { createNumbers, createShelf } from './applications.ts'
import type { KeptApplication } from './applications.ts'
import { receiveDelivery, onlyFromGateway } from './deliveries.ts'
import { createIdentityCheck } from './identity.ts'
import type { IdentityOptions } from './identity.ts'
import { demoStyle } from './frame.ts'
import { base, messagePage } from './pages.ts'
import {
  notFound,
  sendPage,
  showApplication,
  showForm,
  showApplications,
  showReceived,
  submitApplication,
} from './requests.ts'
import type { Show } from './requests.ts'
import { safeHeaders, serveOnLoopback } from './serve.ts'
import type { DemoPortal } from './serve.ts'

export interface DemoPortalOptions extends Omit<IdentityOptions, 'audience'> {
  /** 0 picks a free one. */
  readonly port: number
  /** A line for the operator; never personal data. */
  readonly log: (line: string) => void
}

/** Starts the portal on loopback. Rejects when the port is taken. */
export const startDemoPortal = (options: DemoPortalOptions): Promise<DemoPortal> =>
  serveOnLoopback(createPortal(options), options.port)

function createPortal(options: DemoPortalOptions): Express {
  const kept: KeptApplication = {
    drafts: createShelf(),
    applications: createShelf(),
    nextNummer: createNumbers(),
  }
  const css = designSystemCss(
    [
      ...['document', 'heading-1', 'heading-2', 'paragraph', 'link', 'button'],
      ...['form-label', 'form-field', 'textbox', 'textarea'],
    ],
    demoStyle,
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
    receiveDelivery(kept, options.log),
  )

  const known = knownCallers(createIdentityCheck({ ...options, audience: 'machtigingenportaal' }))
  app.get([base, `${base}/aanvragen`], known(showApplications(kept)))
  app.get(`${base}/aanvragen/nieuw/:id`, known(showForm(kept)))
  app.get(`${base}/aanvragen/:id/ontvangen`, known(showReceived(kept)))
  app.get(`${base}/aanvragen/:id`, known(showApplication(kept)))
  app.post(
    `${base}/aanvragen`,
    express.text({ type: 'application/x-www-form-urlencoded', limit: '1mb' }),
    known(submitApplication(kept, options)),
  )
  app.use(
    known((caller, _request, response) => {
      notFound(caller, response)
    }),
  )
  app.use(failed(options))
  return app
}

/** Nothing is shown to who did not come through Sluis, or may not look. */
const knownCallers =
  (identify: ReturnType<typeof createIdentityCheck>) =>
  (show: Show): RequestHandler =>
  async (request, response) => {
    const caller = await identify(request.get('Sluis-Identiteit'))
    if (caller === undefined) sendPage(response, 401, notLoggedIn)
    else if (!caller.autorisaties.includes('raadplegen')) sendPage(response, 403, mayNotLook)
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
    sendPage(
      response,
      status,
      messagePage(undefined, 'Er ging iets mis', 'Het verzoek is niet uitgevoerd.'),
    )
  }
