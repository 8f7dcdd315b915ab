/** `sluis policy diff`: what another policy would change, by the decisions on record and by the files. */
import cliProgress from 'cli-progress'
import type { AuditSelection } from '../../../gateway/audit/export.ts'
import { diffSets } from '../../../gateway/workbench/diff.ts'
import { diffMembers } from '../../../gateway/workbench/diff-members.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { replay } from '../../../gateway/workbench/replay.ts'
import type { RecordedDecision } from '../../../gateway/workbench/recorded-row.ts'
import type { ReplayResult } from '../../../gateway/workbench/replay.ts'
import { countAudit, selectAudit } from '../../../gateway/audit/store/audit-rows.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { readSelection } from '../audit/export.ts'
import { diffText } from './diff-text.ts'
import { isFolder, loadOrTell } from '../policy-set.ts'
import { withStored } from '../service-policy.ts'
import { hasTable, withReader, writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface DiffOptions {
  /** The policy that is in force. */
  readonly policy: string
  readonly newPolicy: string
  readonly database: string
  /** Only decisions of one practice. */
  readonly agb?: string
  /** A day in the Netherlands or a moment in ISO 8601 with its zone; inclusive, as in `sluis audit export`. */
  readonly van?: string
  readonly tot?: string
  readonly json?: boolean
  readonly now: () => number
}

interface Sets {
  readonly before: PolicySet
  readonly after: PolicySet
}

/** Gives the exit code: 0 when nothing changes, 1 when something does, 2 on wrong use or when a set is refused. */
export async function policyDiff(options: DiffOptions, streams: Streams): Promise<number> {
  const { policy, newPolicy, now } = options
  const { stderr } = streams
  const read = readSelection(options)
  if ('problems' in read) {
    for (const problem of read.problems) stderr.write(`${problem}\n`)
    return 2
  }
  if (![policy, newPolicy].every((dir) => isFolder(dir, streams))) return 2
  const before = await loadOrTell(policy, streams, now)
  const after = await loadOrTell(newPolicy, streams, now)
  if (before === undefined || after === undefined) return 2
  return withReader(options.database, stderr, async (database) => {
    const sets = {
      before: await withStored(before, database),
      after: await withStored(after, database),
    }
    const recorded = (await hasTable(database, 'audit')) ? database : undefined
    if (recorded === undefined)
      stderr.write('er zijn geen vastgelegde besluiten; alleen de rechten zijn vergeleken\n')
    const replayed = recorded && (await replayRecorded(recorded, read.selection, { sets, streams }))
    return tell(
      options,
      { sets, replayed: replayed ?? nothing, agbCode: read.selection.agbCode },
      streams,
    )
  })
}

const nothing: ReplayResult = { flips: [], beoordeeld: 0, overgeslagen: 0 }

interface Found {
  readonly sets: Sets
  readonly replayed: ReplayResult
  /** The only practice that is asked about; undefined: all. */
  readonly agbCode: string | undefined
}

function tell(
  { json, now }: DiffOptions,
  { sets, replayed, agbCode }: Found,
  streams: Streams,
): number {
  const at = now()
  const rights = [
    ...diffSets(sets.before, sets.after, at),
    ...diffMembers(sets.before, sets.after, at),
  ].filter((right) => agbCode === undefined || right.agbCode === agbCode)
  const versions = { van: sets.before.version, naar: sets.after.version }
  if (json === true) writeJson(streams, { ...versions, ...replayed, rechten: rights })
  else streams.stdout.write(`${diffText(replayed, rights)}\n`)
  return replayed.flips.length + rights.length === 0 ? 0 : 1
}

/** Judges the decisions of a selection again, with a progress bar on a terminal. */
async function replayRecorded(
  database: Database,
  selection: AuditSelection,
  { sets, streams: { stderr } }: { readonly sets: Sets; readonly streams: Streams },
): Promise<ReplayResult> {
  const bar = stderr.isTTY === true ? newBar(stderr) : undefined
  bar?.start(await countAudit(database, selection), 0)
  try {
    return await replay(recorded(selectAudit(database, selection), bar), sets.before, sets.after)
  } finally {
    bar?.stop()
  }
}

const newBar = (stream: NodeJS.WritableStream): cliProgress.SingleBar =>
  new cliProgress.SingleBar({
    stream,
    format:
      'besluiten opnieuw beoordelen [{bar}] {percentage} %, {value} van {total}, {duration} s',
    clearOnComplete: true,
  })

async function* recorded(
  rows: AsyncIterable<{ readonly line: string }>,
  bar: cliProgress.SingleBar | undefined,
): AsyncGenerator<RecordedDecision> {
  let count = 0
  for await (const { line } of rows) {
    if (++count % 1000 === 0) bar?.update(count)
    yield JSON.parse(line) as RecordedDecision
  }
}
