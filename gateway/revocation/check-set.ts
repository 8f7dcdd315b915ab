/** Whether a policy set that is to come into force has the revocation lists it names, told at their places. */
import type { ListPlace, PolicySet } from '../decision/policy-set.ts'
import type { Problem } from '../decision/problem.ts'
import { markOf } from '../policy/files/watch.ts'
import { openRevocation } from './open.ts'
import type { RevocationFault } from './problems.ts'
import type { SourceStatus } from './revocation.ts'

type Checked = Pick<PolicySet, 'profiles' | 'lists' | 'trust'>

/** What a set's lists come to. */
export interface JudgedLists {
  /** What a `hard` profile names and is not there, or is no good: the set is not used. */
  readonly problems: readonly Problem[]
  /** Lists that have ended: the set is good, and refuses everybody (SL106). */
  readonly warnings: readonly Problem[]
}

/** The problems of {@link judgeLists}. */
export const checkLists = async (set: Checked, now: () => number): Promise<readonly Problem[]> =>
  (await judgeLists(set, now)).problems

/** Reads the list files of a set once. */
export async function judgeLists(set: Checked, now: () => number): Promise<JudgedLists> {
  const { profiles, lists } = set
  const revocation = openRevocation({ profiles, now, cacheDir: undefined, online: false })
  try {
    await revocation.ready()
    return {
      problems: problemsAt(lists, revocation.faults()),
      warnings: endedAt(set, revocation.status(), now()),
    }
  } finally {
    await revocation.close()
  }
}

/** Lists of `hard` profiles that have ended, at the places that name them. */
const endedAt = (
  { lists, profiles }: Checked,
  sources: readonly SourceStatus[],
  at: number,
): readonly Problem[] =>
  lists.flatMap(({ profiel, bron, file, line, column }) => {
    const isHard = profiles.find(({ naam }) => naam === profiel)?.intrekking === 'hard'
    const nextUpdate = sources.find(({ source }) => source === bron)?.nextUpdate
    if (!isHard || nextUpdate === undefined || nextUpdate > at) return []
    const melding = `${String(bron)}: de intrekkingslijst is verlopen sinds ${new Date(nextUpdate).toISOString()}; zolang er geen nieuwe is, wordt iedereen van deze uitgever geweigerd (SL106)`
    return [{ file, line, column, melding }]
  })

/** Faults as problems at the place in the policy that names the list, or else at its profile. */
export function problemsAt(
  lists: readonly ListPlace[],
  faults: readonly RevocationFault[],
): readonly Problem[] {
  return faults.map(({ profiel, bron, wat, reden, opnieuw }) => {
    const place = lists.find((list) => list.profiel === profiel && list.bron === bron)
    const { file, line, column } = place ?? unknownPlace
    const melding = `${wat}: ${reden} (profiel ${profiel}, intrekking hard)`
    return { file, line, column, melding, ...(opnieuw && { opnieuw }) }
  })
}

/** A fault is never lost for want of a place. */
const unknownPlace = { file: 'certificaten.yaml', line: 1, column: 1 }

/** The same check, which reads nothing when neither the lists nor who signs them changed since it passed. */
export function makeListCheck(now: () => number): (set: Checked) => Promise<readonly Problem[]> {
  let passed = ''
  return async (set) => {
    const key = await keyOf(set)
    if (key === passed) return []
    const problems = await checkLists(set, now)
    if (problems.length === 0) passed = key
    return problems
  }
}

async function keyOf({ profiles, lists, trust }: Checked): Promise<string> {
  const files = lists.flatMap(({ bron }) => bron ?? [])
  return JSON.stringify([
    profiles.map(({ naam, intrekking, crl, ocsp }) => [naam, intrekking, crl, ocsp]),
    trust.issuers.map(({ fingerprint }) => fingerprint),
    await Promise.all(files.map(async (file) => [file, await markOf(file)])),
  ])
}
