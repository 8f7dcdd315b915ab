/** Somebody with a browser on the toegang listener: cookies are kept, forms are sent as a browser sends them. */
import { request as httpsRequest } from 'node:https'
import type { Agent } from 'node:https'
import type { Mail, Notifier, Sms } from '../../gateway/notify/notifier.ts'
import { readAnswer } from './answered.ts'
import type { Answered } from './answered.ts'
import type { TestGateway } from './running.ts'
import { clientContext } from './client-context.ts'
import { formsOf } from './own-forms.ts'

/** Mails and text messages that went out. */
export interface Outbox extends Notifier {
  readonly mails: Mail[]
  readonly texts: Sms[]
  /** What becomes of the next text messages. */
  smsOutcome: Awaited<ReturnType<NonNullable<Notifier['sms']>>>
}

export function makeOutbox(): Outbox {
  const mails: Mail[] = []
  const texts: Sms[] = []
  const outbox: Outbox = {
    mails,
    texts,
    smsOutcome: 'aangenomen',
    mail: (mail) => {
      mails.push(mail)
      return Promise.resolve('bezorgd')
    },
    sms: (sms) => {
      if (outbox.smsOutcome === 'aangenomen') texts.push(sms)
      return Promise.resolve(outbox.smsOutcome)
    },
    close: () => Promise.resolve(),
  }
  return outbox
}

/** The one link of a mail, as a path. */
export const linkIn = ({ text }: Mail): string =>
  /^https:\/\/[^/\s]+(\/link\/\S+)$/m.exec(text)?.[1] ?? ''

export interface Visitor {
  readonly cookies: ReadonlyMap<string, string>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answered>
  /** Posts fields as they are. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
    meanwhile?: Content['meanwhile'],
  ): Promise<Answered>
  /** Opens a page, fills in its form with this action, and sends it. */
  submit(page: string, fields: Readonly<Record<string, string>>, action?: string): Promise<Answered>
  forget(cookie: string): void
}

interface Content {
  readonly text?: string
  /** Waited for when all but the last character of the content is sent. */
  readonly meanwhile?: () => Promise<void>
}

const html = { accept: 'text/html,application/xhtml+xml', 'accept-language': 'nl' }

export interface VisitorOptions {
  /** The address of this machine that it comes from, in 127.0.0.0/8. */
  readonly from?: string
  /** One connection for all it does. */
  readonly agent?: Agent
}

export const visitor = ({ sluis, dir }: TestGateway, options: VisitorOptions = {}): Visitor =>
  visitorOf({ toegang: sluis.addresses.toegang, dir }, options)

/** Somebody who visits a gateway at an address, whose certificates are in a folder. */
export function visitorOf(
  { toegang, dir }: { readonly toegang: string; readonly dir: string },
  { from, agent }: VisitorOptions = {},
): Visitor {
  const cookies = new Map<string, string>()
  const url = new URL(toegang)
  const go = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    { text: body, meanwhile }: Content = {},
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const request = httpsRequest(
        {
          host: url.hostname,
          port: url.port,
          path,
          method,
          agent: agent ?? false,
          ...(from !== undefined && { localAddress: from }),
          servername: 'localhost',
          ...clientContext(dir, undefined),
          headers: {
            host: `localhost:${url.port}`,
            ...(cookie !== '' && { cookie }),
            ...html,
            ...headers,
          },
        },
        (response) => {
          readAnswer(response).then((answered) => {
            for (const line of response.headers['set-cookie'] ?? []) keep(cookies, line)
            resolve(answered)
          }, reject)
        },
      )
      request.on('error', reject)
      if (meanwhile === undefined) request.end(body)
      else {
        request.write(body?.slice(0, -1) ?? '')
        meanwhile().then(() => request.end(body?.slice(-1)), reject)
      }
    })
  const self: Visitor = {
    cookies,
    get: (path, headers = {}) => go('GET', path, headers),
    post: (path, fields, headers = {}, meanwhile) =>
      go(
        'POST',
        path,
        {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
          origin: 'null',
          ...headers,
        },
        { text: new URLSearchParams(fields).toString(), ...(meanwhile && { meanwhile }) },
      ),
    submit: async (page, fields, action = page) => {
      const shown = await self.get(page)
      const form = formsOf(shown).find((one) => one.action === action)
      if (form === undefined) return shown
      return self.post(action, { ...Object.fromEntries(form.fields), ...fields })
    },
    forget: (name) => {
      cookies.delete(name)
    },
  }
  return self
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  if (/;\s*max-age=0/i.test(line)) cookies.delete(pair.slice(0, at))
  else cookies.set(pair.slice(0, at), pair.slice(at + 1))
}
