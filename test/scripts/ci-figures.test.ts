import { expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'

type Tests = Readonly<Record<string, 'passed' | 'failed' | 'pending'>>

/** A file as jest's `--json` has it; without tests it did not run. */
const file = (name: string, tests: Tests) => ({
  name,
  status:
    Object.keys(tests).length === 0 || Object.values(tests).includes('failed')
      ? 'failed'
      : 'passed',
  assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
})

function figuresOf(...runs: readonly (readonly ReturnType<typeof file>[])[]) {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-figures-'))
  const paths = runs.map((testResults, index) => {
    const path = join(dir, `${String(index)}.json`)
    writeFileSync(path, JSON.stringify({ testResults }))
    return path
  })
  const script = join(packageRoot, 'scripts/ci-figures.mjs')
  const run = spawnSync(process.execPath, [script, ...paths], {
    encoding: 'utf8',
  })
  rmSync(dir, { recursive: true })
  return { code: run.status, lines: run.stdout.trim().split('\n') }
}

const a = file('a.test.ts', { one: 'passed', two: 'passed', later: 'pending' })
const slow = file('slow.test.ts', { early: 'passed', 'in time': 'failed' })

test.each([
  [
    'a run that fails without a test that does',
    [[a], []],
    1,
    ['jest failed, though no test did', '2 passed, 0 failed'],
  ],
  ['a run that passes', [[a]], 0, ['2 passed, 0 failed']],
  ['a run with a failure', [[a, slow]], 1, ['3 passed, 1 failed']],
  [
    'S1: a second try counts for what it tried, in the figures of the whole run, and is named',
    [[a, slow], [file('slow.test.ts', { 'in time': 'passed' })]],
    0,
    ['needed a second try: slow.test.ts: in time', '4 passed, 0 failed'],
  ],
  [
    'what fails again has failed',
    [[a, slow], [file('slow.test.ts', { 'in time': 'failed' })]],
    1,
    ['3 passed, 1 failed'],
  ],
  ['a file that does not run has failed', [[a, file('b.test.ts', {})]], 1, ['2 passed, 1 failed']],
  [
    'a file that runs the second time',
    [[a, file('b.test.ts', {})], [file('b.test.ts', { three: 'passed' })]],
    0,
    ['needed a second try: b.test.ts: the file itself', '3 passed, 0 failed'],
  ],
])('%s', (_, runs, code, lines) => {
  expect(figuresOf(...runs)).toEqual({ code, lines })
})
