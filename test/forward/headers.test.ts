import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { forwarded, isDropped, upstreamHeaders } from '../../gateway/forward/headers.ts'
import type { OwnHeaders } from '../../gateway/forward/headers.ts'

const own: OwnHeaders = {
  identity: 'header.payload.signature',
  leaf: Buffer.from('leaf'),
  requestId: '6a0f0b5e-3c1f-4a35-8d5a-8f3c4a9a1b11',
  address: '192.0.2.7',
  host: 'localhost:9443',
  randomHex: (bytes) => 'ab'.repeat(bytes),
}

const ownNames = [
  'sluis-identiteit',
  'client-cert',
  'x-request-id',
  'forwarded',
  'via',
  'traceparent',
]

const send = (...raw: string[]): [string, string][] => pairs(upstreamHeaders(raw, own))
const pairs = (flat: readonly string[]): [string, string][] =>
  flat.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []))
/** What passed of the client's headers, without what the gateway set. */
const passed = (...raw: string[]): [string, string][] =>
  send(...raw).filter(([name]) => !ownNames.includes(name))

test('what the gateway sets is there once, whatever the client sends', () => {
  expect(send('Accept', 'text/html')).toEqual([
    ['accept', 'text/html'],
    ['sluis-identiteit', 'header.payload.signature'],
    ['client-cert', ':bGVhZg==:'],
    ['x-request-id', own.requestId],
    ['forwarded', 'for=192.0.2.7;host="localhost:9443";proto=https'],
    ['via', '1.1 sluis'],
    ['traceparent', `00-${'ab'.repeat(16)}-${'ab'.repeat(8)}-01`],
  ])
})

const spoofed = [
  'Sluis-Identiteit',
  'Sluis-Anders',
  'Client-Cert',
  'Client-Cert-Chain',
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-Forwarded-Client-Cert',
  'X-Forwarded',
  'Forwarded',
  'X-Real-IP',
  'X-Original-URL',
  'X-Original-Host',
  'X-Rewrite-URL',
  'X-HTTP-Method',
  'X-HTTP-Method-Override',
  'X-Method-Override',
  'X-SSL-Client-Cert',
  'X-SSL-Client-S-DN',
  'SSL-Client-Cert',
  'ssl-client-verify',
  'X-Client-Verify',
  'X-Client-DN',
  'X-ARR-ClientCert',
  'X-Amzn-Mtls-Clientcert',
  'X-Request-Id',
  'Via',
  'Host',
  'Remote-User',
  'X-Remote-User',
  'Proxy',
  'Proxy-Authorization',
  'True-Client-IP',
]

describe('a header an upstream could believe', () => {
  const spellings: readonly [string, (name: string) => string][] = [
    ['as it is', (name) => name],
    ['in upper case', (name) => name.toUpperCase()],
    ['in lower case', (name) => name.toLowerCase()],
    ['with underscores', (name) => name.replaceAll('-', '_')],
    ['with one underscore', (name) => name.replace('-', '_')],
    ['with dots', (name) => name.replaceAll('-', '.')],
  ]
  const rows = spoofed.flatMap((name) =>
    spellings.map(([how, spell]): [string, string] => [`${name} ${how}`, spell(name)]),
  )
  test.each(rows)('%s does not pass', (_, name) => {
    expect(passed('Accept', '*/*', name, 'vals', name, 'nog eens')).toEqual([['accept', '*/*']])
    expect(send(name, 'vals').some(([, value]) => value.includes('vals'))).toBe(false)
  })

  test('is dropped in every mix of case, hyphen and underscore', () => {
    const anyCase = (name: string): fc.Arbitrary<string> =>
      fc
        .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
        .map((flips) =>
          Array.from(name, (char, at) => (flips[at] === true ? flip(char) : char)).join(''),
        )
    const flip = (char: string): string =>
      char === '-' ? '_' : char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()
    fc.assert(
      fc.property(fc.constantFrom(...spoofed).chain(anyCase), (name) => {
        expect(isDropped(name)).toBe(true)
      }),
    )
  })
})

describe('a header between two parties', () => {
  test.each([
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'HTTP2-Settings',
    'Expect',
    'Proxy-Connection',
    'Content-Length',
  ])('%s does not pass', (name) => {
    expect(passed(name, 'x')).toEqual([])
  })

  test('does not pass when Connection names it, wherever it stands and however it is written', () => {
    expect(
      passed('X-Weg', '1', 'Connection', 'close, x-wEg ,X-Ook', 'x-ook', '2', 'X-Blijft', '3'),
    ).toEqual([['x-blijft', '3']])
  })

  test('cannot be one of ours: Connection is read before ours are added', () => {
    const names = ownNames.join(', ')
    const sent = send('Connection', names, 'Connection', 'close')
    for (const name of ownNames) expect(sent.filter(([other]) => other === name)).toHaveLength(1)
  })

  test('is never what says how the content is to be read', () => {
    expect(passed('Connection', 'content-type', 'Content-Type', 'application/json')).toEqual([
      ['content-type', 'application/json'],
    ])
  })
})

describe('a header that passes', () => {
  test('keeps its value and its order, also when it is there twice', () => {
    expect(passed('Accept', 'a', 'X-Iets', '1', 'Cookie', 'sid=1', 'X-Iets', '2')).toEqual([
      ['accept', 'a'],
      ['x-iets', '1'],
      ['cookie', 'sid=1'],
      ['x-iets', '2'],
    ])
  })

  test.each(['Content-Type', 'Authorization', 'Origin'])('%s passes once', (name) => {
    expect(passed(name, 'eerste', name, 'tweede')).toEqual([[name.toLowerCase(), 'eerste']])
  })

  test.each([
    ['a control character of one byte above ASCII', 'a\u0085X-Rol: beheerder'],
    ['a control character above ASCII in UTF-8', 'a\u00c2\u0085b'],
    ['a line separator in UTF-8', 'a\u00e2\u0080\u00a8b'],
    ['a control character', 'a\u0001b'],
    ['a line break', 'a\r\nX-Rol: beheerder'],
    ['DEL', 'a\u007f'],
  ])('does not pass with %s in its value', (_, value) => {
    expect(passed('X-Naam', value)).toEqual([])
  })

  const utf8 = (text: string): string => Buffer.from(text).toString('latin1')

  test.each([
    ['UTF-8', utf8('Zoë')],
    ['UTF-8 with bytes that are control characters elsewhere', utf8('Åsa €')],
    ['one byte a character', 'Zo\u00eb'],
    ['the last byte', '\u00ff'],
  ])('F3: bytes above ASCII pass as they are: %s', (_, value) => {
    const dropped: string[] = []
    const raw = ['Cookie', `naam=${value}; sessie=abc`, 'X-Naam', value, 'If-Match', `"${value}"`]
    const headers = pairs(upstreamHeaders(raw, own, (header) => dropped.push(header)))
    expect(headers.slice(0, 3)).toEqual([
      ['cookie', `naam=${value}; sessie=abc`],
      ['x-naam', value],
      ['if-match', `"${value}"`],
    ])
    expect(dropped).toEqual([])
  })

  test.each([
    ['the first', 'naam=a\u0085b; sessie=abc', 'sessie=abc'],
    ['the last', 'sessie=abc; naam=a\u0085b', 'sessie=abc'],
    ['beside our own', '__Host-sluis-csrf=1; naam=\u0080; sessie=abc', 'sessie=abc'],
  ])('F3: a cookie that cannot pass leaves the one beside it: %s', (_, sent, left) => {
    const dropped: string[] = []
    const headers = pairs(upstreamHeaders(['Cookie', sent], own, (header) => dropped.push(header)))
    expect(headers[0]).toEqual(['cookie', left])
    expect(dropped).toEqual(['cookie'])
  })

  test('a Referer with a start link does not pass', () => {
    expect(passed('Referer', 'https://localhost:9443/start/abc')).toEqual([])
    expect(passed('Referer', 'https://localhost:9443/p/a')).toHaveLength(1)
  })

  test("Sluis's own cookies stay, the upstream's pass", () => {
    const nameless = '=__Host-sluis-sessie=4; __Host-sluis-sessie'
    expect(passed('Cookie', `__Host-sluis-csrf=1; sid=2; Sluis=3; x=sluis; ${nameless}`)).toEqual([
      ['cookie', 'sid=2; x=sluis'],
    ])
    expect(passed('Cookie', 'sluis=1')).toEqual([])
  })
})

describe('the trace', () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736'
  const span = 'ab'.repeat(8)
  const fresh = `00-${'ab'.repeat(16)}-${span}-01`
  const valid = `00-${id}-00f067aa0ba902b7-01`

  test.each([
    ['is continued', [valid], `00-${id}-${span}-01`],
    ['keeps that it is not sampled', [`00-${id}-00f067aa0ba902b7-00`], `00-${id}-${span}-00`],
    [
      'of a later version is continued as ours',
      [`cc-${id}-00f067aa0ba902b7-01-x`],
      `00-${id}-${span}-01`,
    ],
    ['of version ff is not', [`ff-${id}-00f067aa0ba902b7-01`], fresh],
    ['with more fields in version 00 is not', [`${valid}-x`], fresh],
    ['with id zero is not', [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`], fresh],
    ['with parent zero is not', [`00-${id}-${'0'.repeat(16)}-01`], fresh],
    ['in upper case is not', [valid.toUpperCase()], fresh],
    ['given twice is not', [valid, valid], fresh],
    ['with an injected line is not', [`${valid}\r\nX: 1`], fresh],
  ])('%s', (_, values, expected) => {
    const sent = send(...values.flatMap((value) => ['Traceparent', value]), 'tracestate', 'a=1')
    expect(sent.filter(([name]) => name === 'traceparent')).toEqual([['traceparent', expected]])
    const state = expected === fresh ? [] : [['tracestate', 'a=1']]
    expect(sent.filter(([name]) => name === 'tracestate')).toEqual(state)
  })

  test('has its state joined, and dropped when it is too long', () => {
    const stateOf = (...states: string[]): unknown =>
      send('traceparent', valid, ...states.flatMap((state) => ['tracestate', state])).find(
        ([name]) => name === 'tracestate',
      )?.[1]
    expect(stateOf('a=1', 'b=2')).toBe('a=1,b=2')
    expect(stateOf(`a=${'x'.repeat(520)}`)).toBeUndefined()
    expect(stateOf('a=\u00e9')).toBeUndefined()
  })
})

test.each([
  ['192.0.2.7', 'localhost', 'for=192.0.2.7;host="localhost";proto=https'],
  ['::ffff:192.0.2.7', 'localhost', 'for=192.0.2.7;host="localhost";proto=https'],
  ['2001:db8::1', '[::1]:9443', 'for="[2001:db8::1]";host="[::1]:9443";proto=https'],
  ['fe80::1%eth0', 'localhost', 'for="[fe80::1]";host="localhost";proto=https'],
  ['', 'localhost', 'for=unknown;host="localhost";proto=https'],
  ['192.0.2.7', 'x";for=1', 'for=192.0.2.7;proto=https'],
])('Forwarded for %s at %s is %s', (address, host, expected) => {
  expect(forwarded(address, host)).toBe(expected)
})
