/**
 * The path of every request of every mTLS listener: host, target, route, and what the route does. It always ends
 * in exactly one recorded answer.
 */
import { logTexts } from '../base/log-texts.ts'
import { asRefusal, Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import { requestLog } from '../operations/log.ts'
import type { RequestFacts } from '../operations/log.ts'
import { isOfZelftest } from '../secrets/zelftest-mark.ts'
import { isServed } from '../tls/host.ts'
import type { ServedNames } from '../tls/host.ts'
import { bar } from './judge/allow.ts'
import type { Barred } from './judge/allow.ts'
import { keptClick } from './sign-in/begun.ts'
import { clearedBy, cookieValues } from './sign-in/cookies.ts'
import { send, sendRefusal } from './answer/answer.ts'
import type { Answer } from './answer/answer.ts'
import type { Exchange } from './exchange/exchange.ts'
import type { Gateway } from './exchange/gateway.ts'
import { withFormTargets } from './answer/form-targets.ts'
import { judge } from './judge/judge.ts'
import { withQuotaUsedUp } from './judge/quota.ts'
import { refusalPageOf } from './answer/page-frame.ts'
import { recordRefused } from './record/record.ts'
import { onwardFor } from './answer/onward.ts'
import type { Onward } from './sign-in/doorgang.ts'
import type { Route } from './route.ts'

/** Where requests may go: the routes of a listener, and the host names it answers to as of now. */
export interface Site {
  readonly served: () => ServedNames
  /** The hot routes: found without Express. */
  readonly hot: (exchange: Exchange) => Route | Barred | undefined
  readonly cold: (exchange: Exchange) => Promise<Route | Barred>
}

export async function handle(gateway: Gateway, exchange: Exchange, site: Site): Promise<void> {
  let refusal: Refusal | undefined
  try {
    const found = placeOf(exchange, site) ?? site.hot(exchange) ?? (await site.cold(exchange))
    const answer = await go(gateway, exchange, found)
    if (answer !== undefined) send(exchange, withFormTargets(gateway, exchange, answer))
  } catch (thrown) {
    refusal = await refuse(gateway, exchange, thrown)
  }
  gateway.seen.note(exchange.trail.judged, exchange.peer?.der)
  measure(gateway, exchange, refusal)
}

/** Why a request can have no route at all. */
function placeOf(exchange: Exchange, { served }: Site): Barred | undefined {
  const code = misplaced(exchange, served())
  if (code === undefined) return undefined
  // Where nobody shows a certificate, there is nobody yet to be told of.
  if (exchange.listener === 'toegang') throw new Refusal(code)
  return { barred: code }
}

function misplaced(exchange: Exchange, served: ServedNames): Code | undefined {
  if (!isServed(exchange.host, served)) return 'SL514'
  if (exchange.target === undefined) return 'SL515'
  const isTwice = exchange.listener === 'toegang' && cookieValues(exchange, 'sessie').length > 1
  return isTwice ? 'SL516' : undefined
}

const go = (
  gateway: Gateway,
  exchange: Exchange,
  found: Route | Barred,
): Promise<Answer | undefined> =>
  'barred' in found ? bar(gateway, exchange, found) : found.perform(gateway, exchange)

async function refuse(gateway: Gateway, exchange: Exchange, thrown: unknown): Promise<Refusal> {
  const refusal = await recordRefused(gateway, exchange, await explain(gateway, exchange, thrown))
  if (exchange.response.headersSent) exchange.response.destroy()
  else {
    const elsewhere = onwardFor(gateway, exchange, refusal.code)
    if (elsewhere === undefined) sendRefusal(exchange, refusal, refusalPageOf(gateway))
    else send(exchange, to(gateway, exchange, elsewhere, refusal.code))
  }
  return refusal
}

const to = (
  gateway: Gateway,
  exchange: Exchange,
  { location, cookies }: Onward,
  code: Code,
): Answer => {
  const cleared = [...clearedBy(exchange, code), ...cookies, ...keptClick(gateway, exchange)]
  return {
    status: 303,
    headers: { location, ...(cleared.length > 0 && { 'set-cookie': cleared }) },
  }
}

/** What was thrown, as a refusal. What nobody foresaw is logged with its cause; the client gets SL504. */
async function explain(gateway: Gateway, exchange: Exchange, thrown: unknown): Promise<Refusal> {
  const refusal = asRefusal(thrown)
  if (refusal.code === 'SL504' || refusal.code === 'SL505')
    gateway.log.error(
      { verzoek: exchange.id, code: refusal.code, fout: refusal.cause },
      logTexts.requestFailed,
    )
  const { judged } = exchange.trail
  // What the transaction found; until then there was room as far as was known.
  if (refusal.code === 'SL208' && judged?.decision.allowed === true)
    exchange.trail.judged = withQuotaUsedUp(judged)
  if (judged === undefined && refusal.code === 'SL504')
    await judge(gateway, exchange, { asked: undefined }).catch(() => undefined)
  return refusal
}

function measure(gateway: Gateway, exchange: Exchange, refusal: Refusal | undefined): void {
  const { listener: luisteraar, trail, request, response } = exchange
  const code = refusal?.code ?? null
  const dienst = trail.judged?.question.asked?.dienst
  const duurMs = gateway.now() - exchange.at
  const uitkomst = code === null ? 'toegestaan' : 'geweigerd'
  // Our own attacks are neither counted nor told as those of others.
  const isOwn = code !== null && isOfZelftest(gateway.keyring.current, request.headers)
  if (!isOwn) gateway.metrics.decision({ luisteraar, dienst, uitkomst, code })
  gateway.metrics.request(luisteraar, response.statusCode, duurMs / 1000)
  if (code === 'SL503') gateway.metrics.shed('SL503')
  tell(gateway, exchange, { code, duurMs, dienst, isOwn })
}

type Told = Pick<RequestFacts, 'code' | 'duurMs' | 'dienst'> & { readonly isOwn: boolean }

function tell(gateway: Gateway, exchange: Exchange, told: Told): void {
  const level = told.isOwn ? 'debug' : 'info'
  if (gateway.log.writes(level)) gateway.log[level](lineOf(exchange, told), logTexts.request)
}

function lineOf(
  { id, listener: luisteraar, request, response, address: adres }: Exchange,
  { code, duurMs, dienst, isOwn }: Told,
): object {
  const { method: methode, url } = request
  const status = response.statusCode
  const facts = { verzoek: id, luisteraar, methode, url, status, code, duurMs, adres, dienst }
  return { ...requestLog(facts), ...(isOwn && { zelftest: true }) }
}
