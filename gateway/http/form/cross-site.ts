/**
 * Whether a change was asked from another site. A client certificate is sent along by the browser itself,
 * whoever made it send the request, so a form on any web site could change something in a colleague's name.
 */
import type { IncomingMessage } from 'node:http'

/** Where a request says it came to: its own origin as the client sees it. */
export const ownOrigin = ({ headers }: IncomingMessage): string =>
  `https://${(headers.host ?? '').toLowerCase()}`

/**
 * SL511 for a change from elsewhere (Fetch Metadata; RFC 6454). Both headers are set by browsers and not by
 * scripts in them. Programs send neither: `demandHeader` refuses those too, as our own pages do.
 */
export function siteRefusal(
  request: IncomingMessage,
  { demandHeader }: { readonly demandHeader: boolean },
): 'SL511' | null {
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  if (site === undefined && origin === undefined) return demandHeader ? 'SL511' : null
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'SL511'
  return origin === undefined || isOwn(request, origin) ? null : 'SL511'
}

/**
 * Under our own `Referrer-Policy: no-referrer` a browser sends `Origin: null` with a form, also to the page's own
 * site (Fetch, 3.2). A page that has no origin, such as a sandboxed one, is cross-site by the other header.
 */
const isOwn = (request: IncomingMessage, origin: string): boolean =>
  origin === 'null'
    ? request.headers['sec-fetch-site'] === 'same-origin'
    : withoutDefaultPort(origin) === withoutDefaultPort(ownOrigin(request))

const withoutDefaultPort = (origin: string): string => origin.toLowerCase().replace(/:443$/, '')

/** Whether a browser fetches ahead of a click (Sec-Purpose; the older Purpose): nothing may change by that. */
export const isPrefetch = ({ headers }: IncomingMessage): boolean =>
  [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']]
    .flat()
    .some((value) => value !== undefined && /prefetch|prerender|preview/i.test(value))
