/** Sends a request that is allowed and recorded to the upstream of its dienst, with who asks. */
import { logTexts } from '../base/log-texts.ts'
import { Refusal } from '../errors.ts'
import { forward } from '../forward/forward.ts'
import type { Passage } from '../forward/passage.ts'
import { upstreamHeaders } from '../forward/headers.ts'
import type { TokenSubject } from '../forward/identity-token.ts'
import type { Dienst } from '../decision/dienst.ts'
import { keysFor } from './keys.ts'
import type { AllowedRoute } from '../http/judge/allow.ts'
import { ownHeaders } from '../http/answer/answer.ts'
import { ownOrigin } from '../http/form/cross-site.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { noteFailure } from '../http/record/record.ts'
import { tokenSubjectOf } from './subject.ts'

/** Forwards a request to a dienst, once that is recorded. Answers by itself; throws a refusal while it has not. */
export const useDienst = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedRoute,
  body: Buffer | undefined,
): Outcome => ({ answer: () => pass(gateway, visit, { allowed, body }) })

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
  const subject = tokenSubjectOf(allowed)
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
