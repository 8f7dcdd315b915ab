import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createLog, requestLog, safePath } from '../../gateway/operations/log.ts'
import { scrub } from '../../gateway/operations/scrub.ts'

const bsn = '999990019'
const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzb29ydCI6IngifQ.c2lnbmF0dXJl'

/** A log into memory, and the lines it wrote. */
function memory() {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  return { log: createLog({ level: 'debug', destination, now: () => 0 }), lines }
}

const only = (lines: readonly string[]): Record<string, unknown> => {
  expect(lines).toHaveLength(1)
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>
}

test('a line is one JSON object with time, level and message', () => {
  const { log, lines } = memory()
  log.info({ luisteraar: 'portaal', agb: '12000001' }, 'listening')
  expect(only(lines)).toEqual({
    level: 'info',
    tijd: '1970-01-01T00:00:00.000Z',
    luisteraar: 'portaal',
    agb: '12000001',
    melding: 'listening',
  })
})

test.each<[string, (log: ReturnType<typeof memory>['log']) => void, string]>([
  [
    'a field named bsn',
    (log) => {
      log.info({ bsn: '12345678' }, 'x')
    },
    '12345678',
  ],
  [
    'a nested BSN that is a number',
    (log) => {
      log.info({ a: { b: [{ verzekerdeBsn: 999990019 }] } }, 'x')
    },
    bsn,
  ],
  [
    'nine digits in any text',
    (log) => {
      log.info({ toelichting: `voor ${bsn}, graag` }, 'x')
    },
    bsn,
  ],
  [
    'nine digits in the message',
    (log) => {
      log.warn({}, `wrong ${bsn}`)
    },
    bsn,
  ],
  [
    'nine digits as a name',
    (log) => {
      log.info({ [bsn]: 1 }, 'x')
    },
    bsn,
  ],
  [
    'nine digits in an error',
    (log) => {
      log.error({ fout: new Error(`bad ${bsn}`) }, 'x')
    },
    bsn,
  ],
  [
    'nine digits in the cause of an error',
    (log) => {
      log.error({ fout: new Error('bad', { cause: new Error(bsn) }) }, 'x')
    },
    bsn,
  ],
  [
    'nine digits in a map',
    (log) => {
      log.info({ m: new Map([['a', bsn]]) }, 'x')
    },
    bsn,
  ],
  [
    'a start token in a path',
    (log) => {
      log.info({ pad: '/start/geheim-token' }, 'x')
    },
    'geheim-token',
  ],
  [
    'a start token in a URL',
    (log) => {
      log.info({ u: 'https://localhost:9443/start/geheim-token?x=1' }, 'x')
    },
    'geheim-token',
  ],
  [
    'a field named token',
    (log) => {
      log.info({ startToken: 'geheim' }, 'x')
    },
    'geheim',
  ],
  [
    'an authorization header',
    (log) => {
      log.info({ headers: { Authorization: 'Bearer geheim' } }, 'x')
    },
    'geheim',
  ],
  [
    'a cookie',
    (log) => {
      log.info({ headers: { 'set-cookie': ['geheim'] } }, 'x')
    },
    'geheim',
  ],
  [
    'a data key',
    (log) => {
      log.info({ config: { dataKey: 'geheim' } }, 'x')
    },
    'geheim',
  ],
  [
    'an identity JWT under any name',
    (log) => {
      log.info({ kop: jwt }, 'x')
    },
    'c2lnbmF0dXJl',
  ],
  [
    'a private key in text',
    (log) => {
      log.info({ t: '-----BEGIN PRIVATE KEY-----\ngeheim\n-----END PRIVATE KEY-----' }, 'x')
    },
    'geheim',
  ],
  [
    'a database password',
    (log) => {
      log.info({ t: 'postgres://sluis:geheim@db/x' }, 'x')
    },
    'geheim',
  ],
  [
    'bytes',
    (log) => {
      log.info({ t: Buffer.from('geheim') }, 'x')
    },
    'geheim',
  ],
  [
    'the fields of a child',
    (log) => {
      log.child({ bsn, token: 'geheim' }).info({}, 'x')
    },
    bsn,
  ],
])('%s is never written', (_, write, secret) => {
  const { log, lines } = memory()
  write(log)
  only(lines)
  expect(lines[0]).not.toContain(secret)
})

test('AGB-codes, gebruikersnummers, fingerprints and times stay readable', () => {
  const fields = {
    agbCode: '12000001',
    keyId: 'k1',
    vinger: 'a123456789b',
    tijd2: 1_763_700_000_000,
    publiekeSleutel: 'sha256:ab',
  }
  expect(scrub(fields)).toEqual(fields)
})

test('one event stays one line, with what cannot be seen shown', () => {
  const { log, lines } = memory()
  log.info({ naam: 'a\r\n{"level":"info"}\u001b[31m\u2028\u202e\u0000b' }, 'line\nbreak')
  expect(
    lines
      .join('')
      .trimEnd()
      .split(/[\r\n\u2028]/),
  ).toHaveLength(1)
  expect(only(lines)['naam']).toBe('a\\u000d\n{"level":"info"}\\u001b[31m\\u2028\\u202e\\u0000b')
})

test('what is too long, too deep, cyclic or unreadable is cut, not thrown', () => {
  const { log, lines } = memory()
  const cycle: Record<string, unknown> = {
    lang: 'x'.repeat(100_000),
    veel: Array.from({ length: 1000 }, () => 1),
  }
  cycle['self'] = cycle
  log.info(cycle, 'x')
  log.info(
    {
      get a() {
        throw new Error('no')
      },
    },
    'x',
  )
  expect(lines[0]?.length).toBeLessThan(40_000)
  expect(lines[1]).toContain('[onleesbaar]')
})

test('an error is written with its reason and place, not on more lines', () => {
  const { log, lines } = memory()
  log.error({ fout: Object.assign(new TypeError('kapot'), { code: 'E_X' }) }, 'failed')
  expect(only(lines)['fout']).toMatchObject({
    soort: 'TypeError',
    bericht: 'kapot',
    code: 'E_X',
    stapel: expect.arrayContaining([expect.stringContaining('log.test')]),
  })
})

test('a level below the one asked for is not written', () => {
  const lines: string[] = []
  const log = createLog({ level: 'warn', destination: { write: (line) => void lines.push(line) } })
  log.debug({}, 'a')
  log.info({}, 'b')
  log.warn({}, 'c')
  log.error({}, 'd')
  expect(lines).toHaveLength(2)
})

test('the line of a request has no query, token or person', () => {
  const line = requestLog({
    verzoek: '0b9c',
    luisteraar: 'portaal',
    methode: 'GET',
    url: `/start/geheim?bsn=${bsn}`,
    status: 303,
    code: null,
    duurMs: 12.3456,
    adres: '127.0.0.1',
    dienst: undefined,
  })
  expect(line).toMatchObject({ pad: '/start/…', status: 303, duurMs: 12.3 })
  expect(JSON.stringify(line)).not.toMatch(/geheim|bsn/)
})

test.each([
  ['/start/abc', '/start/…'],
  ['/START/abc/def', '/start/…/def'],
  ['/portaal/x?y=1#z', '/portaal/x'],
  [`/portaal/${bsn}`, '/portaal/[9 cijfers]'],
  ['', ''],
])('the path %s is logged as %s', (url, expected) => {
  expect(safePath(url)).toBe(expected)
})

test('no nine digits by themselves pass, whatever stands around them', () => {
  const around = fc.constantFrom('', ' ', '-', '/', ':', '"', '\n', '.', 'é', '?bsn=')
  fc.assert(
    fc.property(
      around,
      around,
      fc.integer({ min: 100_000_000, max: 999_999_999 }),
      (before, after, number) => {
        expect(JSON.stringify(scrub({ t: `${before}${number}${after}` }))).not.toContain(
          String(number),
        )
      },
    ),
  )
})

test.each<[string, unknown, unknown]>([
  ['a big integer', 12n, '12'],
  ['a symbol', Symbol('x'), 'Symbol(x)'],
  ['a function', () => 1, undefined],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['a date that is none', new Date(NaN), null],
  ['a set', new Set(['a', bsn]), ['a', '[9 cijfers]']],
  ['nothing', null, null],
  ['a secret that is absent', { token: undefined, key: null }, { token: undefined, key: null }],
  [
    'what lies too deep',
    { a: { a: { a: { a: { a: { a: {} } } } } } },
    { a: { a: { a: { a: { a: { a: '[te diep]' } } } } } },
  ],
  [
    'an error without a stack',
    Object.assign(new Error('x'), { stack: undefined, code: 7 }),
    { soort: 'Error', bericht: 'x' },
  ],
])('%s is written as it can be', (_, given, expected) => {
  expect(scrub(given)).toEqual(expected)
})

test('fields that are no object are kept as a value', () => {
  const { log, lines } = memory()
  log.info(new Date(0), 'x')
  log.child({ a: 1 }).warn({}, 'y')
  expect(lines[0]).toContain('"waarde":"1970')
  expect(lines[1]).toContain('"a":1')
})
