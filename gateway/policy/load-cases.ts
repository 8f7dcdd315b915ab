/** The operator's cases of a set. */
import type { PolicyCase } from '../decision/policy-set.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { PolicyFiles } from './files/find-files.ts'
import { openPolicyFile } from './files/loading.ts'
import type { Loading } from './files/loading.ts'
import { caseFaults, toCase } from './read-case.ts'
import type { RawCase } from './read-case.ts'
import { readItems } from './files/read-items.ts'

/** The operator's cases of all files, in order. */
export async function loadCases(
  loading: Loading,
  names: PolicyFiles['cases'],
  context: { readonly diensten: ReadonlyMap<string, Dienst>; readonly allDiensten: boolean },
): Promise<readonly PolicyCase[]> {
  const cases: PolicyCase[] = []
  for (const name of names) {
    const file = await openPolicyFile(loading, name)
    if (file === undefined) continue
    const first = cases.length
    const start = (): Parameters<typeof readItems<RawCase>>[2]['start'] extends () => infer T
      ? T
      : never => {
      cases.length = first
      return (raw, _index, { place }) => {
        const faults = caseFaults(raw, context)
        const geval = toCase(raw, { file: file.file, ...place([]) })
        if (faults.length === 0) cases.push(geval)
        return { faults, warnings: [] }
      }
    }
    const { problems, warnings } = await readItems<RawCase>(file, 'geval', {
      start,
      breathe: loading.breathe,
    })
    loading.problems.push(...problems)
    loading.warnings.push(...warnings)
  }
  return cases
}
