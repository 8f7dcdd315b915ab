/** Where an answer of an upstream leads: a path on our own site, or elsewhere. */
import { isUtf8 } from 'node:buffer'
import { isPassable } from './opaque.ts'

/** Where the answer comes from and where it goes. */
export interface Sites {
  /** Origin of the upstream. */
  readonly upstream: string
  /** Origin of the gateway as the client sees it. */
  readonly own: string
  /** Path that was asked for; a relative Location is read against it. */
  readonly path: string
}

/**
 * A Location as path, query and fragment on our own site; undefined when it leads elsewhere. It is read as a
 * browser reads it, so `//host`, a backslash and other schemes are seen for what they are.
 */
export function siteLocation(location: string, sites: Sites): string | undefined {
  const written = asWritten(location)
  if (written === undefined) return undefined
  const url = parseUrl(written, `${sites.upstream}${sites.path}`)
  if (url === undefined || !(isOf(url, sites.upstream) || isOf(url, sites.own))) return undefined
  if (url.username !== '' || url.password !== '' || url.pathname.startsWith('//')) return undefined
  return `${url.pathname}${url.search}${url.hash}`
}

/** Bytes above ASCII are UTF-8, as browsers take them; the URL has them encoded. */
function asWritten(location: string): string | undefined {
  if (/^[\u0021-\u007e]+$/.test(location)) return location
  if (!/^[\u0021-\u007e\u0080-\u00ff]+$/.test(location) || !isPassable(location)) return undefined
  const bytes = Buffer.from(location, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}

/**
 * Whether an address is of a site. Of one under https it is also under http, with the same port or none: programs
 * behind a gateway write themselves so, and only the path is used.
 */
function isOf(url: URL, site: string): boolean {
  if (url.origin === site) return true
  const own = new URL(site)
  const port = own.port === '' ? '443' : own.port
  return (
    own.protocol === 'https:' &&
    url.protocol === 'http:' &&
    url.hostname === own.hostname &&
    (url.port === '' || url.port === port)
  )
}

function parseUrl(location: string, base: string): URL | undefined {
  try {
    return new URL(location, base)
  } catch {
    return undefined
  }
}
