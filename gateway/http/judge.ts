/**
 * Gathers the facts of a request as they are at this moment, and decides. Called again whenever time has
 * passed (a body was read, a link was looked up), so that what is answered rests on now.
 */
import { fingerprintOf } from '../base/fingerprint.ts'
import { Refusal } from '../errors.ts'
import type { Code, FieldError } from '../errors.ts'
import { soortenOp } from '../identity/identity.ts'
import type { CertificateSoort, Identity } from '../identity/identity.ts'
import { dutchToday } from '../base/today.ts'
import { readLeaf } from '../identity/trust.ts'
import type { Trust } from '../identity/trust.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import { decide } from '../decision/decide.ts'
import { decideOnceMore } from '../decision/decide-once-more.ts'
import type { Dienst } from '../decision/dienst.ts'
import { identityIn } from '../decision/question.ts'
import type { Presented, Question, RevocationState } from '../decision/question.ts'
import type { Peer } from '../tls/peer.ts'
import type { Take } from '../store/store.ts'
import type { Exchange, MtlsListener } from './exchange.ts'
import type { Judged } from './judged.ts'
import type { Gateway } from './gateway.ts'
import { signInFacts } from './sign-in.ts'

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
function certificateFacts(
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

/** Codes after which a connection is of no use any more: its certificate does not become good on it. */
const finalCodes: ReadonlySet<Code> = new Set(['SL102', 'SL103', 'SL105', 'SL107', 'SL109'])

/** Whether a refusal ends the connection it was given on. */
export const endsConnection = (code: Code): boolean => finalCodes.has(code)

/** Whether an open connection has to end: its certificate no longer passes, whatever it would ask. */
export function isOver(gateway: Gateway, connection: Pick<Exchange, 'peer' | 'listener'>): boolean {
  if (connection.peer === undefined) return false
  const set = gateway.policies.current()
  const facts = certificateFacts(gateway, set, connection)
  // An OCSP question is asked when a request comes; it is no reason to end a connection that is quiet.
  const revocation = typeof facts.revocation === 'string' ? facts.revocation : 'goed'
  const question: Question = {
    ...facts,
    middel: 'certificaat',
    revocation,
    address: undefined,
    asked: undefined,
    quotaUsedUp: undefined,
  }
  const { code } = decide(question, set.policy)
  return code !== null && endsConnection(code)
}

/** Whether a certificate that was seen would be let in as of now: why not, or null. */
export async function judgeSeen(
  gateway: Gateway,
  set: PolicySet,
  der: Buffer,
): Promise<Code | null> {
  const peer = {
    der,
    fingerprint: fingerprintOf(der),
    chainAccepted: true,
    authorizationError: undefined,
  }
  const facts = certificateFacts(gateway, set, { peer, listener: 'portaal' })
  const { revocation } = facts
  const question: Question = {
    ...facts,
    revocation: typeof revocation === 'string' ? revocation : await revocation,
    address: undefined,
    asked: undefined,
    quotaUsedUp: undefined,
  }
  return decide(question, set.policy).code
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

interface QuotaAsk {
  readonly set: PolicySet
  readonly identity: Identity | undefined
  readonly facts: Facts
  readonly at: number
}

function quotaWait(gateway: Gateway, { trail }: Exchange, ask: QuotaAsk): number {
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
