/**
 * What a request asks, and the proof that it may: an `Allowed` is made here and nowhere else, of a decision
 * that allowed it. Whoever has one need not ask again who it was, of which practice, or for which dienst.
 */
import { findInstantie } from '../../decision/policy.ts'
import { Refusal } from '../../errors.ts'
import type { Code, FieldError } from '../../errors.ts'
import type { CertificateIdentity, Identity, Leaf } from '../../identity/identity.ts'
import type { Dienst, PolicyRoute } from '../../decision/dienst.ts'
import type { Instantie } from '../../decision/instantie.ts'
import type { Policy } from '../../decision/policy.ts'
import { identityIn } from '../../decision/question.ts'
import type { Aanmelding, Asked } from '../../decision/question.ts'
import type { Target } from '../../wire/target.ts'
import type { Exchange, Told } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { judge, judgeAtOnce, refusalOf } from './judge.ts'
import type { Facts } from './judge.ts'
import type { Judged } from '../exchange/judged.ts'

const proof = Symbol('allowed')

/** Who asks is established, by whatever means, and may have what was asked. */
export interface AllowedAny {
  readonly [proof]: true
  readonly judged: Judged
  /** The moment decided for; milliseconds since the epoch. */
  readonly at: number
  readonly policy: Policy
  readonly identity: Identity
}

/** And came by a certificate. */
export interface Allowed extends AllowedAny {
  readonly leaf: Leaf
  readonly identity: CertificateIdentity
}

/** And came by signing in. */
export interface AllowedSignIn extends AllowedAny {
  readonly aanmelding: Aanmelding
}

/** Whoever it is may use this dienst. */
export interface AllowedAnyDienst extends AllowedAny {
  readonly instantie: Instantie
  readonly dienst: Dienst
}

/** And has what a route of it asks. */
export interface AllowedRoute extends AllowedAnyDienst {
  readonly route: PolicyRoute
  readonly target: Target
}

/** And the practice or instelling is connected. */
export interface AllowedInstantie extends Allowed {
  readonly instantie: Instantie
}

/** And it may use this dienst. */
export interface AllowedDienst extends AllowedInstantie {
  readonly dienst: Dienst
}

/** And the dienst takes instromen. */
export interface AllowedInstroom extends AllowedDienst {
  readonly instroom: NonNullable<Dienst['instroom']>
}

/** What a request asks, and what it has proved once that is allowed. */
export interface Asking<A extends AllowedAny> {
  readonly asked: Asked | undefined
  /** Which codes refuse it; all, when nothing is said. */
  readonly refuses?: (code: Code) => boolean
  /** For the audit row, also of a refusal. */
  readonly told?: Told
  readonly prove: (judged: Judged) => A
}

/** A request that is refused by what it asks for, once its certificate has been judged. */
export interface Barred {
  readonly barred: Code
  readonly allow?: readonly string[]
  readonly told?: Told
}

/** The facts that came with reading, to decide again on. */
export type Findings = Pick<Facts, 'message' | 'reference'> & {
  readonly fouten?: readonly FieldError[]
}

/** Decides; gives the proof, or throws the refusal. */
export const allow = async <A extends AllowedAny>(
  gateway: Gateway,
  exchange: Exchange,
  asking: Asking<A>,
  found?: Findings,
): Promise<A> => allowAtOnce(gateway, exchange, asking, found)

const nothingFound: Findings = {}

/** As {@link allow}, at once unless something is waited for. */
export function allowAtOnce<A extends AllowedAny>(
  gateway: Gateway,
  exchange: Exchange,
  asking: Asking<A>,
  { fouten, message, reference }: Findings = nothingFound,
): A | Promise<A> {
  const judged = judgeAtOnce(gateway, exchange, { asked: asking.asked, message, reference })
  return judged instanceof Promise
    ? judged.then((known) => provenBy(gateway, exchange, { asking, judged: known, fouten }))
    : provenBy(gateway, exchange, { asking, judged, fouten })
}

interface Asker<A extends AllowedAny> {
  readonly asking: Asking<A>
  readonly judged: Judged
  readonly fouten: readonly FieldError[] | undefined
}

function provenBy<A extends AllowedAny>(
  gateway: Gateway,
  exchange: Exchange,
  { asking, judged, fouten }: Asker<A>,
): A {
  const { decision } = judged
  if (!decision.allowed && asking.refuses?.(decision.code) !== false)
    throw refusalOf(gateway, exchange, judged, fouten) ?? new Refusal(decision.code)
  return asking.prove(judged)
}

/** Refuses. Who may not come in at all is told that instead. */
export async function bar(
  gateway: Gateway,
  exchange: Exchange,
  { barred, allow: methods = [] }: Barred,
): Promise<never> {
  const { decision } = await judge(gateway, exchange, { asked: undefined, barred })
  throw new Refusal(decision.code ?? barred, { allow: methods })
}

function anyOf(judged: Judged): AllowedAny {
  const { question, set } = judged
  const identity = proven(identityIn(question))
  return { [proof]: true, judged, at: question.at, policy: set.policy, identity }
}

const signInOf = (judged: Judged): AllowedSignIn => ({
  ...anyOf(judged),
  aanmelding: proven(judged.question.aanmelding),
})

function anyDienstOf(judged: Judged): AllowedAnyDienst {
  const { question, set } = judged
  const { policy } = set
  const identity = proven(identityIn(question))
  return {
    [proof]: true,
    judged,
    at: question.at,
    policy,
    identity,
    instantie: proven(findInstantie(policy, identity.agbCode)),
    dienst: proven(policy.diensten.get(question.asked?.dienst ?? '')),
  }
}

/** Written out: copying one object into another costs more than judging did. */
function routeOf(judged: Judged, { route, target }: Covered): AllowedRoute {
  const { at, policy, identity, instantie, dienst } = anyDienstOf(judged)
  return { [proof]: true, judged, at, policy, identity, instantie, dienst, route, target }
}

function certificateOf(judged: Judged): Allowed {
  const { question, set } = judged
  const leaf = proven(question.presented?.leaf)
  const identity = proven(leaf.identity)
  return { [proof]: true, judged, at: question.at, policy: set.policy, leaf, identity }
}

function instantieOf(judged: Judged): AllowedInstantie {
  const allowed = certificateOf(judged)
  const { policy, identity } = allowed
  return { ...allowed, instantie: proven(findInstantie(policy, identity.agbCode)) }
}

function dienstOf(judged: Judged): AllowedDienst {
  const allowed = instantieOf(judged)
  const dienst = proven(allowed.policy.diensten.get(judged.question.asked?.dienst ?? ''))
  return { ...allowed, dienst }
}

function instroomOf(judged: Judged): AllowedInstroom {
  const allowed = dienstOf(judged)
  const { instroom } = allowed.dienst
  // The policy may have changed since the address was looked up.
  if (instroom === undefined) throw new Refusal('SL512')
  return { ...allowed, instroom }
}

/** What `decide` never allows without; were it to, that is our fault and no client's (SL504). */
function proven<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('allowed without what it rests on')
  return found
}

/** Any certificate of the listener's kind. */
export const aCertificate: Asking<Allowed> = { asked: undefined, prove: certificateOf }

/** Anyone of a practice that is connected. */
export const anyone: Asking<AllowedInstantie> = {
  asked: { dienst: undefined, autorisatie: undefined },
  prove: instantieOf,
}

/** A contact person. */
export const aContactpersoon: Asking<AllowedInstantie> = {
  asked: { dienst: undefined, autorisatie: undefined, contactpersoon: true },
  prove: instantieOf,
}

/** What is told of a certificate, also to who may do nothing with it. */
export const onlyRefusing = (refuses: (code: Code) => boolean): Asking<Allowed> => ({
  asked: { dienst: undefined, autorisatie: undefined },
  refuses,
  prove: certificateOf,
})

/** Whoever has what this asks of a dienst (decision/asked.ts). */
export const toUse = (asked: Asked): Asking<AllowedDienst> => ({ asked, prove: dienstOf })

/** Whoever has what this asks of a dienst, by whatever means the listener takes. */
export const toUseByAny = (asked: Asked): Asking<AllowedAnyDienst> => ({
  asked,
  prove: anyDienstOf,
})

/** A request with the route that covers it. */
export type Covered = Pick<AllowedRoute, 'route' | 'target'>

/** Whoever has what the route of a request asks, by whatever means the listener takes. */
export const toUseRoute = (asked: Asked, covered: Covered): Asking<AllowedRoute> => ({
  asked,
  prove: (judged) => routeOf(judged, covered),
})

/** Whoever signed in, whomever they act for. */
export const signedIn: Asking<AllowedSignIn> = { asked: undefined, prove: signInOf }

/** Also who is stopped at the organisation they act for, or whose organisation is: there may be another one. */
export const signedInAnywhere: Asking<AllowedSignIn> = {
  asked: { dienst: undefined, autorisatie: undefined, niveau: 'meldcode', eigen: true },
  prove: signInOf,
}

/** Whoever has what this asks of a dienst that takes instromen. */
export const toInstroom = (asked: Asked): Asking<AllowedInstroom> => ({
  asked,
  prove: instroomOf,
})
