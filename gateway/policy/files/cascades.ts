/** One fault for one slip instead of all that follows from it. */
import type { Fault } from '../../decision/problem.ts'

export interface Ranked extends Fault {
  /** Name of a key that is missing or unknown. */
  readonly missing?: string
  readonly unknown?: string
  /** The known key that an unknown one was meant to be. */
  readonly meant?: string
  /** It says which of several keys must be there. */
  readonly choice?: true
}

/** One fault per place; and no missing key that is there under a misspelt name. */
export function withoutCascades(faults: readonly Ranked[]): readonly Fault[] {
  const kept = new Map<string, Ranked>()
  for (const fault of faults) {
    const key = JSON.stringify([fault.path, fault.missing])
    if (!kept.has(key)) kept.set(key, fault)
  }
  const all = [...kept.values()]
  return all.filter((fault) => !isMisspelt(fault, all)).map(withoutRank)
}

function isMisspelt({ missing, choice, path }: Ranked, all: readonly Ranked[]): boolean {
  const isHere = (other: Ranked): boolean =>
    JSON.stringify(other.path.slice(0, -1)) === JSON.stringify(path)
  return all.some(
    ({ meant, ...other }) =>
      meant !== undefined && (meant === missing || choice === true) && isHere({ ...other, meant }),
  )
}

const withoutRank = ({ path, atKey, melding, hint }: Ranked): Fault => ({
  path,
  ...(atKey !== undefined && { atKey }),
  melding,
  ...(hint !== undefined && { hint }),
})
