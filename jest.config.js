/**
 * The tests as projects: `npx jest --selectProjects pure`, or name a file and only its project starts.
 * A folder that no list names is in `gateway`, which may use everything.
 */
import { availableParallelism } from 'node:os'

/** No database, no browser, no build, no TLS: such a file starts in about a second. */
const pure = [
  'test/{audit,base,certificate,decision,identity,instroom,pages,policy,register,secrets,wire}/**/*.test.{ts,tsx}',
  'test/{config,errors}.test.ts',
  'test/scripts/bench/reading.test.ts',
]

/** A part of the gateway over real sockets: no database and no build either, but OpenSSL's own clock. */
const parts = [
  'test/{forward,operations,revocation,tls}/**/*.test.ts',
  'test/identity/handshake.test.ts',
]

/** What speaks to a database itself, mostly on both engines. */
const store = [
  'test/store/**/*.test.ts',
  'test/scripts/commands/{audit,audit-checkpoint,register-import}.test.ts',
]

/** In a real Chromium. */
const browser = ['test/browser/**/*.test.ts', 'test/pages/browser.test.ts']

/**
 * What proves a bound on time: "within a second", "no longer than". They run last and are the only ones that `.ci/run`
 * gives a second try. Keep these lists short: a test that waits for a condition does not belong in them.
 *
 * These mostly wait, and keep their bounds beside one of the same on the other core: two at once.
 */
const timing = [
  'test/forward/{deliver,forward}.test.ts', // deadlines and pace of an upstream
  'test/http/limits.test.ts', // slow and many clients
  'test/policy/current.test.ts', // a reload is in force within a second
  'test/revocation/urls.test.ts', // a fetch gives up
  'test/start/{beheer,replicas,workers-in-time}.test.ts', // a change reaches the others within a second
  'test/store/notices.test.ts', // a notice arrives within a second
  'test/tls/{connections,proxy-protocol}.test.ts', // timeouts of a handshake
]

/** These keep both cores busy by themselves: one at a time, in one process. */
const alone = [
  'test/http/as-of-now.test.ts', // a change counts within a second
  'test/revocation/large.test.ts', // the event loop is never held up
]

const everything = ['test/**/*.test.{ts,tsx}']
const inRoot = (/** @type {string[]} */ globs) => globs.map((glob) => `<rootDir>/${glob}`)

const swc = (/** @type {object} */ parser) => [
  '@swc/jest',
  {
    jsc: {
      parser,
      target: 'es2022',
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
]

/**
 * Most of what a test makes is soon gone: with more room for that the workers collect garbage less often, which is one
 * in twenty of their CPU seconds.
 */
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=64`

const common = {
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '\\.ts$': swc({ syntax: 'typescript', tsx: false }),
    '\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
    '\\.m?js$': swc({ syntax: 'ecmascript', jsx: true }),
  },
  transformIgnorePatterns: ['/node_modules/(?!(jose|preact|preact-render-to-string)/)'],
}

/** One PostgreSQL server for the whole run. */
const withPostgres = {
  globalSetup: '<rootDir>/test/support/global-setup.cjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.cjs',
}

/** Where it is to be noted which files ask for the date: those alone are run at other dates. */
const noting = process.env.SLUIS_CLOCK_ASKED !== undefined && {
  testEnvironment: '<rootDir>/test/support/asks-clock.cjs',
}

const project = (displayName, globs, but, more = {}) => ({
  ...common,
  displayName,
  testMatch: [...inRoot(globs), ...but.flat().map((glob) => `!**/${glob}`)],
  ...more,
})

export default {
  // One more than there are cores: many tests wait for a socket, a child process or a database.
  maxWorkers: availableParallelism() + 1,
  testTimeout: 120_000,
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  collectCoverageFrom: ['gateway/**/*.{ts,tsx}'],
  projects: [
    project('pure', pure, [parts, browser, timing, alone], noting || {}),
    project('parts', parts, [timing, alone]),
    project('store', store, [timing, alone], withPostgres),
    project('gateway', everything, [pure, parts, store, browser, timing, alone], withPostgres),
    project('browser', browser, [], withPostgres),
    project('timing', timing, [], {
      ...withPostgres,
      runner: ['<rootDir>/test/support/few-at-once.cjs', { atOnce: 2 }],
    }),
    project('alone', alone, [], { runner: '<rootDir>/test/support/few-at-once.cjs' }),
  ],
}
