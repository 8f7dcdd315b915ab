/** `sluis policy check` and `sluis policy test`: is the policy good, and does it do what its cases say. */
import {
  caseJunit,
  caseText,
  problemJunit,
  untouched,
} from '../../../gateway/workbench/case-report.ts'
import type { Coverage } from '../../../gateway/workbench/case-report.ts'
import { checkPolicy, checkSarif, checkText } from '../../../gateway/workbench/check.ts'
import type { CheckResult } from '../../../gateway/workbench/check.ts'
import { loadPolicy } from '../../../gateway/policy/load.ts'
import { readPolicyKeys } from '../../../gateway/policy/policy-keys.ts'
import { runCases } from '../../../gateway/policy/test-cases.ts'
import type { CaseResult } from '../../../gateway/policy/test-cases.ts'
import { messageReader } from '../../../gateway/instroom/message-steps.ts'
import { formatProblem, sortProblems } from '../../../gateway/decision/problem.ts'
import type { Problem } from '../../../gateway/decision/problem.ts'
import { judgeLists } from '../../../gateway/revocation/check-set.ts'
import type { JudgedLists } from '../../../gateway/revocation/check-set.ts'
import { isFolder, registerOfSet } from '../policy-set.ts'
import { withReader, writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface CheckOptions {
  readonly dir: string
  readonly now: () => number
  /** SLUIS_BELEID_SLEUTELS: whose signature the set must have. */
  readonly keys?: readonly string[] | undefined
  /** Host names of Sluis itself, by the environment. */
  readonly ownHosts?: ReadonlyMap<string, string> | undefined
  readonly json?: boolean
  readonly sarif?: boolean
}

/** Gives the exit code: 0 with a summary, 1 with every problem, 2 when there is no folder or a key cannot be used. */
export async function policyCheck(options: CheckOptions, streams: Streams): Promise<number> {
  const { dir, now } = options
  const keys = options.keys === undefined ? undefined : readPolicyKeys(options.keys)
  if (keys !== undefined && 'problems' in keys) {
    for (const problem of keys.problems) streams.stderr.write(`SLUIS_BELEID_SLEUTELS: ${problem}\n`)
    return 2
  }
  if (!isFolder(dir, streams)) return 2
  let lists: JudgedLists = { problems: [], warnings: [] }
  const checked = await checkPolicy(dir, {
    now,
    trustedKeys: keys?.keys,
    ownHosts: options.ownHosts,
    keyRules: { demo: false, uid: process.getuid?.() },
    readMessage: messageReader(undefined),
    alsoCheck: async (set) => {
      lists = await judgeLists(set, now)
      return lists.problems
    },
  })
  const waarschuwingen = sortProblems([...checked.waarschuwingen, ...lists.warnings])
  const result = { ...checked, waarschuwingen }
  tellCheck(options, result, streams)
  return result.goed ? 0 : 1
}

function tellCheck({ json, sarif }: CheckOptions, result: CheckResult, streams: Streams): void {
  if (json === true) writeJson(streams, result)
  else if (sarif === true) writeJson(streams, checkSarif(result))
  else (result.goed ? streams.stdout : streams.stderr).write(`${checkText(result)}\n`)
}

export interface TestOptions {
  readonly dir: string
  readonly database: string
  readonly now: () => number
  readonly json?: boolean
  readonly junit?: boolean
}

/** Gives the exit code: 0 when every case came out as expected, 1 when not, 2 when they cannot be judged. */
export async function policyTest(options: TestOptions, streams: Streams): Promise<number> {
  const { dir, now } = options
  if (!isFolder(dir, streams)) return 2
  const loaded = await loadPolicy(dir, { now, ignoreCases: true })
  if ('problems' in loaded) {
    tellBroken(options, loaded.problems, streams)
    return 1
  }
  const { set } = loaded
  return withReader(options.database, streams.stderr, async (database) => {
    const readMessage = messageReader(await registerOfSet(database, now))
    const results = await runCases(set, { now, readMessage })
    return tellCases(options, { results, coverage: untouched(set, results) }, streams)
  })
}

/** A policy with problems: what reads the output gets them in its own form. */
function tellBroken(
  { json, junit }: TestOptions,
  problems: readonly Problem[],
  streams: Streams,
): void {
  for (const problem of problems) streams.stderr.write(`${formatProblem(problem)}\n`)
  if (json === true) writeJson(streams, { problemen: problems, gevallen: [], zonderGeval: null })
  else if (junit === true) streams.stdout.write(problemJunit(problems))
}

interface Tested {
  readonly results: readonly CaseResult[]
  readonly coverage: Coverage
}

function tellCases(
  { json, junit }: TestOptions,
  { results, coverage }: Tested,
  streams: Streams,
): number {
  const good = results.every(({ geslaagd }) => geslaagd)
  const { stdout, stderr } = streams
  if (json === true) writeJson(streams, casesJson({ results, coverage }))
  else if (junit === true) stdout.write(caseJunit(results))
  else (good ? stdout : stderr).write(`${caseText(results, coverage)}\n`)
  return good ? 0 : 1
}

const casesJson = ({ results, coverage }: Tested): object => ({
  problemen: [],
  gevallen: results.map(({ geval, geslaagd, gekregen }) => ({
    naam: geval.naam,
    plaats: geval.plaats,
    verwacht: geval.verwacht,
    gekregen: gekregen ?? null,
    geslaagd,
  })),
  zonderGeval: coverage,
})
