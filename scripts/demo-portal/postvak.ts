/** The Postvak of the demo: mails and text messages that Sluis would send, on a page, for who tries it without a mail server. */
import express from 'express'
import type { Mail, Notifier, Sms } from '../../gateway/notify/notifier.ts'
import { framed, moment, demoStyle } from './frame.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { safeHeaders, serveOnLoopback } from './serve.ts'
import type { DemoPortal } from './serve.ts'

/** Most messages that are kept; the oldest go first. */
const most = 100

interface Kept {
  readonly at: number
  readonly naar: string
  readonly kop: string
  readonly tekst: string
}

export interface Postvak {
  readonly notifier: Notifier
  readonly messages: readonly Kept[]
  /** Shows them on loopback; port 0 picks a free one. Rejects when the port is taken. */
  serve(port: number): Promise<DemoPortal>
}

/** `now` gives milliseconds since the epoch. */
export function makePostvak(now: () => number): Postvak {
  const messages: Kept[] = []
  const keep = (message: Omit<Kept, 'at'>): void => {
    messages.unshift({ at: now(), ...message })
    messages.splice(most)
  }
  return {
    messages,
    notifier: {
      mail: ({ to, subject, text }: Mail) => {
        keep({ naar: to, kop: subject, tekst: text })
        return Promise.resolve('bezorgd')
      },
      sms: ({ telefoon, tekst }: Sms) => {
        keep({ naar: telefoon, kop: 'Sms', tekst })
        return Promise.resolve('aangenomen')
      },
      close: () => Promise.resolve(),
    },
    serve: (port) => serveOnLoopback(appOf(messages), port),
  }
}

function appOf(messages: readonly Kept[]): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(safeHeaders)
  app.get('/stijl.css', (_request, response) => {
    response.type('css').send(demoStyle)
  })
  app.get('/', (_request, response) => {
    response.type('html').send(pageOf(messages).text)
  })
  return app
}

const pageOf = (messages: readonly Kept[]): Html =>
  framed(
    { base: '', naam: 'Postvak' },
    {
      title: 'Postvak',
      caller: undefined,
      content: html`<p class="utrecht-paragraph">
          Mails en sms-berichten van Sluis, de nieuwste boven. In het echt gaan ze naar een
          mailserver en een sms-dienst.
        </p>
        ${messages.length === 0 ? html`<p class="utrecht-paragraph">Er is nog niets verstuurd.</p>` : messages.map(shown)}`,
    },
  )

const shown = ({ at, naar, kop, tekst }: Kept): Html =>
  html`<article>
    <h2><bdi>${kop}</bdi></h2>
    <p class="portaal-line">Aan <bdi>${naar}</bdi>, ${moment(at)}</p>
    ${tekst.split('\n\n').map((line) => html`<p class="utrecht-paragraph">${linked(line.trim())}</p>`)}
  </article>`

/** An address alone on its line is a link. */
const linked = (line: string): Html | string =>
  /^https:\/\/\S+$/.test(line)
    ? html`<a class="utrecht-link utrecht-link--html-a" href="${line}">${line}</a>`
    : line
