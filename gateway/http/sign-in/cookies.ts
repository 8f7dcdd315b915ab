/** Our own cookies on the toegang listener (RFC 6265bis): one host, never over plain HTTP, never read by script. */
import type { Code } from '../../errors.ts'
import type { Visit } from '../exchange/exchange.ts'

/** `sessie`: a sign-in. `poging`: an attempt at one. `bezoek`: binds the forms of who has none. `doorgang`: binds a code to the browser that asked for it. `start`: start links that wait for a sign-in. */
export type OwnCookie = 'sessie' | 'poging' | 'bezoek' | 'uitnodiging' | 'doorgang' | 'start'

const nameOf = (cookie: OwnCookie): string => `__Host-sluis-${cookie}`

/** What it may hold: 32 random bytes, or a link token. */
const spelling = /^[A-Za-z0-9_-]{43,64}$/

/** All values of a cookie, as they came; more than one is somebody else's work (SL516). */
export function cookieValues(
  { request }: Pick<Visit, 'request'>,
  cookie: OwnCookie,
): readonly string[] {
  const name = nameOf(cookie)
  return (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return pair.slice(0, Math.max(0, at)).trim() === name ? [pair.slice(at + 1).trim()] : []
  })
}

/** The value of a cookie; undefined when there is none that can be ours. */
export function cookieOf(visit: Pick<Visit, 'request'>, cookie: OwnCookie): string | undefined {
  const [value, other] = cookieValues(visit, cookie)
  return value !== undefined && other === undefined && spelling.test(value) ? value : undefined
}

/** `Set-Cookie` for a value that lasts until the browser closes. */
export const setCookie = (cookie: OwnCookie, value: string): string =>
  `${nameOf(cookie)}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`

/** `Set-Cookie` that takes it away. */
export const clearCookie = (cookie: OwnCookie): string => `${setCookie(cookie, '')}; Max-Age=0`

/** The cookies that a refusal takes away: a sign-in that is over hinders no page of a visitor. */
export const clearedBy = ({ listener }: Visit, code: Code): readonly string[] =>
  listener === 'toegang' && (code === 'SL122' || code === 'SL516') ? [clearCookie('sessie')] : []
