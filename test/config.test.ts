import { expect, test } from '@jest/globals'
import { readConfig, readSettings } from '../gateway/config/config.ts'
import { variables } from '../gateway/config/variables.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const otherKey = Buffer.alloc(32, 8).toString('base64')

/** An environment that `serve` starts with; each case changes one thing. */
const good = { SLUIS_DATA_KEY: key }

const read = (change: Record<string, string>, demo = false) =>
  readConfig({ ...good, ...change }, { demo })

const problemsOf = (change: Record<string, string>, demo = false): readonly string[] => {
  const result = read(change, demo)
  return 'problems' in result ? result.problems : []
}

test('the baseline is good and has the defaults of the contract', () => {
  const result = read({})
  expect(result).toEqual({
    warnings: [],
    config: expect.objectContaining({
      demo: false,
      host: '127.0.0.1',
      instroomPort: 8443,
      portaalPort: 9443,
      beheerHost: '127.0.0.1',
      beheerPort: 9090,
      portaalUrl: undefined,
      policy: 'policy',
      database: 'sqlite:data/sluis.db',
      dataKey: key,
      workers: 1,
      logLevel: 'info',
      handshakeMs: 10_000,
      proxyProtocolFrom: [],
    }),
  })
  expect('config' in result && Object.isFrozen(result.config)).toBe(true)
  expect('config' in result && result.config.connectionsPerAddress).toBeGreaterThanOrEqual(100)
})

test.each<[string, Record<string, string>, Record<string, unknown>]>([
  ['a free port', { SLUIS_INSTROOM_PORT: '0', SLUIS_PORTAAL_PORT: '0' }, { portaalPort: 0 }],
  ['an IPv6 host', { SLUIS_HOST: '::1' }, { host: '::1' }],
  [
    'an origin, normalised',
    { SLUIS_PORTAAL_URL: 'https://Portaal.Example:443/' },
    { portaalUrl: 'https://portaal.example' },
  ],
  [
    'PostgreSQL',
    { SLUIS_DATABASE: 'postgres://u:p@db/sluis' },
    { database: 'postgres://u:p@db/sluis' },
  ],
  ['keys to rotate', { SLUIS_DATA_KEY: `${key}, ${otherKey}` }, { dataKey: `${key},${otherKey}` }],
  [
    'durations in every unit',
    { SLUIS_TERMIJN_RUST: '2m', SLUIS_AFSLUITTERMIJN: '500ms' },
    { idleMs: 120_000, drainMs: 500 },
  ],
  [
    'balancers',
    { SLUIS_PROXY_PROTOCOL_VAN: '10.0.0.4, 2001:db8::/32' },
    { proxyProtocolFrom: ['10.0.0.4', '2001:db8::/32'] },
  ],
  [
    'an AGB API with its token, without a last slash',
    { SLUIS_AGB_API_URL: 'https://agb.example/api/', SLUIS_AGB_API_TOKEN: 'Bearer abc' },
    { agbApiUrl: 'https://agb.example/api', agbApiToken: 'Bearer abc' },
  ],
  [
    'a plain AGB API on this machine only',
    { SLUIS_AGB_API_URL: 'http://127.0.0.1:8082', SLUIS_AGB_API_TOKEN: 'x' },
    { agbApiUrl: 'http://127.0.0.1:8082' },
  ],
  ['a retention of no end', { SLUIS_AUDIT_BEWAARTERMIJN: '0' }, { auditYears: 0 }],
  ['an empty variable as if it were not set', { SLUIS_WORKERS: '' }, { workers: 1 }],
])('takes %s', (_, change, expected) => {
  expect(read(change)).toEqual({ warnings: [], config: expect.objectContaining(expected) })
})

test.each<[string, Record<string, string>, RegExp]>([
  [
    'a port that is a word',
    { SLUIS_PORTAAL_PORT: 'abc' },
    /^SLUIS_PORTAAL_PORT: `abc` is geen poortnummer/,
  ],
  ['a port too high', { SLUIS_PORTAAL_PORT: '65536' }, /^SLUIS_PORTAAL_PORT/],
  ['a port in another notation', { SLUIS_PORTAAL_PORT: '0x50' }, /^SLUIS_PORTAAL_PORT/],
  [
    'one port twice',
    { SLUIS_PORTAAL_PORT: '8443' },
    /^SLUIS_PORTAAL_PORT: poort 8443 is al die van SLUIS_INSTROOM_PORT/,
  ],
  ['a host with a port', { SLUIS_HOST: 'localhost:1' }, /^SLUIS_HOST/],
  ['a portal over http', { SLUIS_PORTAAL_URL: 'http://localhost' }, /^SLUIS_PORTAAL_URL/],
  ['a portal with a path', { SLUIS_PORTAAL_URL: 'https://localhost/x' }, /^SLUIS_PORTAAL_URL/],
  ['a portal with a user', { SLUIS_PORTAAL_URL: 'https://a@localhost' }, /^SLUIS_PORTAAL_URL/],
  ['a portal that is no address', { SLUIS_PORTAAL_URL: 'localhost' }, /^SLUIS_PORTAAL_URL/],
  ['an unknown database', { SLUIS_DATABASE: 'mysql://x' }, /^SLUIS_DATABASE: de waarde/],
  [
    'a data key that is too short',
    { SLUIS_DATA_KEY: 'c2VjcmV0' },
    /^SLUIS_DATA_KEY: de waarde is geen base64/,
  ],
  [
    'a data key twice',
    { SLUIS_DATA_KEY: `${key},${key}` },
    /^SLUIS_DATA_KEY: de waarde noemt een sleutel dubbel/,
  ],
  ['no data key', { SLUIS_DATA_KEY: '' }, /^SLUIS_DATA_KEY: ontbreekt/],
  [
    'an AGB API without its token',
    { SLUIS_AGB_API_URL: 'https://agb.example' },
    /^SLUIS_AGB_API_TOKEN: ontbreekt, terwijl SLUIS_AGB_API_URL er wel is$/,
  ],
  [
    'a plain AGB API elsewhere, where its token could be read',
    { SLUIS_AGB_API_URL: 'http://agb.example', SLUIS_AGB_API_TOKEN: 'x' },
    /^SLUIS_AGB_API_URL: .* is geen https-adres/,
  ],
  [
    'an AGB API with a password in its address',
    { SLUIS_AGB_API_URL: 'https://u:p@agb.example', SLUIS_AGB_API_TOKEN: 'x' },
    /^SLUIS_AGB_API_URL/,
  ],
  [
    'an AGB API that is no address',
    { SLUIS_AGB_API_URL: 'agb', SLUIS_AGB_API_TOKEN: 'x' },
    /^SLUIS_AGB_API_URL/,
  ],
  [
    'a token that would end its header',
    { SLUIS_AGB_API_URL: 'https://agb.example', SLUIS_AGB_API_TOKEN: 'a\r\nx: y' },
    /^SLUIS_AGB_API_TOKEN: de waarde is geen toegangstoken/,
  ],
  ['a retention in days', { SLUIS_AUDIT_BEWAARTERMIJN: '5j' }, /^SLUIS_AUDIT_BEWAARTERMIJN/],
  ['no worker', { SLUIS_WORKERS: '0' }, /^SLUIS_WORKERS/],
  [
    'a list with an empty part',
    { SLUIS_BELEID_SLEUTELS: 'a.pem,,b.pem' },
    /^SLUIS_BELEID_SLEUTELS/,
  ],
  ['an unknown level', { SLUIS_LOG_LEVEL: 'loud' }, /^SLUIS_LOG_LEVEL/],
  ['a duration without a unit', { SLUIS_TERMIJN_RUST: '30' }, /^SLUIS_TERMIJN_RUST/],
  ['a duration of nothing', { SLUIS_TERMIJN_RUST: '0s' }, /^SLUIS_TERMIJN_RUST/],
  ['a duration of more than a day', { SLUIS_TERMIJN_RUST: '25u' }, /^SLUIS_TERMIJN_RUST/],
  [
    'a network that is none',
    { SLUIS_PROXY_PROTOCOL_VAN: '10.0.0.0/33' },
    /^SLUIS_PROXY_PROTOCOL_VAN/,
  ],
  [
    'TLS without verification',
    { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    /^NODE_TLS_REJECT_UNAUTHORIZED/,
  ],
  [
    'a lenient HTTP parser',
    { NODE_OPTIONS: '--insecure-http-parser' },
    /^NODE_OPTIONS: --insecure-http-parser/,
  ],
  ['a debugger', { NODE_OPTIONS: '--inspect=0.0.0.0' }, /^NODE_OPTIONS: --inspect/],
])('refuses %s', (_, change, problem) => {
  const problems = problemsOf(change)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(problem)
})

test('the demo needs no data key and may be debugged, but never without verification', () => {
  expect(problemsOf({ SLUIS_DATA_KEY: '', NODE_OPTIONS: '--inspect' }, true)).toEqual([])
  expect(problemsOf({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, true)).toHaveLength(1)
})

test('every problem is reported at once', () => {
  const wrong = Object.fromEntries(
    Object.values(variables).map(({ naam }) => [naam, `${naam.toLowerCase()} /\u0000`]),
  )
  const free = ['SLUIS_TLS_CERT', 'SLUIS_TLS_KEY', 'SLUIS_POLICY', 'SLUIS_CACHE']
  const problems = problemsOf({ ...wrong, NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    ...Object.values(variables)
      .map(({ naam }) => naam)
      .filter((naam) => !free.includes(naam)),
    'NODE_TLS_REJECT_UNAUTHORIZED',
  ])
})

test('a secret or control character never stands in a problem', () => {
  const problems = problemsOf({
    SLUIS_DATA_KEY: 'geheim-1',
    SLUIS_DATABASE: 'mysql://u:geheim-2@db',
    SLUIS_LOG_LEVEL: '\u001b[31m\n' + 'x'.repeat(500),
  })
  expect(problems).toHaveLength(3)
  expect(problems.join('')).not.toMatch(/geheim-|[\u0000-\u001f]|x{100}/)
})

test('a misspelled variable and NODE_EXTRA_CA_CERTS are warned about', () => {
  const result = read({ SLUIS_PORTAL_PORT: '1', NODE_EXTRA_CA_CERTS: 'extra.pem', PATH: '/bin' })
  expect('warnings' in result && result.warnings).toEqual([
    expect.stringMatching(/^SLUIS_PORTAL_PORT: onbekende variabele/),
    expect.stringMatching(/^NODE_EXTRA_CA_CERTS: wordt niet gebruikt/),
  ])
})

test('a command reads only the settings it needs', () => {
  const result = readSettings({ SLUIS_WORKERS: 'x' }, ['database', 'policy'], { demo: false })
  expect(result).toEqual({
    config: { database: 'sqlite:data/sluis.db', policy: 'policy' },
    warnings: [],
  })
})

test('every variable has a sentence, and every default passes its own parser', () => {
  for (const { naam, zin, parse, standaard } of Object.values(variables)) {
    expect(naam).toMatch(/^SLUIS_[A-Z_]+$/)
    expect(zin).toMatch(/^[A-Z].+\.$/)
    expect(standaard === undefined ? {} : parse(standaard)).not.toHaveProperty('wrong')
  }
})
