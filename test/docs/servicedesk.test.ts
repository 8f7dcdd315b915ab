/** The guide of the service desk: what it tells an operator to write is a good policy. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { formatProblem } from '../../gateway/decision/problem.ts'
import { makeFolder, now, problemLines } from '../policy/policy-folder.ts'

const guide = readFileSync(join(packageRoot, 'docs/servicedesk.md'), 'utf8')

/** The files of the guide, by the name in their first line. */
const files = Object.fromEntries(
  [...guide.matchAll(/```yaml\n# ([a-z/.-]+)[^\n]*\n([^`]*)```/g)].map(
    ([, name = '', text = '']) => [name, text],
  ),
)

test('the files of the guide are a policy without problems, with enough holders', async () => {
  expect(Object.keys(files)).toEqual([
    'beleid.yaml',
    'diensten/servicedesk.yaml',
    'instanties/servicedesk.yaml',
  ])
  const folder = makeFolder(files)
  try {
    const result = await loadPolicy(folder.dir, { now })
    expect(problemLines(result, folder.dir)).toEqual([])
    const warnings = 'set' in result ? result.set.warnings.map(formatProblem) : []
    expect(warnings.filter((line) => line.includes('servicedesk'))).toEqual([])
  } finally {
    folder.remove()
  }
})
