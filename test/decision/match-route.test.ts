import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { coveredRoutes, matchRoute } from '../../gateway/decision/match-route.ts'
import type { Dienst, PolicyRoute } from '../../gateway/decision/dienst.ts'
import { parsePath, parsePattern } from '../../gateway/decision/route-pattern.ts'
import { runs } from '../support/runs.ts'

function route(methodes: string, pad: string, autorisatie = 'raadplegen'): PolicyRoute {
  const read = parsePattern(pad, 'd')
  if ('melding' in read) throw new Error(read.melding)
  return { methodes: methodes.split(' '), pad, ...read.pattern, autorisatie, agbCode: undefined }
}

const withRoutes = (...routes: readonly PolicyRoute[]): Dienst => ({
  naam: 'd',
  titel: 'D',
  autorisaties: new Map(),
  soorten: new Set(),
  zorgsoorten: undefined,
  instroom: undefined,
  upstream: { url: 'http://127.0.0.1', instroom: undefined, termijnMs: 1 },
  host: undefined,
  routes,
  quota: undefined,
})

/** The pattern of the route that decides, or the code with the methods that are allowed. */
function match(dienst: Dienst, method: string, path: string): string {
  const found = matchRoute(dienst, method, parsePath(path) ?? ['?'])
  return 'route' in found ? found.route.pad : [found.code, ...found.allow].join(' ')
}

const dienst = withRoutes(
  route('POST', '/d/aanvragen', 'indienen'),
  route('GET', '/d/Beheer/**', 'beheren'),
  route('GET HEAD', '/d/**'),
)

describe('the first route that fits decides', () => {
  test.each([
    ['POST', '/d/aanvragen', '/d/aanvragen'],
    ['GET', '/d/aanvragen', '/d/**'],
    ['HEAD', '/d/a/b/c', '/d/**'],
    ['GET', '/d', '/d/**'],
    ['GET', '/d/', '/d/**'],
    ['GET', '/d/a%20b', '/d/**'],
    ['GET', '/d/Beheer/x', '/d/Beheer/**'],
    ['GET', '/d/Beheer', '/d/Beheer/**'],
    ['GET', '/d/Beheerders', '/d/**'],
    ['GET', '/', 'SL512'],
    ['GET', '/dd', 'SL512'],
    ['GET', '/e/d', 'SL512'],
    ['DELETE', '/e', 'SL512'],
    ['DELETE', '/d/aanvragen', 'SL513 POST GET HEAD'],
    ['POST', '/d/a', 'SL513 GET HEAD'],
    ['post', '/d/aanvragen', 'SL513 POST GET HEAD'],
    ['POST', '/d/aanvragen/', 'SL513 GET HEAD'],
    ['PUT', '/d', 'SL513 GET HEAD'],
  ])('%s %s is %s', (method, path, expected) => {
    expect(match(dienst, method, path)).toBe(expected)
  })
})

describe('a path that a lenient upstream would take to an earlier route is refused', () => {
  const strict = withRoutes(
    route('GET', '/d/beheer', 'beheren'),
    route('GET', '/d/Admin/**', 'beheren'),
    route('GET', '/d/**'),
  )
  test.each([
    '/d/Beheer',
    '/d/BEHEER',
    '/d/beheer/',
    '/d/beheer;x=1',
    '/d/beheer.',
    '/d/beheer%20',
    '/d/%EF%BD%82eheer', // full-width b
    '/d/admin',
    '/d/ADMIN/x',
    '/D/beheer',
  ])('%s', (path) => {
    expect(match(strict, 'GET', path)).toBe('SL512')
  })

  test.each([
    ['/d/beheer', '/d/beheer'],
    ['/d/Admin/x', '/d/Admin/**'],
    ['/d/beheer/x', '/d/**'],
    ['/d/beheren', '/d/**'],
  ])('but %s is not', (path, expected) => {
    expect(match(strict, 'GET', path)).toBe(expected)
  })
})

const segment = fc.constantFrom('a', 'A', 'b', 'a;x', 'a.', 'ab')
const pattern = fc
  .record({ parts: fc.array(segment, { maxLength: 2 }), wild: fc.boolean() })
  .filter(({ parts, wild }) => wild || parts.length > 0)
  .map(({ parts, wild }) => `/d/${[...parts, ...(wild ? ['**'] : [])].join('/')}`)
const routes = fc.array(fc.tuple(fc.constantFrom('GET', 'POST', 'GET POST'), pattern), {
  maxLength: 5,
})

test('no path is decided by a route that does not fit it, or that an earlier one takes', () => {
  fc.assert(
    fc.property(
      routes,
      fc.array(segment, { maxLength: 3 }),
      fc.constantFrom('GET', 'POST'),
      (all, parts, method) => {
        const made = all.map(([methodes, pad]) => route(methodes, pad))
        const segments = ['d', ...parts]
        const found = matchRoute(withRoutes(...made), method, segments)
        if ('code' in found) return
        const fitting = made.filter(
          ({ methodes, segments: own, wild }) =>
            methodes.includes(method) &&
            (wild ? segments.slice(0, own.length) : segments).join('/') === own.join('/'),
        )
        expect(found.route).toBe(fitting[0])
        expect(coveredRoutes(made).has(made.indexOf(found.route))).toBe(false)
      },
    ),
    { numRuns: runs(3000) },
  )
})

describe('patterns', () => {
  test.each([
    ['/d/**', ['d'], true],
    ['/d/a/**', ['d', 'a'], true],
    ['/d/a', ['d', 'a'], false],
    ['/d/a/', ['d', 'a', ''], false],
    ['/d/a%20b', ['d', 'a b'], false],
  ])('%s', (pad, segments, wild) => {
    expect(parsePattern(pad, 'd')).toEqual({ pattern: { segments, wild } })
  })

  test.each([
    '/',
    '/d',
    '/e/x',
    'd/x',
    '/d/*',
    '/d/**/x',
    '/d/a**',
    '/d//x',
    '/d/./x',
    '/d/../x',
    '/d/%2e%2e/x',
    '/d/a%2fb',
    '/d/a%5Cb',
    '/d/a\\b',
    '/d/a%00',
    '/d/a?x',
    '/d/a#x',
    '/d/%zz',
    '/d/%ff',
    '/d/a b',
    '/d/é',
  ])('%s is none', (pad) => {
    expect(parsePattern(pad, 'd')).toHaveProperty('melding')
  })
})

test('what does not begin with a slash is no path', () => {
  expect(parsePath('d/a')).toBeUndefined()
  expect(parsePath('')).toBeUndefined()
})

test('a route is covered only when earlier ones take all its methods and paths', () => {
  const routes = [
    route('GET', '/d/a/**'),
    route('POST', '/d/**'),
    route('GET POST', '/d/a/b'),
    route('GET', '/d/**'),
    route('GET PUT', '/d/a'),
    route('GET', '/d/a/b/**'),
    route('POST', '/d/x'),
    route('PUT', '/d/a'),
    route('PUT', '/d/a/**'),
  ]
  const covered = [...coveredRoutes(routes)]
  expect(covered.map(([index, first]) => [index, routes.indexOf(first)])).toEqual([
    [2, 0],
    [5, 0],
    [6, 1],
    [7, 4],
  ])
})
