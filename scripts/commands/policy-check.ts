/** `sluis policy check` and `sluis policy test`: is the policy good, and does it do what its cases say. */
import { caseJunit, caseText, untouched } from '../../gateway/policy/case-report.ts'
import { checkPolicy, checkSarif, checkText } from '../../gateway/policy/check.ts'
import { readPolicyKeys } from '../../gateway/policy/policy-keys.ts'
import { runCases } from '../../gateway/policy/test-cases.ts'
import { messageReader } from '../../gateway/instroom/message-steps.ts'
import { checkLists } from '../../gateway/revocation/check-set.ts'
import { loadOrTell, registerOf, withReader } from './policy-set.ts'
import type { Streams } from './with-database.ts'

export interface CheckOptions {
  readonly dir: string
  readonly now: () => number
  /** SLUIS_BELEID_SLEUTELS: whose signature the set must have. */
  readonly keys?: readonly string[] | undefined
  readonly json?: boolean
  readonly sarif?: boolean
}

/** Gives the exit code: 0 with a summary, 1 with every problem, 2 when a key cannot be used. */
export async function policyCheck(options: CheckOptions, streams: Streams): Promise<number> {
  const { dir, now } = options
  const keys = options.keys === undefined ? undefined : readPolicyKeys(options.keys)
  if (keys !== undefined && 'problems' in keys) {
    for (const problem of keys.problems) streams.stderr.write(`SLUIS_BELEID_SLEUTELS: ${problem}\n`)
    return 2
  }
  const result = await checkPolicy(dir, {
    now,
    trustedKeys: keys?.keys,
    readMessage: messageReader(undefined),
    alsoCheck: (set) => checkLists(set, now),
  })
  if (options.json === true) streams.stdout.write(`${JSON.stringify(result)}\n`)
  else if (options.sarif === true) streams.stdout.write(`${JSON.stringify(checkSarif(result))}\n`)
  else (result.goed ? streams.stdout : streams.stderr).write(`${checkText(result)}\n`)
  return result.goed ? 0 : 1
}

export interface TestOptions {
  readonly dir: string
  readonly database: string
  readonly now: () => number
  readonly json?: boolean
  readonly junit?: boolean
}

/** Gives the exit code: 0 when every case came out as expected, 1 when not. */
export async function policyTest(options: TestOptions, streams: Streams): Promise<number> {
  const { dir, now } = options
  const set = await loadOrTell(dir, streams, now)
  if (set === undefined) return 1
  const results = await withReader(options.database, async (database) => {
    const readMessage = messageReader(await registerOf(database, now))
    return runCases(set, { now, readMessage })
  })
  const failed = results.filter(({ geslaagd }) => !geslaagd)
  const coverage = untouched(set, results)
  if (options.json === true) {
    const gevallen = results.map(({ geval, geslaagd, gekregen }) => ({
      naam: geval.naam,
      plaats: geval.plaats,
      verwacht: geval.verwacht,
      gekregen: gekregen ?? null,
      geslaagd,
    }))
    streams.stdout.write(`${JSON.stringify({ gevallen, zonderGeval: coverage })}\n`)
  } else if (options.junit === true) streams.stdout.write(caseJunit(results))
  else
    (failed.length === 0 ? streams.stdout : streams.stderr).write(
      `${caseText(results, coverage)}\n`,
    )
  return failed.length === 0 ? 0 : 1
}
