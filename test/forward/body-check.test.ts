import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkAgbBody, checkMediaType, maxJudgedBody } from '../../gateway/forward/body-check.ts'
import { agb } from '../../gateway/identity/agb-code.ts'

const rule = { field: 'instantie.agbCode', agbCode: agb('12000001') }
const json = ['Content-Type', 'application/json']
const form = ['content-type', 'application/x-www-form-urlencoded']

const check = (body: string | Buffer, headers = json): string | null =>
  checkAgbBody(Buffer.from(body as string), headers, rule)

const good = '{"instantie":{"agbCode":"12000001"},"aantal":1}'

describe('JSON', () => {
  test.each([
    ['the field alone', '{"instantie":{"agbCode":"12000001"}}'],
    ['other fields around it', good],
    ['the name written with escapes', '{"instantie":{"\\u0061gbCode":"12000001"}}'],
    ['white space', ' {\n"instantie" : { "agbCode" : "12000001" } } '],
    ['the name deeper down as well', '{"instantie":{"agbCode":"12000001","x":{"agbCode":"2"}}}'],
  ])('with %s passes', (_, body) => {
    expect(check(body)).toBeNull()
  })

  test.each([
    ['another code', '{"instantie":{"agbCode":"12000002"}}'],
    ['a code with a space', '{"instantie":{"agbCode":"12000001 "}}'],
    ['a number', '{"instantie":{"agbCode":12000001}}'],
    ['null', '{"instantie":{"agbCode":null}}'],
    ['a list of it', '{"instantie":{"agbCode":["12000001"]}}'],
    [
      'full-width digits',
      '{"instantie":{"agbCode":"\uff11\uff12\uff10\uff10\uff10\uff10\uff10\uff11"}}',
    ],
    ['no field', '{"instantie":{}}'],
    ['no object on the way', '{"instantie":"12000001"}'],
    ['a list on the way', '{"instantie":[{"agbCode":"12000001"}]}'],
    ['the dotted name as one member', '{"instantie.agbCode":"12000001"}'],
    ['the name in another case', '{"instantie":{"AGBCODE":"12000001"}}'],
    [
      'the name in another case as well',
      '{"instantie":{"agbCode":"12000001","AgbCode":"12000002"}}',
    ],
    ['the way in another case as well', '{"instantie":{"agbCode":"12000001"},"Instantie":{}}'],
    ['a name with a NUL as well', '{"instantie":{"agbCode":"12000001","agbCode\\u0000x":"2"}}'],
    ['the prototype instead', '{"__proto__":{"instantie":{"agbCode":"12000001"}}}'],
    ['a string', '"12000001"'],
    ['null as a whole', 'null'],
    ['the member twice', '{"instantie":{"agbCode":"12000002","agbCode":"12000001"}}'],
    [
      'the member twice, once with escapes',
      '{"instantie":{"agbCode":"12000001","\\u0061gbCode":"2"}}',
    ],
    ['the way twice', '{"instantie":{"agbCode":"12000001"},"instantie":{"agbCode":"2"}}'],
  ])('with %s is SL305', (_, body) => {
    expect(check(body)).toBe('SL305')
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '{"instantie":'],
    ['a byte order mark', `\ufeff${good}`],
    ['bytes that are not UTF-8', Buffer.from(good.replace('1}', '"\u00ff"}'), 'latin1')],
    ['UTF-16', Buffer.from(good, 'utf16le')],
    ['a lone surrogate', good.replace('1}', '"\\ud800"}')],
    ['two values', `${good}${good}`],
    ['a comment', `${good}//`],
  ])('that is %s is SL301', (_, body) => {
    expect(check(body)).toBe('SL301')
  })
})

describe('a form', () => {
  test.each([
    ['the parameter alone', 'instantie.agbCode=12000001'],
    ['others around it', 'a=1&instantie.agbCode=12000001&b='],
    ['its name and value percent-encoded', '%69nstantie%2EagbCode=1200000%31'],
    ['empty pairs', '&&instantie.agbCode=12000001&'],
    ['another that begins like it', 'instantie.agbCode=12000001&instantie.agbCodeNaam=x'],
  ])('with %s passes', (_, body) => {
    expect(check(body, form)).toBeNull()
  })

  test.each([
    ['another code', 'instantie.agbCode=12000002'],
    ['no parameter of that name', 'agbCode=12000001'],
    ['no value', 'instantie.agbCode'],
    ['nothing', ''],
    ['the parameter twice', 'instantie.agbCode=12000001&instantie.agbCode=12000001'],
    [
      'the parameter twice, once encoded',
      'instantie.agbCode=12000001&instantie%2eagbCode=12000002',
    ],
    ['the parameter twice, with plus signs', 'instantie.agbCode=12000001&+instantie.agbCode=2'],
    ['it in another case as well', 'instantie.agbCode=12000001&Instantie.AGBCODE=2'],
    ['it in brackets as well', 'instantie.agbCode=12000001&instantie[agbCode]=2'],
    ['it in brackets and more as well', 'instantie.agbCode=12000001&instantie[agbCode]x=2'],
    ['it as a list as well', 'instantie.agbCode=12000001&instantie.agbCode[]=2'],
    ['it with an underscore as well', 'instantie.agbCode=12000001&instantie_agbCode=2'],
    ['it before a NUL as well', 'instantie.agbCode=12000001&instantie.agbCode%00x=2'],
    ['it only in brackets', 'instantie[agbCode]=12000001'],
    [
      'a semicolon that separates for some',
      'a=1;instantie.agbCode=12000002&instantie.agbCode=12000001',
    ],
    ['a stray percent sign', 'instantie.agbCode=12000001&a=%'],
    ['a percent sign before letters', 'instantie.agbCode=12000001&a=%zz'],
    ['encoded bytes that are not UTF-8', 'instantie.agbCode=12000001&a=%ff'],
    ['raw bytes above ASCII', 'instantie.agbCode=12000001&a=\u00e9'],
    ['a line break', 'instantie.agbCode=12000001\r\n'],
    ['a space', 'instantie.agbCode= 12000001'],
    ['a code and a space', 'instantie.agbCode=12000001+'],
  ])('with %s is SL305', (_, body) => {
    expect(check(body, form)).toBe('SL305')
  })

  test('passes for any other parameters, and never with a second one of the name', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/)
    const others = fc.array(fc.tuple(name, fc.string({ unit: 'grapheme' })), { maxLength: 5 })
    fc.assert(
      fc.property(others, (pairs) => {
        const body = new URLSearchParams([...pairs, ['instantie.agbCode', '12000001']])
        const expected = pairs.some(([, value]) => /\p{Surrogate}/u.test(value)) ? undefined : null
        if (expected === null) expect(check(body.toString(), form)).toBeNull()
        body.append('instantie.agbCode', '12000001')
        expect(check(body.toString(), form)).toBe('SL305')
      }),
    )
  })
})

describe('the media type', () => {
  test.each([
    ['in another case', ['CONTENT-TYPE', 'Application/JSON']],
    ['with its charset', ['content-type', 'application/json; charset=utf-8']],
    ['with its charset in quotes', ['content-type', 'application/json;charset="UTF-8"']],
    ['among other headers', ['accept', '*/*', 'content-type', 'application/json', 'x', 'y']],
  ])('%s is taken', (_, headers) => {
    expect(checkMediaType(headers)).toBeNull()
    expect(check(good, headers)).toBeNull()
  })

  test.each([
    ['no media type', []],
    ['an empty one', ['content-type', '']],
    ['text', ['content-type', 'text/plain']],
    ['another JSON', ['content-type', 'application/ld+json']],
    ['a form with files', ['content-type', 'multipart/form-data; boundary=x']],
    ['XML', ['content-type', 'application/xml']],
    ['another charset', ['content-type', 'application/json; charset=utf-16']],
    ['utf-7', ['content-type', 'application/json; charset=utf-7']],
    ['two charsets', ['content-type', 'application/json; charset=utf-8; charset=utf-16']],
    ['another parameter', ['content-type', 'application/json; x=y']],
    ['two media types in one', ['content-type', 'application/json, text/plain']],
    ['two media types', [...json, 'content-type', 'text/plain']],
    ['two media types, one in another spelling', [...json, 'Content_Type', 'text/plain']],
    ['packed content', [...json, 'content-encoding', 'gzip']],
    ['content that says it is not packed', [...json, 'content-encoding', 'identity']],
    ['packed content in another spelling', [...json, 'Content_Encoding', 'gzip']],
    ['a name of an object', ['content-type', 'constructor']],
  ])('%s is SL304', (_, headers) => {
    expect(checkMediaType(headers)).toBe('SL304')
    expect(check(good, headers)).toBe('SL304')
  })
})

test('content up to the limit is judged, one byte more is SL303', () => {
  const filled = (size: number): string =>
    good.replace('1}', `"${'x'.repeat(size - good.length - 1)}"}`)
  expect(check(filled(maxJudgedBody))).toBeNull()
  expect(check(filled(maxJudgedBody + 1))).toBe('SL303')
})
