import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readTarget } from '../../gateway/wire/target.ts'
import { runs } from '../support/runs.ts'

describe('a target that is accepted', () => {
  test.each([
    ['a plain path', '/portaal/aanvragen', ['portaal', 'aanvragen'], ''],
    ['a trailing slash', '/portaal/', ['portaal', ''], ''],
    ['the root', '/', [''], ''],
    ['a query, whatever is in it', '/p/a?b=//..%2f%00;<>é', ['p', 'a'], '?b=//..%2f%00;<>é'],
    ['an empty query', '/p/a?', ['p', 'a'], '?'],
    ['percent-encoded letters', '/p/%61%C3%A9', ['p', 'aé'], ''],
    ['an encoded percent sign', '/p/100%25', ['p', '100%'], ''],
    ['the other characters of RFC 3986', "/p/-._~!$&'()*+,=:@", ['p', "-._~!$&'()*+,=:@"], ''],
    ['dots that are no dot segment', '/p/...', ['p', '...'], ''],
  ])('%s is read and kept byte for byte', (_, url, segments, query) => {
    const path = url.slice(0, url.length - query.length)
    expect(readTarget(url)).toEqual({ path, segments, query })
  })

  test('with path parameters is read both ways', () => {
    expect(readTarget('/p/formulier;jsessionid=1F?x')).toEqual({
      path: '/p/formulier;jsessionid=1F',
      segments: ['p', 'formulier;jsessionid=1F'],
      bare: ['p', 'formulier'],
      query: '?x',
    })
    expect(readTarget('/p/a%3Bb')).toMatchObject({ segments: ['p', 'a;b'], bare: ['p', 'a'] })
  })
})

test.each([
  ['an encoded slash', '/p/a%2fb'],
  ['an encoded slash in upper case', '/p/a%2Fb'],
  ['an encoded backslash', '/p/a%5cb'],
  ['an encoded backslash in upper case', '/p/a%5Cb'],
  ['a literal backslash', '/p/a\\b'],
  ['a dot segment', '/p/./a'],
  ['a double dot segment', '/p/../a'],
  ['a double dot segment at the end', '/p/..'],
  ['an encoded dot segment', '/p/%2e/a'],
  ['an encoded double dot segment', '/p/%2E%2e/a'],
  ['a half encoded double dot segment', '/p/.%2e/a'],
  ['a double dot segment with a path parameter', '/p/..;x/a'],
  ['an empty segment with a path parameter', '/p/;x/a'],
  ['an encoded NUL', '/p/a%00'],
  ['an encoded line break', '/p/a%0d%0aX: 1'],
  ['an encoded DEL', '/p/a%7f'],
  ['an encoded C1 control character', '/p/a%C2%85'],
  ['a raw control character', '/p/a\u0001'],
  ['a raw NUL', '/p/a\u0000'],
  ['a raw tab in the query', '/p/a?\t'],
  ['a raw byte above ASCII', '/p/\u00e9'],
  ['two slashes', '/p//a'],
  ['two slashes at the start', '//elders.example/a'],
  ['two slashes at the end', '/p/a//'],
  ['a stray percent sign', '/p/100%'],
  ['a percent sign before letters', '/p/%zz'],
  ['half an encoded octet', '/p/%4'],
  ['an overlong slash', '/p/%c0%af'],
  ['a lone continuation byte', '/p/%80'],
  ['an encoded surrogate', '/p/%ed%a0%80'],
  ['a slash that shows after a second decoding', '/p/%252fetc'],
  ['dots that show after a second decoding', '/p/%252e%252e/a'],
  ['a full-width slash', '/p/a%EF%BC%8Fb'],
  ['full-width dots', '/p/%EF%BC%8E%EF%BC%8E/a'],
  ['a fragment', '/p/a#b'],
  ['a fragment after the query', '/p/a?b#c'],
  ['characters a browser would encode', '/p/a"b'],
  ['an angle bracket', '/p/<a>'],
  ['a brace', '/p/{a}'],
  ['a bar', '/p/a|b'],
  ['absolute-form', 'http://localhost/p/a'],
  ['absolute-form of another host', 'https://elders.example/p/a'],
  ['authority-form', 'localhost:443'],
  ['asterisk-form', '*'],
  ['no slash at the start', 'p/a'],
  ['nothing', ''],
])('refuses %s', (_, url) => {
  expect(readTarget(url)).toBe('SL515')
})

/** Paths out of pieces that matter, so that many are accepted and many just not. */
const piece = fc.constantFrom(
  ...[
    'a',
    'Z',
    '0',
    '.',
    '..',
    '/',
    '//',
    '\\',
    ';',
    '%2e',
    '%2F',
    '%5c',
    '%00',
    '%25',
    '%',
    '%61',
  ],
  ...[
    '%c3%a9',
    '%EF%BC%8F',
    '%0a',
    '~',
    '@',
    ':',
    '"',
    '<',
    '|',
    '^',
    '[',
    '\u00e9',
    '\u0001',
    '#',
  ],
)
const paths = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`)

test('an accepted path is what a browser makes of it, and its segments hide nothing', () => {
  const tries = runs(5_000)
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(paths, fc.webPath(), fc.string()), (url) => {
      const target = readTarget(url)
      if (target === 'SL515') return
      accepted++
      expect(new URL(target.path, 'http://x').pathname).toBe(target.path)
      expect(target.path + target.query).toBe(url)
      for (const segment of [...target.segments, ...(target.bare ?? [])])
        expect(segment).not.toMatch(/[/\\]|\p{Cc}|^\.{1,2}$/u)
    }),
    { numRuns: tries },
  )
  // About one in seven; a property of nothing would say nothing.
  expect(accepted).toBeGreaterThan(tries / 25)
})
