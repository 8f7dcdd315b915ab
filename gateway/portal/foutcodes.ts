import accepts from 'accepts'
import { readerAt } from '../decision/meaning.ts'
import { codes, errorEntry } from '../errors.ts'
import { json, page } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { codesPage } from './pages/codes-page.tsx'

/** The error table as `GET /v1/foutcodes` gives it, in the order of the check steps. */
export const foutcodes = codes.map((code) => {
  const { status, stage, title, detail, wie, actie, herhalen } = errorEntry(code)
  return { code, status, fase: stage, titel: title, omschrijving: detail, wie, actie, herhalen }
})

/** `GET /v1/foutcodes`: JSON; a browser, which names text/html, gets a page. */
export const showCodes = (gateway: Gateway, visit: Visit): Outcome => ({
  answer: codesFor(gateway, visit),
})

export function codesFor(gateway: Gateway, visit: Visit): Answer {
  const asPage = accepts(visit.request).type(['application/json', 'text/html']) === 'text/html'
  const answer = asPage
    ? page(codesPage(frameOf(gateway, visit), readerAt(visit.listener)))
    : json(200, foutcodes)
  return { ...answer, headers: { vary: 'accept' } }
}
