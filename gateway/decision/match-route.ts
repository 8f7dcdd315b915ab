import type { Dienst, PolicyRoute } from './dienst.ts'

/** The route that decides, or why there is none; `allow` are the methods the path does have routes for. */
export type Match =
  | { readonly route: PolicyRoute }
  | { readonly code: 'SL512' | 'SL513'; readonly allow: readonly string[] }

/**
 * The first route whose method and path fit. `segments` are the decoded segments of a canonical path, the
 * last one empty when it ends in a slash.
 *
 * Many upstreams match paths without regard to case, a last slash or `;parameters`. Then a stricter route
 * could be walked around: `/aanvragen/` or `/Aanvragen` would fall to a looser route here and still reach
 * the stricter one's handler there. So a path that, read that way, belongs to an earlier route is refused.
 */
export function matchRoute(dienst: Dienst, method: string, segments: readonly string[]): Match {
  const ofMethod = (route: PolicyRoute): boolean => route.methodes.includes(method)
  const index = dienst.routes.findIndex((route) => ofMethod(route) && fits(route, segments))
  const route = dienst.routes[index]
  if (route === undefined) return noRoute(dienst, segments)
  const loose = looseOf(segments)
  const folded = foldedRoutes(dienst)
  const first = folded.findIndex(
    (other, at) => at < index && other.methodes.includes(method) && fits(other, loose),
  )
  return first === -1 ? { route } : { code: 'SL512', allow: [] }
}

function noRoute(dienst: Dienst, segments: readonly string[]): Match {
  const others = dienst.routes.filter((route) => fits(route, segments))
  if (others.length === 0) return { code: 'SL512', allow: [] }
  return { code: 'SL513', allow: [...new Set(others.flatMap(({ methodes }) => methodes))] }
}

type Shape = Pick<PolicyRoute, 'segments' | 'wild'>

function fits({ segments: pattern, wild }: Shape, segments: readonly string[]): boolean {
  if (wild ? segments.length < pattern.length : segments.length !== pattern.length) return false
  return pattern.every((segment, index) => segment === segments[index])
}

type Folded = Shape & Pick<PolicyRoute, 'methodes'>

const foldedByDienst = new WeakMap<Dienst, readonly Folded[]>()

/** The routes with their paths folded; kept with the dienst, which never changes. */
function foldedRoutes(dienst: Dienst): readonly Folded[] {
  const known = foldedByDienst.get(dienst)
  if (known !== undefined) return known
  const made = dienst.routes.map(({ methodes, segments, wild }) => ({
    methodes,
    segments: looseOf(segments),
    wild,
  }))
  foldedByDienst.set(dienst, made)
  return made
}

/** The path as the most lenient upstream reads it. */
function looseOf(segments: readonly string[]): readonly string[] {
  const loose = segments.map((segment) => foldSegment(segment))
  while (loose.length > 0 && loose.at(-1) === '') loose.pop()
  return loose
}

/** Plain segments, nearly all of them, need no folding. */
const foldSegment = (segment: string): string =>
  /^[a-z0-9_-]*$/.test(segment)
    ? segment
    : segment
        .normalize('NFKC')
        .toUpperCase()
        .toLowerCase()
        .replace(/;.*$/, '')
        .replace(/[. ]+$/, '')

/**
 * For the index of each route that can never decide, because earlier ones take every one of its methods and
 * paths, the first of those.
 */
export function coveredRoutes(routes: readonly PolicyRoute[]): ReadonlyMap<number, PolicyRoute> {
  const covered = new Map<number, PolicyRoute>()
  routes.forEach((route, index) => {
    const earlier = routes.slice(0, index)
    const wider = earlier.filter((other) => isWithin(route, other))
    const taken = new Set(wider.flatMap(({ methodes }) => methodes))
    const [first] = wider.filter((other) =>
      route.methodes.some((one) => other.methodes.includes(one)),
    )
    if (first !== undefined && route.methodes.every((method) => taken.has(method)))
      covered.set(index, first)
  })
  return covered
}

function isWithin(route: PolicyRoute, other: PolicyRoute): boolean {
  if (other.wild) return other.segments.every((segment, index) => segment === route.segments[index])
  return !route.wild && fits(other, route.segments)
}
