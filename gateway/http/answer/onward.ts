/** Where a browser that navigates goes instead of a refusal: to sign in, to choose an organisation, to the lock, or for a code. */
import type { Code } from '../../errors.ts'
import { wantsPage } from './answer.ts'
import { askOnward, dienstHere } from '../sign-in/doorgang.ts'
import type { Onward } from '../sign-in/doorgang.ts'
import type { Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { actsForNone } from '../sign-in/sign-in.ts'

/** Why somebody is asked to sign in, as the page is told it. */
const reasons: Readonly<Partial<Record<Code, string>>> = { SL121: '', SL122: 'voorbij' }

const signOutPath = '/afmelden'

/** Undefined: it gets the refusal. */
export function onwardFor(gateway: Gateway, visit: Visit, code: Code): Onward | undefined {
  if (isSignedOut(visit, code)) return { location: '/aanmelden', cookies: [] }
  if (visit.listener !== 'toegang' || visit.request.method !== 'GET') return undefined
  if (!wantsPage(visit) && !isStartLink(visit, code)) return undefined
  if (code === 'SL201') return toChoose(gateway, visit)
  const [slot, reason] = [code === 'SL211', reasons[code]]
  if (!slot && reason === undefined) return undefined
  // Passwords are typed on one host only: that of a dienst has no pages of ours.
  const dienst = dienstHere(gateway, visit)
  if (dienst !== undefined) return askOnward(gateway, visit, { naam: dienst.naam, slot })
  return { location: ownPage(visit, { slot, reason }), cookies: [] }
}

/** Who signs out without a sign-in, or after it, has what was asked: a visitor reaches this address. */
const isSignedOut = ({ listener, request, target }: Visit, code: Code): boolean =>
  listener === 'toegang' &&
  request.method === 'POST' &&
  target?.path === signOutPath &&
  reasons[code] !== undefined

/** Visitors reach a start link, whatever asks for it: it leads to signing in, and on (contract part two, 10 and 14). */
const isStartLink = ({ target }: Visit, code: Code): boolean =>
  target?.path.startsWith('/start/') === true && reasons[code] !== undefined

/** After a sign-in nobody is led out again, and the token of a link is in no query. */
const leadsBack = (path: string): boolean => path !== signOutPath && !path.startsWith('/link/')

/** Who acts for no organisation chooses one first, and goes on from there; of any other it is what was refused. */
function toChoose(gateway: Gateway, visit: Visit): Onward | undefined {
  const { aanmelding, asked } = visit.trail.judged?.question ?? {}
  if (asked?.dienst === undefined || aanmelding === undefined || !actsForNone(aanmelding.identity))
    return undefined
  const dienst = dienstHere(gateway, visit)
  if (dienst === undefined) return { location: choosing(pathOf(visit)), cookies: [] }
  const { url } = gateway.toegang
  const { location, cookies } = askOnward(gateway, visit, { naam: dienst.naam, slot: false })
  return { location: `${url}${choosing(location.slice(url.length))}`, cookies }
}

const choosing = (na: string): string => `/organisaties?${new URLSearchParams({ na }).toString()}`

const pathOf = ({ target }: Visit): string =>
  target === undefined ? '/' : target.path + target.query

function ownPage(
  { target }: Visit,
  { slot, reason = '' }: { readonly slot: boolean; readonly reason: string | undefined },
): string {
  const query = new URLSearchParams()
  if (target !== undefined && leadsBack(target.path)) query.set('na', target.path + target.query)
  if (reason !== '') query.set('reden', reason)
  const path = slot ? '/beveiligde-sessie' : '/aanmelden'
  return query.size === 0 ? path : `${path}?${query.toString()}`
}
