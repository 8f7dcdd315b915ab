/**
 * What a request asks, and the proof that it may: an `Allowed` is made here and nowhere else, of a decision
 * that allowed it. Whoever has one need not ask again who it was, of which practice, or for which dienst.
 */
import { findInstantie } from '../decision/policy.ts'
import { Refusal } from '../errors.ts'
import type { Code, FieldError } from '../errors.ts'
import { niveauVan } from '../identity/identity.ts'
import type { CertificateIdentity, Identity, Leaf } from '../identity/identity.ts'
import type { Dienst, Instantie, Policy } from '../decision/policy.ts'
import { identityIn } from '../decision/question.ts'
import type { Asked } from '../decision/question.ts'
import type { Exchange, Told } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { judge, refusalOf } from './judge.ts'
import type { Facts } from './judge.ts'
import type { Judged } from './judged.ts'

const proof = Symbol('allowed')

/** Who asks is established, by whatever means, and may have what was asked. */
export interface Allowed {
  readonly [proof]: true
  readonly judged: Judged
  /** The moment decided for; milliseconds since the epoch. */
  readonly at: number
  readonly policy: Policy
  readonly identity: Identity
  /** Undefined for who signed in. */
  readonly leaf: Leaf | undefined
}

/** And it was by a certificate. */
export interface AllowedCertificate extends Allowed {
  readonly leaf: Leaf
  readonly identity: CertificateIdentity
}

/** And it was by an account. */
export interface AllowedAccount extends Allowed {
  /** Names the sign-in; a hash of what the cookie holds. */
  readonly sessie: string
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
export interface Asking<A extends Allowed> {
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
export async function allow<A extends Allowed>(
  gateway: Gateway,
  exchange: Exchange,
  asking: Asking<A>,
  { fouten, ...found }: Findings = {},
): Promise<A> {
  const judged = await judge(gateway, exchange, { asked: asking.asked, ...found })
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

function askerOf(judged: Judged): Allowed {
  const { question, set } = judged
  const identity = proven(identityIn(question))
  const leaf = question.middel === 'certificaat' ? proven(question.presented?.leaf) : undefined
  return { [proof]: true, judged, at: question.at, policy: set.policy, leaf, identity }
}

function certificateOf(judged: Judged): AllowedCertificate {
  const allowed = askerOf(judged)
  const leaf = proven(allowed.leaf)
  return { ...allowed, leaf, identity: proven(leaf.identity) }
}

/** A meldcode is of nobody, so nothing of an account is shown to it. */
function accountOf(judged: Judged): AllowedAccount {
  const allowed = askerOf(judged)
  if (niveauVan[allowed.identity.soort] !== 'tweefactor') throw new Refusal('SL210')
  return { ...allowed, sessie: proven(judged.question.aanmelding).sessie }
}

function instantieOf(judged: Judged): AllowedInstantie {
  const allowed = askerOf(judged)
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
export const aCertificate: Asking<AllowedCertificate> = { asked: undefined, prove: certificateOf }

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

/** Codes that end a sign-in or its account, whatever it would ask. */
const signInCodes: ReadonlySet<Code> = new Set(['SL121', 'SL122', 'SL126', 'SL127', 'SL108'])

/** Whoever signed in with an account, for whatever organisation: it is about the account itself. */
export const anAccount: Asking<AllowedAccount> = {
  asked: { dienst: undefined, autorisatie: undefined, niveau: 'tweefactor' },
  refuses: (code) => signInCodes.has(code),
  prove: accountOf,
}

/** What is told of a certificate, also to who may do nothing with it. */
export const onlyRefusing = (refuses: (code: Code) => boolean): Asking<AllowedCertificate> => ({
  asked: { dienst: undefined, autorisatie: undefined },
  refuses,
  prove: certificateOf,
})

/** Whoever has what this asks of a dienst (decision/asked.ts). */
export const toUse = (asked: Asked): Asking<AllowedDienst> => ({ asked, prove: dienstOf })

/** Whoever has what this asks of a dienst that takes instromen. */
export const toInstroom = (asked: Asked): Asking<AllowedInstroom> => ({
  asked,
  prove: instroomOf,
})
