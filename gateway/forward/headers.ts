/** The one table of request headers: what the gateway sets, what never passes, and what passes. */
import { isIPv6 } from 'node:net'
import { droppedBy, hopByHop, namedByConnection } from './header-filter.ts'
import { isPassable } from './opaque.ts'
import type { OnDropped } from './opaque.ts'
import { continueTrace } from './trace.ts'
import type { RandomHex } from './trace.ts'

/** Asked of whoever the client is connected to: another protocol, an interim answer (RFC 9110 10.1.1). */
const forUs = ['http2-settings', 'expect']

/** What the gateway or the HTTP client says itself, so that nobody else says it (contract 5.3). */
const ours = [
  'host',
  'content-length',
  'client-cert',
  'client-cert-chain',
  'x-request-id',
  'traceparent',
  'tracestate',
  'forwarded',
  'via',
]

/** What would make an upstream believe something about the client or take another request than was judged. */
const spoofable = [
  'x-real-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'fastly-client-ip',
  'remote-user',
  'remote-addr',
  'x-method-override',
  'x-host',
  'x-url',
  'x-arr-clientcert',
  'x-arr-ssl',
  'early-data',
]

const spoofablePrefixes = [
  'sluis-',
  'x-sluis-',
  'client-cert-',
  'x-forwarded-',
  'x-original-',
  'x-rewrite-',
  'x-http-',
  'x-ssl-',
  'ssl-',
  'x-tls-',
  'x-client-',
  'x-remote-',
  'x-cluster-',
  'x-amzn-mtls-',
  'x-envoy-',
  'proxy-',
]

const neverPasses = new Set([
  ...hopByHop,
  ...forUs,
  ...ours,
  ...spoofable,
  'x-forwarded',
  'x-client',
  'proxy',
])

/** Names whose second value another reader could prefer; only the first passes. */
const single = new Set(['content-type', 'authorization', 'origin', 'referer'])

/** What says how the content is to be read is for the end of the line, whatever `Connection` says. */
const endToEnd = ['content-type', 'content-encoding']

/** What the gateway sets on a forwarded request. */
export interface OwnHeaders {
  /** The identity JWT. */
  readonly identity: string
  /** The JWE of the account's private key: on routes of a secured session alone. */
  readonly key?: string | undefined
  /** DER of the client's certificate, for RFC 9440. */
  readonly leaf: Uint8Array | undefined
  readonly requestId: string
  /** Client address in textual form. */
  readonly address: string
  /** Host (and port) the client asked for, as the gateway serves it. */
  readonly host: string
  readonly randomHex: RandomHex
}

/** Whether a header of this name (any case or spelling) is left out of every forwarded request. */
export const isDropped = droppedBy(neverPasses, spoofablePrefixes)

/**
 * The headers of a forwarded request, as name, value, name, value. What `Connection` names goes first, then
 * what never passes, then ours are added: nothing a client sends can take ours away.
 */
export function upstreamHeaders(
  raw: readonly string[],
  own: OwnHeaders,
  onDropped: OnDropped = () => undefined,
): string[] {
  const filter: Filter = { named: namedByConnection(raw, endToEnd), seen: new Set() }
  const passed: string[] = []
  const trace: Record<'traceparent' | 'tracestate', string[]> = { traceparent: [], tracestate: [] }
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    const value = raw[at + 1] ?? ''
    if (name === 'traceparent' || name === 'tracestate') trace[name].push(value)
    const kept = passes(name, filter) ? passable(name, value, onDropped) : undefined
    if (kept !== undefined) passed.push(name, kept)
  }
  addOwn(passed, own)
  const { traceparent, tracestate } = continueTrace(trace, own.randomHex)
  passed.push('traceparent', traceparent)
  if (tracestate !== undefined) passed.push('tracestate', tracestate)
  return passed
}

interface Filter {
  readonly named: ReadonlySet<string> | undefined
  /** The single names that have had their value. */
  readonly seen: Set<string>
}

function passes(name: string, { named, seen }: Filter): boolean {
  if (isDropped(name) || named?.has(name) === true) return false
  if (!single.has(name)) return true
  if (seen.has(name)) return false
  seen.add(name)
  return true
}

function addOwn(headers: string[], own: OwnHeaders): void {
  headers.push('sluis-identiteit', own.identity)
  if (own.key !== undefined) headers.push('sluis-sleutel', own.key)
  if (own.leaf !== undefined) headers.push('client-cert', clientCert(own.leaf))
  headers.push('x-request-id', own.requestId)
  headers.push('forwarded', forwarded(own.address, own.host), 'via', '1.1 sluis')
}

/** The value that passes, or undefined. Of cookies only those that cannot pass are left out. */
function passable(name: string, value: string, onDropped: OnDropped): string | undefined {
  if (name === 'cookie') return foreignCookies(value, onDropped)
  if (!isPassable(value)) {
    onDropped(name)
    return undefined
  }
  // A start link is useless without a certificate, and still nobody's business.
  if (name === 'referer' && /\/(?:start|link)\//.test(value)) return undefined
  return value
}

/** Sluis's own cookies stay here. */
function foreignCookies(value: string, onDropped: OnDropped): string | undefined {
  if (isPassable(value) && !value.toLowerCase().includes('sluis')) return value
  const kept = value.split(';').filter((pair) => {
    if (isOwnCookie(pair)) return false
    if (isPassable(pair)) return true
    onDropped('cookie')
    return false
  })
  return kept.length === 0 ? undefined : kept.join(';').trim()
}

/**
 * Whether a cookie (`name=value`) is the gateway's own, never an upstream's to read or set. One without a name comes
 * back from some browsers with what its value begins with for a name (RFC 6265bis 5.7).
 */
export const isOwnCookie = (pair: string): boolean =>
  /^[\s=]*(?:__(?:host|secure)-)?sluis/i.test(pair)

/** RFC 9440 2.2: the leaf as a structured-field byte sequence, cached because most requests repeat it. */
function clientCert(leaf: Uint8Array): string {
  const known = encodedLeaves.get(leaf)
  if (known !== undefined) return known
  const encoded = `:${Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength).toString('base64')}:`
  encodedLeaves.set(leaf, encoded)
  return encoded
}

const encodedLeaves = new WeakMap<Uint8Array, string>()

/** RFC 7239 4 and 6: IPv6 in brackets and quotes, a host with a port in quotes. */
export function forwarded(address: string, host: string): string {
  const node = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  const by = /^[0-9.]+$/.test(node) ? node : isIPv6(node) ? `"[${node}]"` : 'unknown'
  const site = /^[A-Za-z0-9.\-:[\]]+$/.test(host) ? `;host="${host}"` : ''
  return `for=${by}${site};proto=https`
}
