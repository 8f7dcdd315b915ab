/**
 * The one reading of a request target: what the policy judges is what is forwarded. A path that two
 * readers could read differently is refused rather than repaired, because a repair here is not the repair
 * there (contract 5.2, SL515).
 */

import { percentDecode } from './percent.ts'

/** A request target in origin-form (RFC 9112 3.2.1). */
export interface Target {
  /** The path, byte for byte as it came, without the query. */
  readonly path: string
  /** Percent-decoded segments after the leading slash; the last one is empty after a trailing slash. */
  readonly segments: readonly string[]
  /**
   * The segments without their path parameters (`;jsessionid=…`), where there are any. Some upstreams leave
   * those out before they look at a path, so a request may pass only when both readings find one route.
   */
  readonly bare?: readonly string[]
  /** The query with its question mark, or nothing. Not judged. */
  readonly query: string
}

/** RFC 3986 3.3: the characters of a path; everything else arrives percent-encoded or is refused. */
const pathCharacters = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/
/** White space and control characters end a request line for some readers, `#` a target. */
const neverInTarget = /[\u0000-\u0020\u007f#]/
/** A separator, dot or NUL that shows only after a second decoding. */
const encodedTwice = /%(?:2f|5c|2e|00)/i

/** Reads the target of a request line, or says that it is malformed. */
export function readTarget(rawUrl: string): Target | 'SL515' {
  if (neverInTarget.test(rawUrl)) return 'SL515'
  const mark = rawUrl.indexOf('?')
  const [path, query] = mark < 0 ? [rawUrl, ''] : [rawUrl.slice(0, mark), rawUrl.slice(mark)]
  if (!pathCharacters.test(path) || path.includes('//')) return 'SL515'
  const segments = readSegments(path)
  if (segments === undefined) return 'SL515'
  if (!segments.some((segment) => segment.includes(';'))) return { path, segments, query }
  const bare = segments.map((segment) => segment.split(';', 1)[0] ?? '')
  const odd = bare.some(isDots) || bare.slice(0, -1).includes('')
  return odd ? 'SL515' : { path, segments, bare, query }
}

function readSegments(path: string): readonly string[] | undefined {
  const segments: string[] = []
  for (const raw of path.slice(1).split('/')) {
    const segment = percentDecode(raw)
    if (segment === undefined || !isPlain(segment)) return undefined
    segments.push(segment)
  }
  return segments
}

/** Nearly every segment: nothing in it that anyone reads otherwise. */
const plainSegment = /^[A-Za-z0-9_-]*$/

function isPlain(segment: string): boolean {
  if (plainSegment.test(segment)) return true
  if (isDots(segment) || /[/\\]|\p{Cc}/u.test(segment) || encodedTwice.test(segment)) return false
  // Full-width slashes and dots become plain ones for readers that normalise.
  const folded = segment.normalize('NFKC')
  return folded === segment || (!isDots(folded) && !/[/\\]/.test(folded))
}

const isDots = (segment: string): boolean => segment === '.' || segment === '..'
