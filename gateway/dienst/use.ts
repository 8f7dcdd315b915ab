/**
 * `/<dienst>/**` on the portaal listener: an employee uses a dienst. The policy's routes say what each request
 * needs; what is allowed is recorded and then streamed to the dienst's upstream (contract 5.2, 5.3).
 */
import { logTexts } from '../base/log-texts.ts'
import { Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import { checkAgbBody, checkMediaType, maxJudgedBody } from '../forward/body-check.ts'
import { bodyFaults, mediaTypeFault } from '../forward/body-fault.ts'
import { forward } from '../forward/forward.ts'
import type { Passage } from '../forward/passage.ts'
import { upstreamHeaders } from '../forward/headers.ts'
import type { TokenSubject } from '../forward/identity-token.ts'
import type { Target } from '../wire/target.ts'
import { askedBy } from '../decision/asked.ts'
import { matchRoute } from '../decision/match-route.ts'
import { findHouder } from '../decision/policy.ts'
import { grantedFor, isGemachtigd } from '../decision/granted.ts'
import type { Dienst, PolicyRoute } from '../decision/dienst.ts'
import type { Houder } from '../decision/instantie.ts'
import type { Beleid } from '../decision/policy-set.ts'
import type { Question } from '../decision/question.ts'
import type { Decision } from '../decision/decide.ts'
import { niveauVan } from '../identity/identity.ts'
import { securedUntil } from '../decision/judge-aanmelding.ts'
import { keysFor } from './keys.ts'
import { toUseRoute } from '../http/allow.ts'
import type { AllowedRoute, Asking, Barred, Covered } from '../http/allow.ts'
import { ownHeaders } from '../http/answer.ts'
import { ownOrigin, siteRefusal } from '../http/cross-site.ts'
import type { Params, Told, Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { assetAt } from '../pages/assets.ts'
import { dienstOfHost } from '../http/dienst-host.ts'
import { bringPath } from '../http/doorgang.ts'
import type { Reading } from '../http/perform.ts'
import { readBody } from '../wire/read-body.ts'
import { noteFailure } from '../http/record.ts'
import { recordedPath } from '../http/recorded-path.ts'

/** Methods that change nothing (RFC 9110 9.2.1): a link from anywhere may lead to those. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The dienst a path is for. A dienst has its own host name, where none of our pages is served, or shares the portaal's. */
export function usedDienst(gateway: Gateway, visit: Visit): Params | Barred | undefined {
  const { host, listener, target } = visit
  const { policy, beleid } = gateway.policies.current()
  const { diensten } = policy
  const ofHost = dienstOfHost(diensten, host)
  const named = diensten.get(nameIn(target, ofHost, beleid))
  if (listener === 'toegang' && isForCertificates(named)) return { barred: 'SL512' }
  if (named !== undefined)
    return named.host === ofHost?.host ? { dienst: named.naam } : { barred: 'SL512' }
  const isOurs =
    assetAt(gateway.assets, beleid.logo, target?.path) !== undefined || isBrought(visit)
  return ofHost !== undefined && !isOurs ? { barred: 'SL512' } : undefined
}

/** A code is brought to the host that it is for. */
const isBrought = ({ listener, target }: Visit): boolean =>
  listener === 'toegang' && target?.path === bringPath

/** Whether nobody may use it by signing in. */
const isForCertificates = (named: Dienst | undefined): boolean =>
  named !== undefined && named.toegang === undefined

/** The name in a path. Without a host of its own, no dienst has the pages of the service desk. */
function nameIn(
  target: Target | undefined,
  ofHost: Dienst | undefined,
  { servicedesk }: Beleid,
): string {
  const name = target?.segments[0] ?? ''
  const isDesk = ofHost === undefined && servicedesk !== undefined && name === 'servicedesk'
  return isDesk ? '' : name
}

/** What the route of a dienst asks; refuses what no route covers, and a change asked from another site. */
export function asksUse(gateway: Gateway, visit: Visit): Asking<AllowedRoute> | Barred {
  const { target, params, request } = visit
  const method = request.method ?? ''
  const dienst = gateway.policies.current().policy.diensten.get(params['dienst'] ?? '')
  if (target === undefined || dienst === undefined) return { barred: 'SL512' }
  const told: Told = {
    actie: safeMethods.has(method) ? 'R' : 'U',
    object: recordedPath(gateway.keyring, target),
  }
  const route = coveringRoute(dienst, method, target)
  if ('barred' in route) return { ...route, told }
  const foreign = safeMethods.has(method) ? null : siteRefusal(request, { demandHeader: false })
  if (foreign !== null) return { barred: foreign, told }
  const { asked, prove } = toUseBy(dienst, { route, target })
  return { asked, told, prove }
}

function coveringRoute(dienst: Dienst, method: string, target: Target): PolicyRoute | Barred {
  const found = matchRoute(dienst, method, target.segments)
  // An upstream that ignores path parameters must come to the same route.
  const bare = target.bare === undefined ? found : matchRoute(dienst, method, target.bare)
  if ('code' in found) return { barred: found.code, allow: 'allow' in found ? found.allow : [] }
  return 'code' in bare || bare.route !== found.route ? { barred: 'SL512' } : found.route
}

const toUseBy = (dienst: Dienst, covered: Covered): Asking<AllowedRoute> =>
  toUseRoute(askedBy(dienst, covered.route), covered)

/** Reads and judges the content of a request whose route names its AGB-code; of others nothing is read here. */
export function readUse(
  _gateway: Gateway,
  visit: Visit,
  asker: AllowedRoute,
): Reading<AllowedRoute, Buffer | undefined> | Promise<Reading<AllowedRoute, Buffer | undefined>> {
  const { agbCode } = asker.route
  if (agbCode === undefined) return { allowed: asker, input: undefined }
  return readNaming(visit, asker, agbCode)
}

async function readNaming(
  { request }: Visit,
  { route, target, dienst, identity }: AllowedRoute,
  field: NonNullable<PolicyRoute['agbCode']>,
): Promise<Reading<AllowedRoute, Buffer | undefined>> {
  const asking = toUseBy(dienst, { route, target })
  const mediaType = checkMediaType(request.rawHeaders)
  if (mediaType !== null)
    return { asking, found: { message: stepsUntil(mediaType), fouten: [mediaTypeFault] } }
  const body = await readBody(request, maxJudgedBody)
  if (body === undefined) return { asking, found: { message: stepsUntil('SL303') } }
  const rule = { field, agbCode: identity.agbCode }
  const code = checkAgbBody(body, request.rawHeaders, rule)
  if (code !== null) {
    const fouten = bodyFaults(code, body, { rawHeaders: request.rawHeaders, field: rule.field })
    return { asking, found: { message: stepsUntil(code), fouten } }
  }
  return { asking, found: { message: passed }, input: body }
}

/** Forwards a request to a dienst, once that is recorded. Answers by itself; throws a refusal while it has not. */
export const useDienst = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedRoute,
  body: Buffer | undefined,
): Outcome => ({ answer: () => pass(gateway, visit, { allowed, body }) })

const passed = {
  'bericht-mediatype': null,
  'bericht-grootte': null,
  'bericht-json': null,
  'bericht-agbcode': null,
} as const

/** The message steps of a body that failed with `code`: those before it passed. */
function stepsUntil(code: Code): NonNullable<Question['message']> {
  const place = (['SL304', 'SL303', 'SL301', 'SL305'] as readonly Code[]).indexOf(code)
  const names = ['bericht-mediatype', 'bericht-grootte', 'bericht-json', 'bericht-agbcode'] as const
  return Object.fromEntries(
    names.slice(0, place + 1).map((name, index) => [name, index === place ? code : null]),
  )
}

interface Going {
  readonly allowed: AllowedRoute
  readonly body: Buffer | undefined
}

async function pass(gateway: Gateway, visit: Visit, going: Going): Promise<undefined> {
  const { judged, dienst } = going.allowed
  try {
    const carrying = carriedOf(gateway, visit, going.allowed)
    const carried = carrying instanceof Promise ? await carrying : carrying
    const forwarded = await forward(passageOf(gateway, visit, going, carried))
    if (forwarded.uitkomst !== 'afgebroken') return
    // An answer that broke off after the client had its head cannot be refused any more; it is recorded.
    const thrown = new Refusal('SL501', { cause: forwarded.fault })
    await noteFailure(gateway, visit, { judged, dienst, thrown })
  } catch (thrown) {
    await noteFailure(gateway, visit, { judged, dienst, thrown })
    throw thrown
  }
}

/** What a forwarded request says of who asks: the identity JWT, and in a secured session the key. */
interface Carried {
  readonly identity: string
  readonly key: string | undefined
}

function carriedOf(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedRoute,
): Carried | Promise<Carried> {
  const subject = subjectOf(allowed)
  if (subject.soort === 'account') return carriedOfAccount(gateway, visit, { allowed, subject })
  const identity = gateway.identityTokens.tokenFor(subject)
  return typeof identity === 'string'
    ? { identity, key: undefined }
    : identity.then((token) => ({ identity: token, key: undefined }))
}

async function carriedOfAccount(
  gateway: Gateway,
  visit: Visit,
  asker: { readonly allowed: AllowedRoute; readonly subject: TokenSubject },
): Promise<Carried> {
  const { subject = asker.subject, key } = await keysFor(gateway, visit, asker)
  return { identity: await gateway.identityTokens.tokenFor(subject), key }
}

/** A header that is over whatever an upstream says. */
const transportSecurity = ownHeaders['strict-transport-security'] ?? ''

function passageOf(
  gateway: Gateway,
  visit: Visit,
  { allowed, body }: Going,
  { identity, key }: Carried,
): Passage {
  const { dienst, target } = allowed
  const { request, response } = visit
  const host = request.headers.host ?? ''
  return {
    request,
    response,
    upstream: gateway.upstreams.poolFor(dienst),
    target: target.query === '' ? target.path : target.path + target.query,
    headers: upstreamHeaders(
      request.rawHeaders,
      {
        identity,
        key,
        leaf: visit.peer?.der,
        requestId: visit.id,
        address: visit.address,
        host,
        randomHex: gateway.randomHex,
      },
      noteDropped(gateway, visit, { dienst, richting: 'verzoek' }),
    ),
    body,
    party: allowed.identity.agbCode,
    ownOrigin: ownOrigin(request),
    onDropped: noteDropped(gateway, visit, { dienst, richting: 'antwoord' }),
    answerHeaders: ['x-request-id', visit.id, 'strict-transport-security', transportSecurity],
  }
}

/** Tells operators of a value that could not pass, without the value. */
const noteDropped =
  (
    { log }: Gateway,
    { id }: Visit,
    { dienst, richting }: { readonly dienst: Dienst; readonly richting: 'verzoek' | 'antwoord' },
  ) =>
  (header: string): void => {
    log.warn({ verzoek: id, dienst: dienst.naam, richting, header }, logTexts.headerDropped)
  }

/**
 * Of a decision that came by a certificate: all that it says was the same when the same decision holds again. Kept with
 * whose it is and compared, so that nobody is ever spoken of as another, however decisions come to be shared.
 */
const subjects = new WeakMap<
  Decision,
  { readonly of: AllowedRoute['identity']; readonly subject: TokenSubject }
>()

function subjectOf(allowed: AllowedRoute): TokenSubject {
  const { decision, question } = allowed.judged
  if (question.middel !== 'certificaat') return readSubject(allowed)
  const known = subjects.get(decision)
  if (known?.of === allowed.identity) return known.subject
  const subject = readSubject(allowed)
  subjects.set(decision, { of: allowed.identity, subject })
  return subject
}

/** Whom the identity JWT speaks of, and what they may do now. */
function readSubject({ judged, identity, instantie, dienst, policy }: AllowedRoute): TokenSubject {
  const houder = findHouder(policy, instantie, identity)
  const { today } = judged.question
  return {
    fingerprint: judged.question.presented?.leaf.fingerprint,
    soort: identity.soort,
    agbCode: identity.agbCode,
    instantieType: instantie.soort,
    instantieNaam: instantie.naam,
    gebruikersnummer: identity.gebruikersnummer,
    naam: identity.naam,
    dienst: dienst.naam,
    autorisaties:
      houder === undefined ? [] : [...grantedFor(houder, dienst, instantie, today)].sort(),
    niveau: niveauVan[identity.soort],
    gemachtigd: houder === undefined ? [] : gemachtigdFor(houder, dienst, today),
    beveiligdTot: securedNow(judged.question, dienst),
    policyVersion: policy.version,
  }
}

/** Until when, while it lasts. */
function securedNow({ aanmelding, at }: Question, dienst: Dienst): number | undefined {
  const until = securedUntil(aanmelding, dienst)
  return until !== undefined && at < until ? until : undefined
}

const gemachtigdFor = (houder: Houder, dienst: Dienst, today: string): readonly string[] =>
  [...(dienst.machtigingen?.keys() ?? [])]
    .filter((naam) => isGemachtigd(houder, dienst, naam, today))
    .sort()
