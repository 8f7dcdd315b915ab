/**
 * The answer to what never becomes a request of a route, because HTTP itself is wrong: a page to browsers, a problem
 * document to programs. It has a log line with its number and counts as an answer; nothing is judged, so it has no
 * code and no row in the audit.
 */
import type { IncomingMessage } from 'node:http'
import { logTexts } from '../../base/log-texts.ts'
import { statusPage } from '../../pages/status-page.tsx'
import { statusAnchor, statuses } from '../../wire/statuses.ts'
import type { BareStatus } from '../../wire/statuses.ts'
import { ownHeaders } from './answer.ts'
import { asksForPage, languageOf } from './asked-form.ts'
import type { Listener } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { nothingJudgedAt } from './problem.ts'

/** What could be read of it; undefined: not even in which form it wants its answer. */
export type Glimpse = IncomingMessage | undefined

/** The answer, ready to be written; the connection ends with it. */
export interface UnreadAnswer {
  readonly status: BareStatus
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Tells of it in log and metrics, and makes its answer. `address`: the client's. */
export function unreadAnswer(
  gateway: Gateway,
  luisteraar: Listener,
  told: { readonly status: BareStatus; readonly glimpse: Glimpse; readonly address: string },
): UnreadAnswer {
  const { status, glimpse, address: adres } = told
  const id = gateway.newId()
  gateway.log.warn({ verzoek: id, luisteraar, status, adres }, logTexts.unreadable)
  gateway.metrics.request(luisteraar, status, 0)
  gateway.metrics.unread(luisteraar, status)
  // Who cannot be seen to ask for either is what the listener is for: a person at the portaal, a program elsewhere.
  const asPage =
    glimpse === undefined ? luisteraar === 'portaal' : asksForPage(glimpse, glimpse.url ?? '')
  const body = asPage
    ? pageOf(gateway, luisteraar, status, id)
    : JSON.stringify({
        ...problemOf(status, id, glimpse === undefined ? 'nl' : languageOf(glimpse)),
        controles: nothingJudgedAt(luisteraar),
      })
  return {
    status,
    headers: {
      ...ownHeaders,
      vary: 'accept, accept-language',
      'x-request-id': id,
      'content-type': asPage ? 'text/html; charset=utf-8' : 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    },
    body,
  }
}

function pageOf(gateway: Gateway, luisteraar: Listener, status: BareStatus, id: string): string {
  const at = gateway.now()
  const { beleid } = gateway.policies.current()
  const frame = {
    assets: gateway.assets,
    viewer: undefined,
    isContactpersoon: false,
    ownPages: luisteraar === 'portaal',
    requestId: id,
    hulp: beleid.hulp,
    logo: beleid.logo,
    at,
  }
  return statusPage(frame, status, at)
}

/** As the problem document of a refusal, without `code` and steps. */
function problemOf(status: BareStatus, id: string, language: 'nl' | 'en') {
  const { title, detail, wie, actie, herhalen } = statuses[status]
  return {
    type: `/v1/foutcodes#${statusAnchor(status)}`,
    title: title[language],
    status,
    detail: detail[language],
    instance: `urn:uuid:${id}`,
    wie,
    actie,
    herhalen,
  }
}
