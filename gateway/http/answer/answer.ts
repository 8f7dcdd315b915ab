/** The one place that writes an answer of our own: a value, a page, or a refusal in the form asked for. */
import { errorEntry } from '../../errors.ts'
import type { Refusal } from '../../errors.ts'
import { adviceOf } from '../../pages/advice.ts'
import { meaningOf } from '../../decision/meaning.ts'
import { hasBody } from '../../wire/has-body.ts'
import { adviceFactsHere } from './advice-facts.ts'
import { asksForPage, languageOf } from './asked-form.ts'
import type { Exchange, Visit } from '../exchange/exchange.ts'
import { endsConnection } from '../judge/judge-connection.ts'
import { nothingJudgedAt, problemOf } from './problem.ts'
import { securityHeaders } from './security-headers.ts'
import { clearedBy } from '../sign-in/cookies.ts'

/** Headers of every answer of our own: nothing is kept, framed, guessed or loaded from elsewhere. */
export const ownHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  ...securityHeaders,
}

/** A finished answer. */
export interface Answer {
  readonly status: number
  /** A list: the header once for each. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly contentType?: string
  readonly body?: string | Buffer
}

/** An answer with a JSON value. */
export const json = (status: number, value: unknown, headers?: Answer['headers']): Answer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
  ...(headers !== undefined && { headers }),
})

/** To look at `location` by GET (RFC 9110 15.4.4), with cookies that are set on the way. */
export const seeOther = (location: string, cookies: readonly string[] = []): Answer => ({
  status: 303,
  headers: { location, ...(cookies.length > 0 && { 'set-cookie': cookies }) },
})

/** An answer with a page. */
export const page = (html: string): Answer => ({
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: html,
})

/** Names and values in one list: Node takes that in half the time that an object takes. */
const ownHeaderList = Object.entries(ownHeaders).flat()

/** Our own headers under those of an answer, which count where both have one. */
function headerList(headers: Answer['headers'] = {}): string[] {
  const names = Object.keys(headers)
  const list = names.some((name) => Object.hasOwn(ownHeaders, name))
    ? Object.entries(ownHeaders)
        .filter(([name]) => !Object.hasOwn(headers, name))
        .flat()
    : [...ownHeaderList]
  for (const name of names) for (const value of [headers[name] ?? ''].flat()) list.push(name, value)
  return list
}

/** Sends an answer. Does nothing when one has been sent: a client that left needs none. */
export function send(exchange: Exchange, answer: Answer): void {
  const { response } = exchange
  if (response.headersSent || response.destroyed) return
  const body = answer.body ?? ''
  const headers = headerList(answer.headers)
  headers.push('x-request-id', exchange.id)
  if (answer.contentType !== undefined) headers.push('content-type', answer.contentType)
  if (answer.status !== 204) headers.push('content-length', String(Buffer.byteLength(body)))
  if (answer.headers?.['connection'] === 'close' || isUnread(exchange))
    response.shouldKeepAlive = false
  response.writeHead(answer.status, headers)
  response.end(exchange.request.method === 'HEAD' ? '' : body)
}

/** A body that was not read to its end would be taken for the next request: the connection ends with the answer. */
const isUnread = ({ request }: Exchange): boolean => !request.complete && hasBody(request.headers)

/** Sends a refusal: a problem document to programs, a page to browsers, with the same facts. */
export function sendRefusal(
  exchange: Exchange,
  refusal: Refusal,
  pageOf: (exchange: Exchange, refusal: Refusal) => string,
): void {
  const { trail, request } = exchange
  const { status } = errorEntry(refusal.code)
  const controls = trail.judged?.decision.controls ?? nothingJudgedAt(exchange.listener)
  const headers = {
    ...(refusal.allow.length > 0 && { allow: refusal.allow.join(', ') }),
    ...(refusal.retryAfterSeconds !== undefined && {
      'retry-after': String(refusal.retryAfterSeconds),
    }),
    ...((endsConnection(refusal.code) || isChoice(exchange, refusal)) && { connection: 'close' }),
    vary: 'accept, accept-language',
    ...(clearedBy(exchange, refusal.code).length > 0 && {
      'set-cookie': clearedBy(exchange, refusal.code),
    }),
  }
  if (wantsPage(exchange)) {
    const body = pageOf(exchange, refusal)
    send(exchange, { status, headers, contentType: 'text/html; charset=utf-8', body })
    return
  }
  const facts = adviceFactsHere(exchange)
  const body = JSON.stringify(
    problemOf(refusal, {
      requestId: exchange.id,
      controls,
      language: languageOf(request),
      advice: adviceOf(refusal.code, facts),
      meaning: meaningOf(refusal.code, facts),
    }),
  )
  send(exchange, { status, headers, contentType: 'application/problem+json', body })
}

/** A browser chooses its certificate at a handshake: on the same connection a reload could not bring another. */
const isChoice = (exchange: Exchange, { code }: Refusal): boolean =>
  /^SL10[1-8]$/.test(code) && wantsPage(exchange)

export const wantsPage = ({ request, target }: Visit): boolean =>
  asksForPage(request, target?.path ?? '')
