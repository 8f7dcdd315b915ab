/**
 * The cookies of the toegang listener (RFC 6265bis): each `__Host-`, so that no sibling host and no plain connection
 * can set one, and never readable by a script. The store keeps a hash of what they hold.
 */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Refusal } from '../errors.ts'

/** `sessie`: a sign-in. `poging`: what is under way. `voor`: whom a form was made for. `uitnodiging`: one to accept. */
export type CookieName = 'sessie' | 'poging' | 'voor' | 'uitnodiging'

const fullName = (name: CookieName): string => `__Host-sluis-${name}`

/** Lax: a link in the package of a practice is a navigation from another site. */
const attributes = 'Secure; HttpOnly; Path=/; SameSite=Lax'

/** 32 bytes in base64url. */
const value = /^[A-Za-z0-9_-]{43}$/

/** All that a request sent under one of our names, in any case. */
function sent({ headers }: Pick<IncomingMessage, 'headers'>, name: CookieName): readonly string[] {
  const wanted = fullName(name).toLowerCase()
  return (headers.cookie ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at > 0 && pair.slice(0, at).trim().toLowerCase() === wanted
      ? [pair.slice(at + 1).trim()]
      : []
  })
}

/** The sign-in of a request. Two are a trick (SL516); what is none is over (SL122). */
export function sessionCookie(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  const [first, ...more] = sent(request, 'sessie')
  if (more.length > 0) throw new Refusal('SL516')
  if (first === undefined) return undefined
  if (!value.test(first)) throw new Refusal('SL122')
  return first
}

/** Another cookie of ours; undefined: there is none, or none that we made. */
export function ownCookie(
  request: Pick<IncomingMessage, 'headers'>,
  name: Exclude<CookieName, 'sessie'>,
): string | undefined {
  const [first, ...more] = sent(request, name)
  return first !== undefined && more.length === 0 && value.test(first) ? first : undefined
}

/** What is kept of a cookie; it says nothing of it. */
export const cookieHash = (held: string): string => createHash('sha256').update(held).digest('hex')

/** `Set-Cookie` that gives one, until the browser closes. */
export const setCookie = (name: CookieName, held: string): string =>
  `${fullName(name)}=${held}; ${attributes}`

/** `Set-Cookie` that takes one away. */
export const clearCookie = (name: CookieName): string =>
  `${fullName(name)}=; ${attributes}; Max-Age=0`

/** What a new one holds. */
export const drawCookie = (randomBytes: (size: number) => Buffer): string =>
  Buffer.from(randomBytes(32)).toString('base64url')
