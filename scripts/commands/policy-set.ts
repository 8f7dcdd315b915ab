/** What the policy commands share: a set that loads, or its problems on stderr. */
import type { RegisterStore } from '../../gateway/store/store.ts'
import { databaseExists, openDatabase } from '../../gateway/store/database.ts'
import { makeRegisterStore } from '../../gateway/store/register-store.ts'
import type { RegisterLookup } from '../../gateway/instroom/message-steps.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import type { PolicySet } from '../../gateway/policy/policy-set.ts'
import { formatProblem } from '../../gateway/policy/problem.ts'
import type { Streams } from './with-database.ts'

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

/** Runs with the AGB register of a database, or without one when there is no database yet. */
export async function withRegister<T>(
  url: string,
  now: () => number,
  run: (register: RegisterLookup | undefined) => Promise<T>,
): Promise<T> {
  if (!databaseExists(url)) return run(undefined)
  const database = openDatabase(url)
  try {
    const register: RegisterStore = makeRegisterStore(database, now)
    return await run((agbCode) => register.find(agbCode))
  } finally {
    await database.close()
  }
}
