/** Whether a request names a host that is served here (contract 2: another, double or missing one is SL514). */
import { remembered } from '../base/bounded-map.ts'

/** Host names and IP addresses, as {@link canonicalHost} writes them; `*.` stands for one label. */
export type ServedNames = ReadonlySet<string>

/** Lower case, IPv6 in its shortest form without brackets; undefined when it is no host. */
export function canonicalHost(name: string): string | undefined {
  const lower = name.toLowerCase()
  const bare = lower.startsWith('[') && lower.endsWith(']') ? lower.slice(1, -1) : lower
  if (bare.includes(':')) return canonicalIpv6(bare)
  return /^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(bare) ? bare : undefined
}

/** A set of served names; what is no host name is left out. */
export const servedNames = (names: readonly string[]): ServedNames =>
  new Set(names.flatMap((name) => canonicalHost(name) ?? []))

/**
 * The one host a request names, canonical and without its port, or undefined when it names none, several or
 * something that is no host. A trailing dot is another name to a browser, and is refused as one.
 */
export function hostOf(rawHeaders: readonly string[]): string | undefined {
  let only: string | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue
    if (only !== undefined) return undefined
    only = rawHeaders[at + 1]
  }
  return only === undefined ? undefined : nameIn(only)
}

/** Few are asked for, by every request. */
const nameIn = remembered((host) => {
  const [, name = '', port = ''] =
    /^(\[[0-9a-f:.]+\]|[^[\]:*]+)(?::([0-9]{0,5}))?$/i.exec(host) ?? []
  return Number(port) > 65_535 ? undefined : canonicalHost(name)
})

/** Whether there is exactly one Host, on any port, and it is a served name. */
export const hostIsServed = (rawHeaders: readonly string[], names: ServedNames): boolean =>
  isServed(hostOf(rawHeaders), names)

/** Whether a host, as {@link hostOf} read it, is a served name. */
export function isServed(host: string | undefined, names: ServedNames): boolean {
  if (host === undefined) return false
  if (names.has(host)) return true
  const dot = host.indexOf('.')
  // RFC 6125 6.4.3: a wildcard stands for the whole left-most label and for no more; never for digits of an IP.
  return dot > 0 && !/^[0-9.]+$/.test(host) && names.has(`*${host.slice(dot)}`)
}

function canonicalIpv6(text: string): string | undefined {
  const url = `http://[${text}]/`
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined
}
