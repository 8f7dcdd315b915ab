/** `sluis register import FILE.csv`: replaces the AGB register by that of a file, whole or not at all. */
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import cliProgress from 'cli-progress'
import { migrate } from '../../gateway/store/migrate.ts'
import { beginRegisterImport } from '../../gateway/store/register-import.ts'
import type { RegisterImport } from '../../gateway/store/register-import.ts'
import type { RegisterEntry } from '../../gateway/store/store.ts'
import { readRegister } from './register-read.ts'
import { withDatabase } from './with-database.ts'
import type { Streams } from './with-database.ts'

export interface RegisterImportOptions {
  readonly file: string
  /** `sqlite:<path>` or `postgres://…`; made and migrated when there is none. */
  readonly database: string
  /** Epoch ms. */
  readonly now: () => number
}

/** What was read; with a problem nothing was changed. */
export interface RegisterSummary {
  readonly entries: number
  readonly perSoort: Readonly<Record<RegisterEntry['soort'], number>>
  readonly problems: number
}

/** Lines that are written to the database together. */
const partSize = 5_000

/** Imports; every bad line is told on stderr. Gives the exit code: 1 when nothing was changed, 2 without a file. */
export async function registerImport(
  options: RegisterImportOptions,
  streams: Streams,
): Promise<number> {
  const { file, database: url, now } = options
  const size = sizeOf(file)
  if (size === undefined) {
    streams.stderr.write(`${file}: het bestand is er niet of kan niet worden gelezen\n`)
    return 2
  }
  return withDatabase(url, streams.stderr, async (database) => {
    const started = performance.now()
    await migrate(database)
    const into = beginRegisterImport(database, randomUUID())
    const summary = await wholeOrNot(into, () => readInto(into, options, streams, size), now)
    return tell(summary, options, streams, performance.now() - started)
  })
}

async function wholeOrNot(
  into: RegisterImport,
  read: () => Promise<RegisterSummary>,
  now: () => number,
): Promise<RegisterSummary> {
  try {
    const summary = await read()
    if (summary.problems === 0) await into.finish(now())
    else await into.discard()
    return summary
  } catch (error) {
    // What cannot be taken away now, the next import takes away.
    await into.discard().catch(() => undefined)
    throw error
  }
}

function tell(
  { entries, perSoort, problems }: RegisterSummary,
  { file }: RegisterImportOptions,
  { stdout, stderr }: Streams,
  ms: number,
): number {
  if (problems > 0) {
    stderr.write(`${file}: niet goed: ${problems}; het register is niet gewijzigd\n`)
    return 1
  }
  const { zorgverlener, praktijk, instelling } = perSoort
  const seconds = (ms / 1000).toFixed(1).replace('.', ',')
  stdout.write(
    `AGB-register ingelezen: ${entries} codes (zorgverleners: ${zorgverlener}, praktijken: ${praktijk}, instellingen: ${instelling}) in ${seconds} s\n`,
  )
  return 0
}

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
  let part: RegisterEntry[] = []
  for await (const line of readRegister(file, (bytes) => bar?.update(bytes))) {
    if ('problem' in line) {
      problems += 1
      stderr.write(`${file}:${line.line}: ${line.problem}\n`)
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
  const format = 'Inlezen [{bar}] {percentage}% · nog {eta} s'
  const bar = new cliProgress.SingleBar({ format, stream: stderr, hideCursor: true })
  bar.start(size, 0)
  return bar
}
