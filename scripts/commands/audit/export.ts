/** `sluis audit export`: audit rows on stdout, oldest first, as NDJSON, CSV or FHIR. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AuditRow } from '../../../gateway/audit/chain.ts'
import { exportLines } from '../../../gateway/audit/export.ts'
import type { AuditSelection } from '../../../gateway/audit/export.ts'
import { csvLines } from '../../../gateway/audit/export-csv.ts'
import { fhirBundle } from '../../../gateway/audit/export-fhir.ts'
import { UnreadableRow } from '../../../gateway/audit/read-row.ts'
import { parseAgbCode } from '../../../gateway/identity/agb-code.ts'
import { selectAudit } from '../../../gateway/audit/store/audit-rows.ts'
import { codeOf } from '../../../gateway/store/database-faults.ts'
import { withExisting } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface AuditExportOptions {
  readonly database: string
  readonly agb?: string
  /** A day in the Netherlands (`2026-01-31`) or a moment in ISO 8601 with its zone; inclusive. */
  readonly van?: string
  /** A day, that whole day included; or a moment, itself not. */
  readonly tot?: string
  /** `ndjson` (the default), `csv` or `fhir`. */
  readonly formaat?: string
  /** Of CSV: `komma` (the default) or `puntkomma`. */
  readonly scheiding?: string
  /** Epoch ms; when the export was made, in FHIR. */
  readonly now?: () => number
}

type Writer = (rows: AsyncIterable<AuditRow>, options: AuditExportOptions) => AsyncGenerator<string>

const formats: Readonly<Record<string, Writer>> = {
  ndjson: (rows) => exportLines(rows),
  csv: (rows, { scheiding }) => csvLines(rows, scheiding === 'puntkomma' ? ';' : ','),
  fhir: (rows, { now = Date.now }) => fhirBundle(rows, now()),
}

/** Gives the exit code: 0, 1 when a row cannot be read, 2 when an option is wrong or there is no database. */
export async function auditExport(options: AuditExportOptions, streams: Streams): Promise<number> {
  const { stdout, stderr } = streams
  const read = readSelection(options)
  const write = formatOf(options.formaat ?? 'ndjson')
  const problems = ['problems' in read ? read.problems : [], formatProblems(options, write)].flat()
  for (const problem of problems) stderr.write(`${problem}\n`)
  if ('problems' in read || write === undefined || problems.length > 0) return 2
  return withExisting(options.database, stderr, async (database) => {
    const failed: unknown[] = []
    try {
      const parts = watched(write(selectAudit(database, read.selection), options), failed)
      await pipeline(Readable.from(parts), stdout, { end: false })
      return 0
    } catch (error) {
      // Whoever read it has enough.
      if (codeOf(error) === 'EPIPE') return 0
      // Told by whoever listens to the stream (scripts/sluis.ts); it is not the fault of the database.
      if (!failed.includes(error)) return 2
      if (!(error instanceof UnreadableRow)) throw error
      const { writer, nr } = error.row
      stderr.write(`schrijver ${writer}, regel ${nr} is niet te lezen; zie sluis audit verify\n`)
      return 1
    }
  })
}

/** The same parts; an error of reading them is kept, as any other is of where they are written. */
async function* watched(parts: AsyncIterable<string>, failed: unknown[]): AsyncGenerator<string> {
  try {
    yield* parts
  } catch (error) {
    failed.push(error)
    throw error
  }
}

const formatOf = (name: string): Writer | undefined =>
  Object.hasOwn(formats, name) ? formats[name] : undefined

const formatProblems = (
  { scheiding, formaat }: AuditExportOptions,
  write: Writer | undefined,
): readonly string[] => [
  ...(write === undefined ? [`--formaat: kies ${Object.keys(formats).join(', ')}`] : []),
  ...(scheiding === undefined || ['komma', 'puntkomma'].includes(scheiding)
    ? []
    : ['--scheiding: kies komma of puntkomma']),
  ...(scheiding === undefined || formaat === 'csv' ? [] : ['--scheiding hoort bij --formaat csv']),
]

/** What --agb, --van and --tot select, or what is wrong with them. */
export function readSelection({
  agb,
  van,
  tot,
}: AuditExportOptions):
  { readonly selection: AuditSelection } | { readonly problems: readonly string[] } {
  const read = {
    agbCode: readOption('--agb', agb, parseAgbCode, 'dit is geen AGB-code'),
    from: readOption('--van', van, (text) => momentOf(text, 0), noMoment),
    until: readOption('--tot', tot, (text) => momentOf(text, 1), noMoment),
  }
  const problems = Object.values(read).flatMap((option) =>
    'problem' in option ? [option.problem] : [],
  )
  if (problems.length > 0) return { problems }
  const { from, until } = read
  if ('value' in from && 'value' in until && from.value >= until.value)
    return { problems: ['--tot: dit ligt niet na --van'] }
  const given = Object.entries(read).flatMap(([name, option]) =>
    'value' in option ? [[name, option.value]] : [],
  )
  return { selection: Object.fromEntries(given) as AuditSelection }
}

function readOption<T>(
  name: string,
  text: string | undefined,
  parse: (text: string) => T | undefined,
  wrong: string,
): { readonly value: T } | { readonly problem: string } | Record<string, never> {
  if (text === undefined) return {}
  const value = parse(text)
  return value === undefined ? { problem: `${name}: ${wrong}` } : { value }
}

const noMoment = 'geef een dag (2026-01-31) of een tijdstip (2026-01-31T12:00:00Z)'

const hourMs = 3_600_000

/** A moment as given, or the Dutch midnight with which a day (or the one `days` later) begins. */
function momentOf(text: string, days: number): number | undefined {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    const at = Date.parse(text)
    return Number.isNaN(at) ? undefined : at
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(text)) return undefined
  const midnight = day + days * 24 * hourMs
  // One hour ahead of UTC in winter, two in summer; the change is never at midnight.
  return [2, 1].map((hours) => midnight - hours * hourMs).find((at) => dutchHour(at) === '00')
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Amsterdam',
  hour: '2-digit',
  hourCycle: 'h23',
})

const dutchHour = (at: number): string => clock.format(at)
