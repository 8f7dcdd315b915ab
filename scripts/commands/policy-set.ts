/** What the policy commands share: a set that loads, or its problems on stderr. */
import { accessSync, constants, statSync } from 'node:fs'
import type { RegisterLookup } from '../../gateway/instroom/message-steps.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { formatProblem } from '../../gateway/decision/problem.ts'
import { overlayOf } from '../../gateway/gebruikersbeheer/practice/overlay.ts'
import { changesSince } from '../../gateway/gebruikersbeheer/store/store.ts'
import type { StoredPractice } from '../../gateway/store/beheer.ts'
import { codeOf } from '../../gateway/store/database-faults.ts'
import type { Database } from '../../gateway/store/database.ts'
import { makeRegisterStore } from '../../gateway/register/store.ts'
import { hasTable } from './with-database.ts'
import type { Streams } from './with-database.ts'

/** Whether there is such a folder; tells it when not. */
export function isFolder(dir: string, { stderr }: Streams): boolean {
  const fault = folderFault(dir)
  if (fault !== undefined) stderr.write(`${dir}: ${fault}\n`)
  return fault === undefined
}

/** Dutch; what cannot be read is as wrong a use as what is not there. */
function folderFault(dir: string): string | undefined {
  try {
    if (!statSync(dir).isDirectory()) return 'dit is een bestand en geen map'
    accessSync(dir, constants.R_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return codeOf(error) === 'ENOENT'
      ? 'deze map is er niet'
      : `deze map kan niet worden gelezen (${codeOf(error)})`
  }
}

/** Loads a folder; on problems tells them on stderr and gives undefined. */
export async function loadOrTell(
  dir: string,
  { stderr }: Streams,
  now: () => number,
): Promise<PolicySet | undefined> {
  const loaded = await loadPolicy(dir, { now, ignoreCases: true })
  if ('set' in loaded) return loaded.set
  for (const problem of loaded.problems) stderr.write(`${formatProblem(problem)}\n`)
  return undefined
}

/** Looks up in the AGB register of a database; undefined when there is no database, or it has no register yet. */
export async function registerOfSet(
  database: Database | undefined,
  now: () => number,
): Promise<RegisterLookup | undefined> {
  if (database === undefined || !(await hasTable(database, 'register_version'))) return undefined
  const register = makeRegisterStore(database, now)
  return (agbCode) => register.find(agbCode)
}

/** All that was changed in Gebruikersbeheer until now. */
export async function changedPractices(
  database: Database | undefined,
): Promise<readonly StoredPractice[]> {
  if (database === undefined || !(await hasTable(database, 'beheer_counter'))) return []
  return (await changesSince(database.reader, 0))?.practices ?? []
}

/** The set with changes of Gebruikersbeheer over it, as a gateway has it in force. */
export const withPractices = (set: PolicySet, practices: readonly StoredPractice[]): PolicySet => ({
  ...set,
  policy: { ...set.policy, overlay: overlayOf(practices, set.policy.instanties) },
})
