/**
 * A dienst with its own host is another origin than the pages where a password is typed. A browser gets its cookie
 * there by a code that is used once, within 30 seconds, by the browser that asked for it (contract part two, 10).
 */
import { cookieOf, setCookie } from './cookies.ts'
import type { Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { dienstOfHost } from '../exchange/dienst-host.ts'
import { hashOf } from './sign-in.ts'

/** Where a code is asked, on the host of signing in. */
export const doorgangPath = '/aanmelden/verder'
/** Where it is brought, on the host of the dienst. */
export const bringPath = '/aanmelden/overdracht'

/** The dienst of the host a request came to, where none of our pages is. */
export const dienstHere = ({ policies }: Gateway, { host }: Visit) =>
  dienstOfHost(policies.current().policy.diensten, host)

/** The origin of a dienst with its own host, on the port of the toegang listener. */
export function originOf({ toegang }: Pick<Gateway, 'toegang'>, host: string): string {
  const url = new URL(toegang.url)
  url.hostname = host
  return url.origin
}

/** Where a browser goes on, and what it is to remember. */
export interface Onward {
  readonly location: string
  readonly cookies: readonly string[]
}

/** From the host of a dienst to where a code is asked; `slot`: one of a secured session. */
export function askOnward(
  gateway: Gateway,
  visit: Visit,
  { naam, slot }: { readonly naam: string; readonly slot: boolean },
): Onward {
  const known = cookieOf(visit, 'doorgang')
  const staat = known ?? gateway.randomBytes(32).toString('base64url')
  const na = visit.target === undefined ? '/' : visit.target.path + visit.target.query
  const query = new URLSearchParams({ dienst: naam, na, staat: hashOf(staat) })
  if (slot) query.set('slot', 'ja')
  return {
    location: `${gateway.toegang.url}${doorgangPath}?${query.toString()}`,
    cookies: known === undefined ? [setCookie('doorgang', staat)] : [],
  }
}
