/** Runs the work of a request and sees to it that it always ends in exactly one recorded answer. */
import { asRefusal } from '../errors.ts'
import type { Code, Refusal } from '../errors.ts'
import { send, sendRefusal } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { judge, withQuotaUsedUp } from './judge.ts'
import { requestLog } from '../operations/log.ts'
import { refusalPageOf } from './page-frame.ts'
import { recordRefused } from './record.ts'

/** The work of a request: gives its answer, or undefined when it has answered by itself. */
export type Work = () => Promise<Answer | undefined>

export async function answering(gateway: Gateway, exchange: Exchange, work: Work): Promise<void> {
  let code: Code | null = null
  try {
    const answer = await work()
    if (answer !== undefined) send(exchange, answer)
  } catch (thrown) {
    const refusal = await recordRefused(gateway, exchange, await explain(gateway, exchange, thrown))
    code = refusal.code
    if (exchange.response.headersSent) exchange.response.destroy()
    else sendRefusal(exchange, refusal, refusalPageOf(gateway))
  }
  gateway.seen.note(exchange.trail.judged, exchange.peer?.der)
  measure(gateway, exchange, code)
}

/** What was thrown, as a refusal. What nobody foresaw is logged with its cause; the client gets SL504. */
async function explain(gateway: Gateway, exchange: Exchange, thrown: unknown): Promise<Refusal> {
  const refusal = asRefusal(thrown)
  if (refusal.code === 'SL504' || refusal.code === 'SL505')
    gateway.log.error({ verzoek: exchange.id, code: refusal.code, fout: refusal.cause }, 'failed')
  const { judged } = exchange.trail
  // What the transaction found; until then there was room as far as was known.
  if (refusal.code === 'SL208' && judged?.decision.allowed === true)
    exchange.trail.judged = withQuotaUsedUp(judged)
  if (judged === undefined && refusal.code === 'SL504')
    await judge(gateway, exchange, { asked: undefined }).catch(() => undefined)
  return refusal
}

function measure(gateway: Gateway, exchange: Exchange, code: Code | null): void {
  const { listener: luisteraar, trail, request, response } = exchange
  const dienst = trail.judged?.question.asked?.dienst
  const duurMs = gateway.now() - exchange.at
  const uitkomst = code === null ? 'toegestaan' : 'geweigerd'
  gateway.metrics.decision({ luisteraar, dienst, uitkomst, code })
  gateway.metrics.request(luisteraar, response.statusCode, duurMs / 1000)
  if (code === 'SL503') gateway.metrics.shed('SL503')
  if (!gateway.log.writes('info')) return
  const facts = {
    verzoek: exchange.id,
    luisteraar,
    methode: request.method,
    url: request.url,
    status: response.statusCode,
    code,
    duurMs,
    adres: exchange.address,
    dienst,
  }
  gateway.log.info(requestLog(facts), 'request')
}
