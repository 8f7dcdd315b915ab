import { describe, expect, test } from '@jest/globals'
import { judgeAnswer } from '../../gateway/forward/answer-headers.ts'
import { siteLocation } from '../../gateway/forward/location.ts'
import type { AnswerVerdict } from '../../gateway/forward/answer-headers.ts'

const sites = { upstream: 'http://10.0.0.5:8081', own: 'https://localhost:9443', path: '/p/a?b=1' }

const judge = (status: number, ...raw: string[]): AnswerVerdict =>
  judgeAnswer({ status, rawHeaders: raw.map((text) => Buffer.from(text, 'latin1')) }, sites)

/** What passes of an answer with these headers, without what the gateway adds by default. */
function passed(...raw: string[]): [string, string][] {
  const verdict = judge(200, ...raw)
  if (!('headers' in verdict)) throw new Error(verdict.fault)
  const added = ['cache-control', 'x-content-type-options', 'referrer-policy', 'x-frame-options']
  return verdict.headers
    .flatMap((name, at): [string, string][] =>
      at % 2 === 0 ? [[name, verdict.headers[at + 1] ?? '']] : [],
    )
    .filter(([name]) => !added.includes(name))
}

test('an ordinary header passes as it is', () => {
  expect(passed('Content-Type', 'text/html; charset=utf-8', 'ETag', '"1"')).toEqual([
    ['content-type', 'text/html; charset=utf-8'],
    ['etag', '"1"'],
  ])
})

test.each([
  'Connection',
  'Keep-Alive',
  'Proxy-Authenticate',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Upgrade',
  'Server',
  'Via',
  'X-Powered-By',
  'X-AspNet-Version',
  'Server-Timing',
  'Content-Location',
  'X-Request-Id',
  'Alt-Svc',
  'Strict-Transport-Security',
  'Refresh',
  'Service-Worker-Allowed',
  'Report-To',
  'Access-Control-Allow-Origin',
  'Access-Control-Allow-Credentials',
  'Sluis-Identiteit',
  'Sluis_Sleutel',
  'Clear-Site-Data',
  'Client-Cert',
  'X-Accel-Redirect',
])('%s does not pass, in any case', (name) => {
  expect(passed(name, 'x', name.toUpperCase(), 'y')).toEqual([])
})

test('what Connection names does not pass, the length excepted', () => {
  expect(
    passed('X-Weg', '1', 'Connection', 'x-weg, content-length', 'Content-Length', '5'),
  ).toEqual([])
  expect(judge(200, 'Connection', 'content-length', 'Content-Length', '5')).toMatchObject({
    length: 5,
  })
})

test('a value with a control character does not pass', () => {
  expect(
    passed('X-A', 'a\u0001b', 'X-B', 'a\u007fb', 'Content-Disposition', 'filename="caf\u00e9"'),
  ).toEqual([['content-disposition', 'filename="caf\u00e9"']])
})

test.each([
  [['Transfer-Encoding', 'gzip, chunked']],
  [['Transfer-Encoding', 'gzip', 'transfer-encoding', 'chunked']],
  [['Transfer-Encoding', 'identity']],
  [['Transfer-Encoding', ',chunked']],
])('S6: an answer with a coding that would stay on its content is refused: %j', (raw) => {
  expect(judge(200, ...raw)).toEqual({ fault: 'ongeldig-antwoord' })
})

test('S6: chunked alone, in any case, is read and does not pass', () => {
  expect(passed('Transfer-Encoding', 'Chunked')).toEqual([])
})

describe('a cookie', () => {
  test.each([
    ['sid=1', 'sid=1; Secure'],
    ['sid=1; Path=/p; HttpOnly', 'sid=1; Path=/p; HttpOnly; Secure'],
    ['sid=1; Domain=voorbeeld.nl; Path=/', 'sid=1; Path=/; Secure'],
    ['sid=1;dOmAiN = .voorbeeld.nl;Secure', 'sid=1; Secure'],
    ['sid=a; SameSite=None', 'sid=a; SameSite=None; Secure'],
  ])('%s passes for this host alone, as %s', (sent, kept) => {
    expect(passed('Set-Cookie', sent)).toEqual([['set-cookie', kept]])
  })

  test.each([
    'sluis=1',
    '__Host-sluis-csrf=1',
    '__Secure-SLUIS=1',
    ' sluis_x=1',
    '=__Host-sluis-sessie=1',
    '__Host-sluis-sessie',
    ' = sluis=1',
  ])('%s has a name of the gateway and does not pass', (cookie) => {
    expect(passed('Set-Cookie', cookie, 'Set-Cookie', 'a=1')).toEqual([
      ['set-cookie', 'a=1; Secure'],
    ])
  })
})

describe('by default', () => {
  test('an answer is not kept, not guessed at, not framed elsewhere', () => {
    expect(judge(200)).toEqual({
      headers: [
        ...['cache-control', 'no-store', 'x-content-type-options', 'nosniff'],
        ...['referrer-policy', 'same-origin', 'x-frame-options', 'SAMEORIGIN'],
      ],
      length: undefined,
    })
  })

  test('what the upstream says itself stands', () => {
    expect(
      judge(
        200,
        ...['Cache-Control', 'private', 'X-Content-Type-Options', 'nosniff'],
        ...['Referrer-Policy', 'no-referrer', 'Content-Security-Policy', "frame-ancestors 'none'"],
      ),
    ).toEqual({
      headers: [
        ...['cache-control', 'private', 'x-content-type-options', 'nosniff'],
        ...['referrer-policy', 'no-referrer', 'content-security-policy', "frame-ancestors 'none'"],
      ],
      length: undefined,
    })
  })
})

test('F3: a cookie with bytes above ASCII passes as it is, and what cannot pass is told of by name', () => {
  const dropped: string[] = []
  const raw = [
    'Set-Cookie',
    'naam=Zo\u00c3\u00ab',
    'set-cookie',
    'a=\u0085',
    'Set-Cookie',
    'sessie=abc',
  ]
  const verdict = judgeAnswer({ status: 200, rawHeaders: raw }, sites, (header) =>
    dropped.push(header),
  )
  expect(verdict).toHaveProperty(
    'headers',
    expect.arrayContaining(['naam=Zo\u00c3\u00ab; Secure', 'sessie=abc; Secure']),
  )
  expect(dropped).toEqual(['set-cookie'])
})

describe('a Location', () => {
  test.each([
    ['a path', '/p/b', '/p/b'],
    ['a path with query and fragment', '/p/b?c=1#d', '/p/b?c=1#d'],
    ['a relative path', 'c', '/p/c'],
    ['a query', '?c', '/p/a?c'],
    ["the upstream's own origin", 'http://10.0.0.5:8081/p/b?c', '/p/b?c'],
    ['the own origin of the gateway', 'https://localhost:9443/p/b', '/p/b'],
    ['F22: the own host under http', 'http://localhost:9443/p/b?c#d', '/p/b?c#d'],
    ['F22: the own host under http without its port', 'http://localhost/p/b', '/p/b'],
    ['F3: a path in UTF-8', '/p/\u00c3\u00ab', '/p/%C3%AB'],
    ['dot segments, as a browser reads them', '/p/../q', '/q'],
  ])('that is %s leads to a path on our own site', (_, location, path) => {
    expect(siteLocation(location, sites)).toBe(path)
    expect(judge(302, 'Location', location)).toHaveProperty(
      'headers',
      expect.arrayContaining(['location', path]),
    )
  })

  test.each([
    ['another host', 'https://elders.example/'],
    ['another port', 'http://10.0.0.5:9999/'],
    ['F22: the own host under http on another port', 'http://localhost:8080/'],
    ['F22: the own host with a user name', 'http://a@localhost:9443/'],
    ['F22: the own host under ftp', 'ftp://localhost:9443/'],
    ['another scheme of the upstream', 'https://10.0.0.5:8081/'],
    ['a host without scheme', '//elders.example/a'],
    ['a host behind backslashes', '/\\elders.example/a'],
    ['a host behind two backslashes', '\\\\elders.example'],
    ['a path of the upstream that is read as a host', 'http://10.0.0.5:8081//elders.example'],
    ['a path that becomes a host', '/.//elders.example'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['a user name', 'http://a@10.0.0.5:8081/'],
    ['a control character', '/p/\u0009b'],
    ['a space', '/p/b c'],
    ['a byte above ASCII', '/p/\u00e9'],
    ['nothing', ''],
    ['no URL', 'http://[x/'],
  ])('that is %s is a fault in a redirection, and left out elsewhere', (_, location) => {
    expect(siteLocation(location, sites)).toBeUndefined()
    expect(judge(302, 'Location', location)).toEqual({ fault: 'doorverwijzing-elders' })
    expect(judge(201, 'Location', location)).not.toHaveProperty('fault')
    expect(passed('Location', location)).toEqual([])
  })

  test('given twice is a fault', () => {
    expect(judge(302, 'Location', '/a', 'location', '/b')).toEqual({
      fault: 'doorverwijzing-elders',
    })
  })
})

test.each([
  [101, 'ongeldig-antwoord'],
  [103, 'ongeldig-antwoord'],
  [407, 'ongeldig-antwoord'],
  [600, 'ongeldig-antwoord'],
  [999, 'ongeldig-antwoord'],
  [500, 'foutstatus'],
  [503, 'foutstatus'],
])('status %d is a fault', (status, fault) => {
  expect(judge(status)).toEqual({ fault })
})

test.each([200, 201, 204, 206, 304, 400, 401, 403, 404, 409, 422, 429])(
  'status %d passes',
  (status) => {
    expect(judge(status)).not.toHaveProperty('fault')
  },
)

test('how long to wait goes with a fault, when it is a number', () => {
  expect(judge(503, 'Retry-After', '12')).toEqual({ fault: 'foutstatus', retryAfterSeconds: 12 })
  expect(judge(503, 'Retry-After', 'Fri, 31 Dec 1999 23:59:59 GMT')).toEqual({
    fault: 'foutstatus',
  })
})
