/**
 * The one table of answer headers: what of an upstream's answer reaches the client. The portal shares its
 * origin with the gateway's own pages, so an answer may not speak for the site as a whole.
 */
import { isOwnCookie } from './headers.ts'
import { droppedBy, hopByHop, namedByConnection } from './header-filter.ts'
import { isPassable } from './opaque.ts'
import type { OnDropped } from './opaque.ts'
import type { ForwardFault } from './fault.ts'
import { unsentLength } from '../wire/answer-heads.ts'
import { siteLocation } from './location.ts'
import type { Sites } from './location.ts'

/** How the gateway proved itself to a proxy is between those two. */
const ofProxies = ['proxy-authenticate', 'proxy-authentication-info']

/** Names of machines and products behind the gateway. */
const internal = [
  'server',
  'via',
  'x-powered-by',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-generator',
  'x-runtime',
  'x-served-by',
  'x-backend-server',
  'x-varnish',
  'server-timing',
  'content-location',
  'traceparent',
  'tracestate',
  'x-request-id',
  'date',
]

/** What would speak for the whole site: other addresses, other origins, scripts and pages that are not its. */
const siteWide = [
  'alt-svc',
  // It would clear the cookies of every host of the site, ours too.
  'clear-site-data',
  'strict-transport-security',
  'public-key-pins',
  'expect-ct',
  'refresh',
  'service-worker-allowed',
  'nel',
  'report-to',
  'reporting-endpoints',
  'client-cert',
]

const dropped = new Set([...hopByHop, ...ofProxies, ...internal, ...siteWide])

const droppedPrefixes = [
  'access-control-',
  'sluis-',
  'x-accel-',
  'x-sendfile',
  'x-envoy-',
  'x-amzn-',
]

/** The length is part of the framing, whatever the upstream's `Connection` calls it. */
const endToEnd = ['content-length']

/** What the client gets when the upstream says nothing of it. */
const defaults: readonly (readonly [string, string])[] = [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'same-origin'],
]

/** Statuses that say nothing by themselves to a client of ours, or that the gateway never asked for. */
const isUnusableStatus = (status: number): boolean => status < 200 || status === 407 || status > 599

/** Whether nothing of an answer can pass. `raw`: its header fields, with names in lower case. */
const isUnusable = (status: number, raw: readonly string[]): boolean =>
  isUnusableStatus(status) || isCoded(raw)

/** An upstream's answer as far as it is known before its content. */
export interface AnswerHead {
  readonly status: number
  /** Name, value, name, value; as they came. */
  readonly rawHeaders: readonly (Buffer | string)[]
}

/** The headers that pass, or what is wrong with the answer. `retryAfterSeconds` goes with a fault. */
export type AnswerVerdict =
  | { readonly headers: string[]; readonly length: number | undefined }
  | { readonly fault: ForwardFault; readonly retryAfterSeconds?: number }

/** What has passed so far. `seen` holds the first value of every name; Location is judged at the end. */
interface Passed {
  readonly list: string[]
  readonly seen: Map<string, string>
  readonly locations: string[]
  readonly onDropped: OnDropped
}

/** Judges the head of an answer. Every status of 500 and up is the service's own fault: its page stays there. */
export function judgeAnswer(
  { status, rawHeaders }: AnswerHead,
  sites: Sites,
  onDropped: OnDropped = () => undefined,
): AnswerVerdict {
  const passed: Passed = { list: [], seen: new Map(), locations: [], onDropped }
  const raw = textsOf(rawHeaders)
  if (isUnusable(status, raw)) return { fault: 'ongeldig-antwoord' }
  const named = namedByConnection(raw, endToEnd)
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (named?.has(name) !== true) pass(passed, name, raw[at + 1] ?? '')
  }
  if (status >= 500) return { fault: 'foutstatus', ...retryAfter(passed) }
  const fault = passLocation(passed, status, sites)
  if (fault !== undefined) return { fault }
  addDefaults(passed)
  return { headers: passed.list, length: lengthOf(passed, status) }
}

/** A 304 has the length of what it does not send (RFC 9110 8.6). */
function lengthOf({ seen }: Passed, status: number): number | undefined {
  const length = seen.get(status === 304 ? unsentLength : 'content-length')
  return length === undefined ? undefined : Number(length)
}

/** Names in lower case, and values. */
function textsOf(rawHeaders: AnswerHead['rawHeaders']): readonly string[] {
  const texts: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    texts.push(text(rawHeaders[at] ?? '').toLowerCase(), text(rawHeaders[at + 1] ?? ''))
  return texts
}

const text = (value: Buffer | string): string =>
  typeof value === 'string' ? value : value.toString('latin1')

// As request headers are: a client that hands them on as variables reads `Sluis_Sleutel` as `Sluis-Sleutel`.
const isDropped = droppedBy(dropped, droppedPrefixes)

function pass(passed: Passed, name: string, value: string): void {
  if (name === unsentLength) passed.seen.set(name, value)
  if (isDropped(name)) return
  if (!isPassable(value)) {
    passed.onDropped(name)
    return
  }
  if (name === 'location') {
    passed.locations.push(value)
    return
  }
  if (!passed.seen.has(name)) passed.seen.set(name, value)
  // The length is set from what is really sent.
  if (name === 'content-length') return
  const kept = name === 'set-cookie' ? hostCookie(value) : value
  if (kept !== undefined) passed.list.push(name, kept)
}

/**
 * A cookie for this host alone and for TLS alone: without Domain, which would set it for neighbouring sites,
 * and with Secure, which an upstream behind plain HTTP leaves out. The gateway's own names are not given away.
 */
function hostCookie(value: string): string | undefined {
  const [pair = '', ...attributes] = value.split(';')
  if (isOwnCookie(pair)) return undefined
  const kept = attributes.filter((attribute) => !/^\s*(?:domain|secure)\s*(?:=|$)/i.test(attribute))
  return [pair, ...kept, ' Secure'].join(';')
}

/** Adds the Location as a path on our own site; a redirection to anywhere else is a fault. */
function passLocation(passed: Passed, status: number, sites: Sites): ForwardFault | undefined {
  const [location] = passed.locations
  if (location === undefined) return undefined
  const path = passed.locations.length === 1 ? siteLocation(location, sites) : undefined
  if (path !== undefined) passed.list.push('location', path)
  else if (status >= 300 && status < 400) return 'doorverwijzing-elders'
  return undefined
}

function retryAfter({ seen }: Passed): { readonly retryAfterSeconds?: number } {
  const value = seen.get('retry-after') ?? ''
  return /^\d{1,5}$/.test(value) ? { retryAfterSeconds: Number(value) } : {}
}

function addDefaults({ list, seen }: Passed): void {
  for (const [name, value] of defaults) if (!seen.has(name)) list.push(name, value)
  const framing = seen.get('content-security-policy')?.includes('frame-ancestors') === true
  if (!framing && !seen.has('x-frame-options')) list.push('x-frame-options', 'SAMEORIGIN')
}

/** A transfer coding beside `chunked` stays on the content, and nothing would say so (RFC 9112 6.1). */
function isCoded(raw: readonly string[]): boolean {
  let codings = 0
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (raw[at] !== 'transfer-encoding') continue
    codings += 1
    if (codings > 1 || raw[at + 1]?.toLowerCase() !== 'chunked') return true
  }
  return false
}
