/**
 * Stand-ins for the other diensten of the example policy. Each takes direct deliveries and shows its people what is
 * of their own organisation, by the signed identity alone. Everything is in memory and gone at the end.
 */
import express from 'express'
import type { Express, Request, Response } from 'express'
import { designSystemCss } from '../../gateway/pages/design-system.ts'
import { onlyFromGateway } from './deliveries.ts'
import { framed, ownStyle } from './frame.ts'
import { gliRegister } from './gli-register.ts'
import { html } from './html.ts'
import { createIdentityCheck } from './identity.ts'
import type { IdentityOptions } from './identity.ts'
import { Inbox, receive } from './inbox.ts'
import { incidentMelden } from './incident-melden.ts'
import type { Shown, StandIn } from './stand-in.ts'
import { safeHeaders, serveOnLoopback } from './serve.ts'
import type { DemoPortal } from './serve.ts'

/** In the order in which the demo starts them. */
export const standIns: readonly StandIn[] = [incidentMelden, gliRegister]

export interface StandInOptions extends Omit<IdentityOptions, 'audience'> {
  /** 0 picks a free one. */
  readonly port: number
  readonly newId: () => string
  /** A line for the operator; never personal data. */
  readonly log: (line: string) => void
}

/** Starts one on loopback. Rejects when the port is taken. */
export const startStandIn = (standIn: StandIn, options: StandInOptions): Promise<DemoPortal> =>
  serveOnLoopback(appOf(standIn, options), options.port)

function appOf(standIn: StandIn, options: StandInOptions): Express {
  const { dienst, naam, pages } = standIn
  const { now, log } = options
  const base = `/${dienst}`
  const inbox = new Inbox()
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
  const json = express.json({ limit: '128kb' })
  app.post(`${base}/instroom`, onlyFromGateway, json, receive({ inbox, naam, now, log }))
  if (standIn.overdracht)
    app.post(`${base}/overdracht`, onlyFromGateway, json, (_request, response) => {
      log(`${naam}: opdracht tot overdracht ontvangen`)
      response.status(204).end()
    })
  const identify = createIdentityCheck({ ...options, audience: dienst })
  const form = express.text({ type: 'application/x-www-form-urlencoded', limit: '1mb' })
  for (const row of pages)
    app[row.methode](row.pad, form, async (request: Request, response: Response) => {
      const caller = await identify(request.get('Sluis-Identiteit'))
      const text = typeof request.body === 'string' ? request.body : ''
      const body = new URLSearchParams(text)
      const show = (): Shown =>
        caller === undefined
          ? notLoggedIn
          : row.show({ caller, inbox, form: body, newId: options.newId, at: now() })
      const may = caller === undefined || caller.autorisaties.includes(row.autorisatie)
      const shown = may ? show() : mayNot
      if ('next' in shown) response.redirect(303, shown.next)
      else {
        response.status(caller === undefined ? 401 : may ? 200 : 403).type('html')
        response.send(framed({ base, naam }, { ...shown, caller }).text)
      }
    })
  return app
}

const message = (title: string, text: string): Shown => ({
  title,
  content: html`<p class="utrecht-paragraph">${text}</p>`,
})

const notLoggedIn = message('Niet aangemeld', 'Open deze pagina via Sluis.')
const mayNot = message('Geen autorisatie', 'Uw rol laat deze pagina niet toe.')
