/**
 * Gathers the facts of a request as they are at this moment, and decides. Called again whenever time has
 * passed (a body was read, a link was looked up), so that what is answered rests on now.
 */
import { Refusal } from '../../errors.ts'
import type { Code, FieldError } from '../../errors.ts'
import { soortenOp } from '../../identity/identity.ts'
import type { CertificateSoort } from '../../identity/identity.ts'
import { dutchToday } from '../../base/today.ts'
import { readLeaf } from '../../identity/trust.ts'
import type { Trust } from '../../identity/trust.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import { decide } from '../../decision/decide.ts'
import { decideOnceMore } from '../../decision/decide-once-more.ts'
import { identityIn } from '../../decision/question.ts'
import type { Presented, Question, RevocationState } from '../../decision/question.ts'
import type { Peer } from '../../tls/peer.ts'
import type { Exchange, MtlsListener } from '../exchange/exchange.ts'
import type { Judged } from '../exchange/judged.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { signInFacts } from '../sign-in/sign-in.ts'
import { quotaWait } from './quota.ts'

/** What is asked in a request, besides who asks and when. */
export type Facts = Partial<Pick<Question, 'asked' | 'barred' | 'message' | 'reference'>>

/** The kind of certificate each listener is for. */
export const kindOf = { instroom: 'systeem', portaal: 'persoonlijk' } as const satisfies Record<
  MtlsListener,
  CertificateSoort
>

/** Judges a request as of now and keeps it in the trail. */
export const judge = async (gateway: Gateway, exchange: Exchange, facts: Facts): Promise<Judged> =>
  judgeAtOnce(gateway, exchange, facts)

/** As {@link judge}, at once unless the store or a responder is asked. */
export function judgeAtOnce(
  gateway: Gateway,
  exchange: Exchange,
  facts: Facts,
): Judged | Promise<Judged> {
  const set = gateway.policies.current()
  if (exchange.listener === 'toegang')
    return signInFacts(gateway, exchange).then((who) =>
      judgeWho(gateway, exchange, { set, who, revocation: who.revocation, facts }),
    )
  const who = certificateFacts(gateway, set, exchange)
  const { revocation } = who
  return typeof revocation === 'string'
    ? judgeWho(gateway, exchange, { set, who, revocation, facts })
    : revocation.then((known) =>
        judgeWho(gateway, exchange, { set, who, revocation: known, facts }),
      )
}

/** What a request is judged on. */
interface Grounds {
  readonly set: PolicySet
  readonly who: Pick<Question, 'at' | 'today' | 'middel' | 'presented' | 'aanmelding' | 'soorten'>
  readonly revocation: RevocationState
  readonly facts: Facts
}

function judgeWho(gateway: Gateway, exchange: Exchange, grounds: Grounds): Judged {
  const { set, who, revocation, facts } = grounds
  const { at } = who
  // Written out: a question of one shape is read much faster, and copying costs more than deciding.
  const question: Question = {
    at,
    today: who.today,
    middel: who.middel,
    presented: who.presented,
    revocation,
    aanmelding: who.aanmelding,
    soorten: who.soorten,
    address: exchange.address,
    asked: facts.asked,
    quotaUsedUp: quotaWait(gateway, exchange, { set, identity: identityIn(who), facts, at }) > 0,
    barred: facts.barred,
    message: facts.message,
    reference: facts.reference,
  }
  const judged = { set, question, decision: decideOnceMore(question, set.policy) }
  exchange.trail.judged = judged
  countSoft(gateway, judged)
  return judged
}

interface Shown {
  readonly trust: Trust
  readonly presented: Presented
}

/** What was shown on a connection, as read under the trust of a set: read once. */
const shown = new WeakMap<Peer, Shown>()

function presentedBy(peer: Peer, { trust }: PolicySet): Presented {
  const known = shown.get(peer)
  if (known?.trust === trust) return known.presented
  const leaf = readLeaf(trust, peer.der, peer.fingerprint)
  const presented = { leaf, chainAccepted: peer.chainAccepted }
  shown.set(peer, { trust, presented })
  return presented
}

/** What is true of a certificate at this moment, whatever is asked with it. */
export function certificateFacts(
  gateway: Gateway,
  set: PolicySet,
  { peer, listener }: Pick<Exchange, 'peer' | 'listener'>,
) {
  const at = gateway.now()
  const presented = peer && presentedBy(peer, set)
  return {
    at,
    today: dutchToday(at),
    middel: 'certificaat' as const,
    presented,
    aanmelding: undefined,
    revocation:
      presented?.leaf.issuer === undefined
        ? ('onbekend' as const)
        : gateway.revocation.state(presented.leaf, at),
    soorten: soortenOp[listener],
  }
}

/** Counts who passes although nothing current tells whether the certificate is revoked (`zacht`). */
function countSoft({ metrics }: Gateway, { question, decision }: Judged): void {
  const profiel = question.presented?.leaf.identity?.profiel
  if (decision.allowed && question.revocation === 'onbekend' && profiel !== undefined)
    metrics.softRevocation(profiel)
}

/** The same question with the reference judged otherwise, for what only the store could tell. */
export function withReference({ set, question }: Judged, reference: Code): Judged {
  const asked = { ...question, reference }
  return { set, question: asked, decision: decide(asked, set.policy) }
}

/** The refusal a decision came to; undefined: it is allowed. */
export function refusalOf(
  gateway: Gateway,
  exchange: Exchange,
  { set, question, decision }: Judged,
  fouten: readonly FieldError[] = [],
): Refusal | undefined {
  if (decision.allowed) return undefined
  if (decision.code !== 'SL208') return new Refusal(decision.code, { fouten })
  const identity = identityIn(question)
  const wait = quotaWait(gateway, exchange, { set, identity, facts: question, at: question.at })
  return new Refusal('SL208', { retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)) })
}
