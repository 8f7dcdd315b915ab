/**
 * The order of the test files: those that take longest first, so that none of them is still running alone when the
 * others are done. Without a cache jest knows a file's size only, and the longest are not the largest.
 */
const { default: Sequencer } = require('@jest/test-sequencer')

/** By how long they take; a file that is not named comes after these. */
const longest = [
  'crash-scenes.test.ts',
  'pages/browser.test.ts',
  'start/workers.test.ts',
  'http/beheer.test.ts',
  'crash.test.ts',
  'http/quota.test.ts',
  'browser/journey.test.ts',
  'start/kept-blocks.test.ts',
  'docs/balancer.test.ts',
  'start/refused.test.ts',
  'operations/selftest.test.ts',
  'http/melding.test.ts',
  'http/limits.test.ts',
  'tls/proxy-protocol.test.ts',
]

const place = ({ path }) => {
  const found = longest.findIndex((file) => path.endsWith(`/test/${file}`))
  return found < 0 ? longest.length : found
}

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => place(one) - place(other))
  }
}
