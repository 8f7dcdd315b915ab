/**
 * `/<dienst>/**` on the portaal listener: an employee uses a dienst. The policy's routes say what each request
 * needs; what is allowed is recorded and then streamed to the dienst's upstream (contract 5.2, 5.3).
 */
import { Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import { checkAgbBody, checkMediaType, maxJudgedBody } from '../forward/body-check.ts'
import { forward } from '../forward/forward.ts'
import type { Forwarded, Passage } from '../forward/passage.ts'
import { upstreamHeaders } from '../forward/headers.ts'
import type { TokenSubject } from '../forward/identity-token.ts'
import type { Target } from '../forward/path.ts'
import { askedBy } from '../policy/asked.ts'
import { matchRoute } from '../policy/match-route.ts'
import { findHouder, grantedFor } from '../policy/policy.ts'
import type { Dienst, Route } from '../policy/policy.ts'
import type { Question } from '../policy/question.ts'
import { ownHeaders } from './answer.ts'
import { ownOrigin, siteRefusal } from './cross-site.ts'
import { noteFailure } from './delivery.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { countRequest, identityOf, judge, requireAllowed } from './judge.ts'
import type { Judged } from './judged.ts'
import { readBody } from './read-body.ts'
import { recordAllowed } from './record.ts'
import { recordedPath } from './recorded-path.ts'

/** Methods that change nothing (RFC 9110 9.2.1): a link from anywhere may lead to those. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Judges, records and forwards a request to a dienst. Answers by itself; throws a refusal while it has not. */
export async function useDienst(
  gateway: Gateway,
  exchange: Exchange,
  dienst: Dienst,
): Promise<undefined> {
  const target = exchange.target
  if (target === undefined) throw new Refusal('SL515')
  Object.assign(exchange.trail, {
    gebeurtenis: 'dienst-gebruiken',
    actie: safeMethods.has(exchange.request.method ?? '') ? 'R' : 'U',
    object: recordedPath(gateway.keyring, target),
  })
  const route = await findRoute(gateway, exchange, { dienst, target })
  const asked = askedBy(dienst, route)
  const asker = await judge(gateway, exchange, { asked })
  requireAllowed(gateway, exchange, asker)
  countRequest(exchange, asker)

  const body = await judgeBody(gateway, exchange, { asked, asker, route })
  const judged =
    body === undefined ? asker : await judge(gateway, exchange, { asked, message: passed })
  requireAllowed(gateway, exchange, judged)

  await recordAllowed(gateway, exchange, judged)
  await pass(gateway, exchange, { judged, dienst, target, body })
  return undefined
}

const passed = {
  'bericht-mediatype': null,
  'bericht-grootte': null,
  'bericht-json': null,
  'bericht-agbcode': null,
} as const

/** The route that covers a request; refuses what no route covers, and a change asked from another site. */
async function findRoute(
  gateway: Gateway,
  exchange: Exchange,
  { dienst, target }: { readonly dienst: Dienst; readonly target: Target },
): Promise<Route> {
  const method = exchange.request.method ?? ''
  const found = matchRoute(dienst, method, target.segments)
  // An upstream that ignores path parameters must come to the same route.
  const bare = target.bare === undefined ? found : matchRoute(dienst, method, target.bare)
  const refuse = async (code: Code, allow: readonly string[] = []): Promise<never> => {
    const judged = await judge(gateway, exchange, { asked: undefined, barred: code })
    throw new Refusal(judged.decision.code ?? code, { allow })
  }
  if ('code' in found) return refuse(found.code, 'allow' in found ? found.allow : [])
  if ('code' in bare || bare.route !== found.route) return refuse('SL512')
  if (!safeMethods.has(method)) {
    const code = siteRefusal(exchange.request, { demandHeader: false })
    if (code !== null) return refuse(code)
  }
  return found.route
}

interface BodyQuestion {
  readonly asked: NonNullable<Question['asked']>
  readonly asker: Judged
  readonly route: Route
}

/** The content of a request whose route names its AGB-code, read and judged; undefined when the route names none. */
async function judgeBody(
  gateway: Gateway,
  exchange: Exchange,
  { asked, asker, route }: BodyQuestion,
): Promise<Buffer | undefined> {
  if (route.agbCode === undefined) return undefined
  const { request } = exchange
  const rule = { field: route.agbCode, agbCode: identityOf(asker).agbCode }
  const mediaType = checkMediaType(request.rawHeaders)
  const body = mediaType === null ? await readBody(request, maxJudgedBody) : undefined
  const code =
    mediaType ?? (body === undefined ? 'SL303' : checkAgbBody(body, request.rawHeaders, rule))
  if (code === null) return body
  const judged = await judge(gateway, exchange, { asked, message: stepsUntil(code) })
  requireAllowed(gateway, exchange, judged)
  throw new Refusal(code)
}

/** The message steps of a body that failed with `code`: those before it passed. */
function stepsUntil(code: Code): NonNullable<Question['message']> {
  const place = (['SL304', 'SL303', 'SL301', 'SL305'] as readonly Code[]).indexOf(code)
  const names = ['bericht-mediatype', 'bericht-grootte', 'bericht-json', 'bericht-agbcode'] as const
  return Object.fromEntries(
    names.slice(0, place + 1).map((name, index) => [name, index === place ? code : null]),
  )
}

interface Going {
  readonly judged: Judged
  readonly dienst: Dienst
  readonly target: Target
  readonly body: Buffer | undefined
}

async function pass(gateway: Gateway, exchange: Exchange, going: Going): Promise<void> {
  const { judged, dienst } = going
  try {
    const forwarded = await forward(await passageOf(gateway, exchange, going))
    await noteBroken(gateway, exchange, { judged, dienst, forwarded })
  } catch (thrown) {
    await noteFailure(gateway, exchange, { judged, dienst, thrown })
    throw thrown
  }
}

async function passageOf(gateway: Gateway, exchange: Exchange, going: Going): Promise<Passage> {
  const { judged, dienst, target, body } = going
  const { request, response } = exchange
  const identity = identityOf(judged)
  return {
    request,
    response,
    upstream: gateway.upstreams.poolFor(dienst),
    target: target.path + target.query,
    headers: upstreamHeaders(
      request.rawHeaders,
      {
        identity: await gateway.identityTokens.tokenFor(subjectOf(exchange, going)),
        leaf: exchange.peer?.der ?? Buffer.alloc(0),
        requestId: exchange.id,
        address: exchange.address,
        host: request.headers.host ?? '',
        randomHex: gateway.randomHex,
      },
      noteDropped(gateway, exchange, { dienst, richting: 'verzoek' }),
    ),
    body,
    party: identity.agbCode,
    ownOrigin: ownOrigin(request),
    onDropped: noteDropped(gateway, exchange, { dienst, richting: 'antwoord' }),
    answerHeaders: {
      'x-request-id': exchange.id,
      'strict-transport-security': ownHeaders['strict-transport-security'] ?? '',
    },
  }
}

/** Tells operators of a value that could not pass, without the value. */
const noteDropped =
  (
    { log }: Gateway,
    { id }: Exchange,
    { dienst, richting }: { readonly dienst: Dienst; readonly richting: 'verzoek' | 'antwoord' },
  ) =>
  (header: string): void => {
    log.warn({ verzoek: id, dienst: dienst.naam, richting, header }, 'header value dropped')
  }

/** Whom the identity JWT speaks of, and what they may do now. */
function subjectOf(exchange: Exchange, { judged, dienst }: Going): TokenSubject {
  const identity = identityOf(judged)
  const { policy } = judged.set
  const instantie = policy.instanties.get(identity.agbCode)
  const houder = instantie && findHouder(policy, instantie, identity)
  return {
    fingerprint: exchange.peer?.fingerprint ?? '',
    soort: identity.soort,
    agbCode: identity.agbCode,
    instantieType: instantie?.soort ?? '',
    instantieNaam: instantie?.naam ?? '',
    gebruikersnummer: identity.gebruikersnummer,
    naam: identity.naam,
    dienst: dienst.naam,
    autorisaties: houder === undefined ? [] : [...grantedFor(houder, dienst, instantie)].sort(),
    policyVersion: policy.version,
  }
}

/** An answer that broke off after the client had its head cannot be refused any more; it is recorded. */
async function noteBroken(
  gateway: Gateway,
  exchange: Exchange,
  outcome: { readonly judged: Judged; readonly dienst: Dienst; readonly forwarded: Forwarded },
): Promise<void> {
  const { judged, dienst, forwarded } = outcome
  if (forwarded.uitkomst !== 'afgebroken') return
  const thrown = new Refusal('SL501', { cause: forwarded.fault })
  await noteFailure(gateway, exchange, { judged, dienst, thrown })
}
