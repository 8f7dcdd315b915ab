/**
 * `/<dienst>/**` on the portaal listener: an employee uses a dienst. The policy's routes say what each request needs;
 * what is allowed is recorded and then streamed to the dienst's upstream (contract 5.2, 5.3).
 */
import type { Target } from '../wire/target.ts'
import { askedBy } from '../decision/asked.ts'
import { matchRoute } from '../decision/match-route.ts'
import type { Dienst, PolicyRoute } from '../decision/dienst.ts'
import type { Beleid } from '../decision/policy-set.ts'
import { toUseRoute } from '../http/judge/allow.ts'
import type { AllowedRoute, Asking, Barred, Covered } from '../http/judge/allow.ts'
import { siteRefusal } from '../http/form/cross-site.ts'
import type { Params, Told, Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { assetAt } from '../pages/assets.ts'
import { dienstOfHost } from '../http/exchange/dienst-host.ts'
import { bringPath } from '../http/sign-in/doorgang.ts'
import { recordedPath } from '../http/record/recorded-path.ts'

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

export const toUseBy = (dienst: Dienst, covered: Covered): Asking<AllowedRoute> =>
  toUseRoute(askedBy(dienst, covered.route), covered)
