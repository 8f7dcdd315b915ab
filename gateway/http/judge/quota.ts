/** How a request counts in the quota of its instantie. */
import type { Identity } from '../../identity/identity.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import { decide } from '../../decision/decide.ts'
import type { Dienst } from '../../decision/dienst.ts'
import { identityIn } from '../../decision/question.ts'
import type { Question } from '../../decision/question.ts'
import type { Take } from '../../store/store.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Judged } from '../exchange/judged.ts'
import type { Gateway } from '../exchange/gateway.ts'

interface QuotaAsk {
  readonly set: PolicySet
  readonly identity: Identity | undefined
  readonly facts: Pick<Partial<Question>, 'asked'>
  readonly at: number
}

export function quotaWait(gateway: Gateway, { trail }: Exchange, ask: QuotaAsk): number {
  const place = trail.counted ? undefined : quotaPlace(ask)
  if (place === undefined) return 0
  return gateway.quota.waitMs(place.key, place.limit, ask.at)
}

/** Has an allowed request counted in its instantie's quota by its next commit, once however often it is judged. */
export function countRequest(exchange: Exchange, judged: Judged): void {
  if (exchange.trail.counted) return
  const { set, question } = judged
  const { at } = question
  const place = quotaPlace({ set, identity: identityIn(question), facts: question, at })
  if (place === undefined) return
  exchange.trail.take = { key: place.key, limit: place.limit, at }
  exchange.trail.counted = true
}

/** What a request counts against, for the one transaction that counts it. */
export function takeOf({ trail }: Exchange): Take | undefined {
  const { take } = trail
  trail.take = undefined
  return take
}

/** The same question with the quota used up, for what only the transaction could tell. */
export function withQuotaUsedUp({ set, question }: Judged): Judged {
  const asked = { ...question, quotaUsedUp: true }
  return { set, question: asked, decision: decide(asked, set.policy) }
}

function quotaPlace({
  set,
  identity,
  facts,
}: QuotaAsk): { key: string; limit: NonNullable<Dienst['quota']> } | undefined {
  const dienst = set.policy.diensten.get(facts.asked?.dienst ?? '')
  if (dienst?.quota === undefined || identity === undefined) return undefined
  return { key: `${identity.agbCode}/${dienst.naam}`, limit: dienst.quota }
}
