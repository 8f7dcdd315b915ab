/** The blocks of a set. A list that is gone lifts none. */
import { join } from 'node:path'
import type { Blokkades } from '../decision/policy.ts'
import type { Fault, Problem } from '../decision/problem.ts'
import { openPolicyFile } from './files/loading.ts'
import type { Loading } from './files/loading.ts'
import { isEmptyFile } from './files/policy-file.ts'
import type { PolicyFile } from './files/policy-file.ts'
import { doubleBlokkades, noBlokkades, toBlokkades } from './read-blokkades.ts'
import type { RawBlokkade } from './read-blokkades.ts'
import { readItems } from './files/read-items.ts'

/** The file of the blocks. */
export const blokkadesFile = 'blokkades.yaml'

/**
 * The blocks of a folder; none when it has no such file, or an empty one. While blocks are in force neither lifts
 * them: a full disk, a failed copy or a wrong redirect leaves no more than that. `[]` does.
 */
export async function loadBlokkades(
  loading: Loading,
  name: string | undefined,
): Promise<Blokkades> {
  const file = name === undefined ? undefined : await openPolicyFile(loading, name)
  if (name === undefined && loading.blocksInForce)
    loading.problems.push(withoutList(loading, 'dit bestand is weg'))
  if (file === undefined) return noBlokkades
  if (isEmptyFile(file)) {
    if (loading.blocksInForce) loading.problems.push(withoutList(loading, 'dit bestand is leeg'))
    else loading.idle.push(emptyList(file))
    return noBlokkades
  }
  const list: RawBlokkade[] = []
  const take = (
    item: RawBlokkade,
  ): { readonly faults: []; readonly warnings: readonly Fault[] } => {
    list.push(item)
    const double = doubleBlokkades(list).some(({ path }) => path[0] === list.length - 1)
    return {
      faults: [],
      warnings: double ? [{ path: [], melding: 'deze blokkade staat er twee keer' }] : [],
    }
  }
  const start = (): typeof take => {
    list.length = 0
    return take
  }
  const { problems, warnings } = await readItems(file, 'blokkade', {
    start,
    breathe: loading.breathe,
  })
  loading.problems.push(...problems)
  loading.warnings.push(...warnings)
  return toBlokkades(list)
}

const emptyList = ({ file }: PolicyFile): Problem => ({
  file,
  line: 1,
  column: 1,
  melding: 'dit bestand is leeg: niemand is geblokkeerd',
  hint: 'zet de lijst terug, of schrijf `[]` als dat zo hoort',
})

/** That the list is not there any more, while it blocks somebody. */
export const withoutList = ({ dir }: Pick<Loading, 'dir'>, melding: string): Problem => ({
  file: join(dir, blokkadesFile),
  line: 1,
  column: 1,
  melding: `${melding}, terwijl er blokkades van kracht zijn; die blijven van kracht`,
  hint: 'zet de lijst terug, of schrijf `[]` om alle blokkades op te heffen',
})
