/** `sluis register import FILE.csv`: replaces the AGB register by that of a file, whole or not at all. */
import { counted } from '../../../gateway/base/counted.ts'
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import cliProgress from 'cli-progress'
import { importEvent } from '../../../gateway/audit/retention.ts'
import { recordOnce } from '../../../gateway/store/audit-append.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { RegisterOvertaken, beginRegisterImport } from '../../../gateway/register/import.ts'
import type { ImportedEntry, RegisterImport } from '../../../gateway/register/import.ts'
import { changes } from '../../../gateway/register/differences.ts'
import type { RegisterDifferences } from '../../../gateway/register/differences.ts'
import type { RegisterEntry } from '../../../gateway/store/store.ts'
import { readRegister } from './read.ts'
import { lossProblem, mostNamed, readShare, reportLines } from './report.ts'
import { withDatabase, writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface RegisterImportOptions {
  readonly file: string
  /** `sqlite:<path>` or `postgres://…`; made and migrated when there is none. */
  readonly database: string
  /** Epoch ms. */
  readonly now: () => number
  /** Tells what would change, and changes nothing. */
  readonly proef?: boolean
  /** How many of the codes in force may vanish, such as `10%` (the default). */
  readonly toegestaanVerlies?: string
  readonly json?: boolean
}

/** From this many codes on, the default share holds. The real register has some hundred thousands. */
const ruledFrom = 1_000

const defaultLoss = '10%'

/** What was read; with a problem nothing was changed. */
export interface RegisterSummary {
  readonly entries: number
  readonly perSoort: Readonly<Record<RegisterEntry['soort'], number>>
  readonly problems: number
}

/** Lines that are written to the database together. */
const partSize = 5_000

/** Imports; every bad line is told on stderr. Gives the exit code: 1 when it is refused, 2 on wrong use. */
export async function registerImport(
  options: RegisterImportOptions,
  streams: Streams,
): Promise<number> {
  const { file, database: url, toegestaanVerlies = defaultLoss } = options
  const size = sizeOf(file)
  const allowed = readShare(toegestaanVerlies)
  if (size === undefined)
    streams.stderr.write(`${file}: het bestand is er niet of kan niet worden gelezen\n`)
  if (allowed === undefined)
    streams.stderr.write('--toegestaan-verlies: geef een percentage, zoals 10%\n')
  if (size === undefined || allowed === undefined) return 2
  return withDatabase(url, streams.stderr, async (database) => {
    const started = performance.now()
    await migrate(database)
    const version = randomUUID()
    const into = beginRegisterImport(database, version)
    try {
      const summary = await readInto(into, options, streams, size)
      const replaced =
        summary.problems > 0
          ? { problem: wrongLines(summary.problems), found: undefined }
          : await replace({ into, version, allowed }, options)
      if (replaced.problem !== undefined || options.proef === true) await into.discard()
      return tell({ ...replaced, summary, ms: performance.now() - started }, options, streams)
    } catch (error) {
      // What cannot be taken away now, the next import takes away.
      await into.discard().catch(() => undefined)
      if (!(error instanceof RegisterOvertaken)) throw error
      streams.stderr.write(`${file}: ${overtaken}\n`)
      return 2
    }
  })
}

const wrongLines = (count: number): string => `niet goed: ${counted(count, 'regel', 'regels')}`

const overtaken =
  'er wordt al een register ingelezen, en dat ging voor; probeer het opnieuw als het andere klaar is'

interface Replacement {
  readonly into: RegisterImport
  readonly version: string
  /** Percent. */
  readonly allowed: number
}

/** What an import came to. */
interface Replaced {
  /** Why the register was not replaced, in Dutch. */
  readonly problem: string | undefined
  readonly found: RegisterDifferences | undefined
}

/** Puts the new register in force with a row in the audit, unless too much would vanish or it is a trial. */
async function replace(
  { into, version, allowed }: Replacement,
  { file, now, proef = false, toegestaanVerlies }: RegisterImportOptions,
): Promise<Replaced> {
  const { from, ...found } = await into.compare(mostNamed)
  // A share of a handful says nothing: unless asked for, the rule is for registers of real size.
  const isRuled = toegestaanVerlies !== undefined || found.before >= ruledFrom
  const problem = isRuled ? lossProblem(found, allowed) : undefined
  if (problem !== undefined || proef) return { problem, found }
  const at = now()
  const event = importEvent(
    { at, id: randomUUID() },
    {
      file: basename(file),
      van: { versie: from, codes: found.before },
      naar: { versie: version, codes: found.after },
      verschil: Object.fromEntries(
        changes.map((kind) => [kind, found.differences[kind].count] as const),
      ),
    },
  )
  await into.finish(at, {
    from,
    also: (trx) => recordOnce(trx, { writer: randomUUID(), at }, event),
  })
  return { problem, found }
}

interface Told extends Replaced {
  readonly summary: RegisterSummary
  readonly ms: number
}

/** Tells it, and gives the exit code. */
function tell(told: Told, options: RegisterImportOptions, streams: Streams): number {
  const { problem, found, summary, ms } = told
  if (options.json === true) writeJson(streams, toJson(told, options))
  else {
    const lines = found === undefined ? [] : [...reportLines(found)]
    if (problem === undefined && options.proef === true)
      lines.push(`Dit bestand heeft ${countOf(summary)}`)
    if (problem === undefined)
      lines.push(
        options.proef === true ? 'Proef: het register is niet gewijzigd' : done(summary, ms),
      )
    for (const line of lines) streams.stdout.write(`${line}\n`)
    if (problem !== undefined)
      streams.stderr.write(`${options.file}: ${problem}; het register is niet gewijzigd\n`)
  }
  return problem === undefined ? 0 : 1
}

const toJson = (
  { problem, found, summary: { entries, perSoort } }: Told,
  { proef }: RegisterImportOptions,
): object => ({
  gewijzigd: problem === undefined && proef !== true,
  probleem: problem ?? null,
  codes: entries,
  perSoort,
  voorheen: found?.before ?? null,
  verschil:
    found === undefined
      ? null
      : Object.fromEntries(
          changes.map((kind) => {
            const { count, first } = found.differences[kind]
            return [kind, { aantal: count, eerste: first }] as const
          }),
        ),
})

function done(summary: RegisterSummary, ms: number): string {
  const seconds = (ms / 1000).toFixed(1).replace('.', ',')
  return `AGB-register ingelezen: ${countOf(summary)} in ${seconds} s`
}

const countOf = ({ entries, perSoort }: RegisterSummary): string =>
  `${counted(entries, 'code', 'codes')} (zorgverleners: ${perSoort.zorgverlener}, praktijken: ${perSoort.praktijk}, instellingen: ${perSoort.instelling})`

function sizeOf(file: string): number | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat?.isFile() === true ? stat.size : undefined
}

async function readInto(
  into: RegisterImport,
  { file }: RegisterImportOptions,
  { stderr }: Streams,
  size: number,
): Promise<RegisterSummary> {
  const perSoort = { zorgverlener: 0, praktijk: 0, instelling: 0 }
  const bar = progressBar(stderr, size)
  let [entries, problems] = [0, 0]
  let part: ImportedEntry[] = []
  for await (const line of readRegister(file, (bytes) => bar?.update(bytes))) {
    if ('problem' in line) {
      problems += 1
      const { line: at, column, problem } = line
      const place = column === undefined ? String(at) : `${at}:${column}`
      stderr.write(`${file}:${place}: ${problem}\n`)
      continue
    }
    entries += 1
    perSoort[line.entry.soort] += 1
    // After a problem the rest is still read, to tell all of them, but no longer written.
    if (problems === 0) part.push(line.entry)
    if (part.length === partSize) {
      await into.add(part)
      part = []
    }
  }
  if (problems === 0) await into.add(part)
  bar?.stop()
  if (entries > 0 || problems > 0) return { entries, perSoort, problems }
  stderr.write(`${file}: er staan geen codes in\n`)
  return { entries, perSoort, problems: 1 }
}

/** A bar for who watches; nothing in a log or a pipe. */
function progressBar(
  stderr: Streams['stderr'],
  size: number,
): { update(bytes: number): void; stop(): void } | undefined {
  if (stderr.isTTY !== true) return undefined
  const format = 'Inlezen [{bar}] {percentage}% · {duration} s'
  const bar = new cliProgress.SingleBar({ format, stream: stderr, hideCursor: true })
  bar.start(size, 0)
  return bar
}
