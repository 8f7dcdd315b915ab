/**
 * What a whole run of the tests came to, a second try of the tests that measure time included:
 * `node scripts/ci-figures.mjs WHOLE [AGAIN]`, both as jest's `--json --outputFile` writes them.
 * AGAIN is named after a run that failed. Tells what needed the second try; the last line is `N passed, N failed`. Ends with 1 when anything failed.
 */
import { existsSync, readFileSync } from 'node:fs'

/** Every test of a run by file and name, with whether it passed; a file that did not run counts as one that failed. */
function outcomes(run) {
  const all = new Map()
  for (const { name: file, status, assertionResults } of run.testResults) {
    const told = assertionResults.filter((test) => ['passed', 'failed'].includes(test.status))
    for (const test of told) all.set(`${file}: ${test.fullName}`, test.status === 'passed')
    if (status === 'failed' && told.every((test) => test.status === 'passed'))
      all.set(`${file}: the file itself`, false)
  }
  return all
}

function figures(whole, again = { testResults: [] }) {
  const all = outcomes(whole)
  const before = [...all].filter(([, passed]) => !passed).map(([name]) => name)
  // A file that did not run at all has its tests, and is no longer a fault itself, once it does.
  for (const { name } of again.testResults) all.delete(`${name}: the file itself`)
  for (const [name, passed] of outcomes(again)) all.set(name, passed)
  const passed = [...all.values()].filter(Boolean).length
  return {
    passed,
    failed: all.size - passed,
    firstFailed: before.length,
    secondTry: before.filter((name) => all.get(name) !== false),
  }
}

const paths = process.argv.slice(2)
const [whole, again] = paths.map((path) =>
  existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined,
)
if (whole === undefined) throw new Error('the run of the tests left no figures')
const { passed, failed, firstFailed, secondTry } = figures(whole, again)
for (const name of secondTry) console.log(`needed a second try: ${name}`)
// A second try is asked for after a run that failed: when no test did, something else did.
const unexplained = paths.length > 1 && firstFailed === 0
if (unexplained) console.log('jest failed, though no test did')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && !unexplained ? 0 : 1
