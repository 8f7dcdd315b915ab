/**
 * Whether a start would lift blocks that nobody lifted: the list was emptied or is gone, while the last set that was
 * in force with this database had one. A gateway that runs keeps them (policy/load-parts.ts); one that starts, or a
 * worker in the place of a killed one, has no memory but the kept sets.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PolicySet } from '../../decision/policy-set.ts'
import { formatProblem } from '../../decision/problem.ts'
import { blokkadesFile, withoutList } from '../../policy/load-blokkades.ts'
import { isEmptyFile } from '../../policy/files/policy-file.ts'
import type { PolicyStore } from '../../store/policy-store.ts'

interface Asked {
  readonly dir: string
  readonly set: Pick<PolicySet, 'files'>
  readonly kept: Pick<PolicyStore, 'lastContent'>
}

/** Why it is no start, in Dutch; undefined: nothing is lifted, or by a list. */
export async function liftedBlocks({ dir, set, kept }: Asked): Promise<string | undefined> {
  const isGone = !set.files.has(blokkadesFile)
  if (!isGone && !isEmptyFile({ bytes: await readFile(join(dir, blokkadesFile)) })) return undefined
  const before = await kept.lastContent(blokkadesFile)
  if (before === undefined || !listsSomebody(before)) return undefined
  return formatProblem(withoutList({ dir }, isGone ? 'dit bestand is weg' : 'dit bestand is leeg'))
}

/** Written as a list that is not `[]`. It was read as good when it came into force. */
const listsSomebody = (bytes: Buffer): boolean =>
  !isEmptyFile({ bytes }) &&
  !/^(?:\s*#[^\n]*\n)*\s*\[\s*\]\s*(?:#[^\n]*)?\s*$/.test(bytes.toString())
