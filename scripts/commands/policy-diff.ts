/** `sluis policy diff`: what another policy would change, by the decisions on record and by the files. */
import cliProgress from 'cli-progress'
import type { AuditSelection } from '../../gateway/audit/export.ts'
import type { Code } from '../../gateway/errors.ts'
import { diffSets } from '../../gateway/policy/diff.ts'
import type { RightChange } from '../../gateway/policy/diff.ts'
import type { PolicySet } from '../../gateway/policy/policy-set.ts'
import { replay } from '../../gateway/policy/replay.ts'
import type { RecordedDecision } from '../../gateway/policy/recorded.ts'
import type { Flip, ReplayResult } from '../../gateway/policy/replay.ts'
import { selectAudit } from '../../gateway/store/audit-rows.ts'
import { databaseExists, openDatabase } from '../../gateway/store/database.ts'
import { loadOrTell } from './policy-set.ts'
import type { Streams } from './with-database.ts'

export interface DiffOptions {
  /** The policy that was in force when the decisions were recorded. */
  readonly policy: string
  readonly newPolicy: string
  readonly database: string
  readonly selection: AuditSelection
  readonly json?: boolean
  readonly now: () => number
}

/** Gives the exit code: 0 when nothing changes, 1 when something does or a set is refused. */
export async function policyDiff(options: DiffOptions, streams: Streams): Promise<number> {
  const before = await loadOrTell(options.policy, streams, options.now)
  const after = await loadOrTell(options.newPolicy, streams, options.now)
  if (before === undefined || after === undefined) return 1
  const replayed = await replayRecorded(options, streams, { before, after })
  const rights = [...diffSets(before, after, options.now())]
  const text =
    options.json === true
      ? JSON.stringify({ van: before.version, naar: after.version, ...replayed, rechten: rights })
      : diffText(replayed, rights)
  streams.stdout.write(`${text}\n`)
  return replayed.flips.length + rights.length === 0 ? 0 : 1
}

async function replayRecorded(
  { database: url, selection }: DiffOptions,
  { stderr }: Streams,
  sets: { readonly before: PolicySet; readonly after: PolicySet },
): Promise<ReplayResult> {
  if (!databaseExists(url)) return { flips: [], beoordeeld: 0, overgeslagen: 0 }
  const database = openDatabase(url, { statementMs: 600_000 })
  const bar = stderr.isTTY === true ? newBar(stderr) : undefined
  try {
    bar?.start(0, 0)
    return await replay(recorded(selectAudit(database, selection), bar), sets.before, sets.after)
  } finally {
    bar?.stop()
    await database.close()
  }
}

const newBar = (stream: NodeJS.WritableStream): cliProgress.SingleBar =>
  new cliProgress.SingleBar({
    stream,
    format: '{value} besluiten opnieuw beoordeeld, {duration} s',
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

const shown = (code: Code | null): string => code ?? 'toegestaan'

const what = ({ dienst, autorisatie }: Pick<RightChange, 'dienst' | 'autorisatie'>): string =>
  dienst === null ? 'Gebruikersbeheer' : `${dienst}/${autorisatie ?? ''}`

function diffText({ flips, beoordeeld }: ReplayResult, rights: readonly RightChange[]): string {
  return [
    `Besluiten die anders zouden uitvallen (van ${String(beoordeeld)} vastgelegde):`,
    ...(flips.length === 0 ? ['  geen'] : flips.map(flipLine)),
    'Rechten die erbij komen of vervallen:',
    ...(rights.length === 0 ? ['  geen'] : rights.map(rightLine)),
  ].join('\n')
}

const flipLine = (flip: Flip): string =>
  `  ${flip.agbCode} ${flip.soort} ${flip.gebruikersnummer} (certificaat ${flip.certificaat.slice(0, 12)}) ${what(flip)}: ` +
  `${shown(flip.van)} -> ${shown(flip.naar)}, ${String(flip.aantal)} keer`

const rightLine = (right: RightChange): string =>
  `  ${right.agbCode} ${right.soort} ${right.gebruikersnummer} ${what(right)}: ${shown(right.van)} -> ${shown(right.naar)}`
