/** Reads an AGB register file (policy/README.md): CSV with a header, line by line, in constant memory. */
import { counted } from '../../../gateway/base/counted.ts'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { parseAgbCode } from '../../../gateway/identity/agb-code.ts'
import { readEmail } from '../../../gateway/account/email.ts'
import type { RegisterDetails } from '../../../gateway/store/store.ts'
import type { ImportedEntry } from '../../../gateway/register/import.ts'

/** A line that was read: an entry, or what is wrong with it (Dutch). */
export type RegisterLine =
  | { readonly line: number; readonly entry: ImportedEntry }
  | {
      readonly line: number
      /** The field it is in, from 1; undefined: the whole line. */
      readonly column?: number | undefined
      readonly problem: string
    }

const header = ['agbCode', 'soort', 'naam', 'aanvang', 'einde']
const detailed = [...header, 'entiteit', 'namen', 'adressen', 'emails']
const soorten: readonly string[] = ['zorgverlener', 'praktijk', 'instelling']
const maxName = 200

/** The lines of a file; `onBytes` is told how far it is. Rejects when the file cannot be read. */
export async function* readRegister(
  file: string,
  onBytes: (read: number) => void = () => undefined,
): AsyncGenerator<RegisterLine> {
  const input = createReadStream(file)
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // Each line by its own end: a file that was put together of two has both.
    record_delimiter: ['\r\n', '\n', '\r'],
    // A quote that is never closed must not take the rest of the file into one field.
    max_record_size: 10_000,
  })
  // The parser tells every failure, those of the file too.
  pipeline(input, parser, () => undefined)
  const seen = new Map<string, number>()
  let columns = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      onBytes(input.bytesRead)
      const line = info.lines
      // As spreadsheets leave them behind.
      if (record.every((cell) => cell.trim() === '')) continue
      if (columns > 0) yield readLine(line, record, { columns, seen })
      else if ([header, detailed].every((known) => record.join() !== known.join())) {
        yield { line, problem: headerProblem(record) }
        return
      } else columns = record.length
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield { line: Number(error['lines'] ?? 0), problem: csvProblem(error) }
    return
  }
  if (columns === 0) yield { line: 1, problem: 'het bestand is leeg' }
}

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function headerProblem(record: readonly string[]): string {
  const expected = `de eerste regel moet zijn: ${header.join()} of ${detailed.join()}`
  return record.join().includes(';') ? `${expected} (gebruik komma’s, geen puntkomma’s)` : expected
}

const csvProblem = (error: CsvError): string =>
  /QUOTE|RECORD_SIZE/.test(error.code)
    ? 'er staat een aanhalingsteken dat niet goed is geopend of gesloten'
    : 'de regel is geen geldige CSV'

function readLine(
  line: number,
  record: readonly string[],
  { columns, seen }: { readonly columns: number; readonly seen: Map<string, number> },
): RegisterLine {
  const problem = fieldsProblem(record, columns)
  if (problem !== undefined) return { line, problem }
  const details = columns === header.length ? undefined : readDetails(record)
  if (details !== undefined && 'problem' in details) return { line, ...details }
  return readEntry(line, record, { seen, details })
}

function readEntry(
  line: number,
  record: readonly string[],
  {
    seen,
    details,
  }: {
    readonly seen: Map<string, number>
    readonly details: RegisterDetails | undefined
  },
): RegisterLine {
  const [code = '', soort, naam = '', aanvang = '', einde = ''] = record
  const agbCode = parseAgbCode(code)
  if (agbCode === undefined) return { line, problem: noCode }
  const earlier = seen.get(agbCode)
  if (earlier !== undefined) return { line, problem: `de AGB-code staat al op regel ${earlier}` }
  seen.set(agbCode, line)
  const kind = soort as ImportedEntry['soort']
  const entry = { agbCode, soort: kind, naam, aanvang, einde: einde || null }
  return { line, entry: { ...entry, ...(details && { details }) } }
}

interface DetailProblem {
  readonly column: number
  readonly problem: string
}

const entiteiten: readonly string[] = ['onderneming', 'vestiging', '']

/** What stands behind the fields of the old header; lists have `|` between their items. */
function readDetails(record: readonly string[]): RegisterDetails | DetailProblem {
  const [entiteit = '', namen = '', adressen = '', emails = ''] = record.slice(header.length)
  const lists = { namen: listOf(namen), adressen: listOf(adressen), emails: listOf(emails) }
  const problem = (column: keyof RegisterDetails, text: string | undefined): DetailProblem[] =>
    text === undefined ? [] : [{ column: detailed.indexOf(column) + 1, problem: text }]
  const [first] = [
    ...problem('entiteit', entiteitProblem(entiteit)),
    ...problem('namen', listProblem('namen', lists.namen)),
    ...problem('adressen', listProblem('adressen', lists.adressen)),
    ...problem('emails', emailsProblem(lists.emails)),
  ]
  return first ?? { entiteit: entiteit === '' ? (record[1] ?? '') : entiteit, ...lists }
}

const entiteitProblem = (entiteit: string): string | undefined =>
  entiteiten.includes(entiteit) ? undefined : 'de entiteit is niet onderneming, vestiging of leeg'

const listProblem = (name: string, items: readonly string[]): string | undefined =>
  items
    .map(nameProblem)
    .find((problem) => problem !== undefined)
    ?.replace('de naam', `een waarde bij ${name}`)

const emailsProblem = (emails: readonly string[]): string | undefined =>
  emails.every((one) => readEmail(one) !== undefined)
    ? undefined
    : 'een e-mailadres is niet goed geschreven'

const listOf = (text: string): readonly string[] =>
  text
    .split('|')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const columnsProblem = (given: number, columns: number): string =>
  `er ${given === 1 ? 'staat' : 'staan'} ${counted(given, 'veld', 'velden')} in plaats van ${columns}`

function fieldsProblem(record: readonly string[], columns: number): string | undefined {
  if (record.length !== columns) return columnsProblem(record.length, columns)
  const [code = '', soort = '', naam = '', aanvang = '', einde = ''] = record
  return (
    codeProblem(code) ?? soortProblem(soort) ?? nameProblem(naam) ?? dateProblem(aanvang, einde)
  )
}

const noCode = 'de AGB-code bestaat niet uit acht cijfers (let op voorloopnullen)'

const codeProblem = (code: string): string | undefined =>
  parseAgbCode(code) === undefined ? noCode : undefined

const soortProblem = (soort: string): string | undefined =>
  soorten.includes(soort) ? undefined : `de soort is niet ${soorten.join(', ')}`

function nameProblem(naam: string): string | undefined {
  if (naam.trim() === '') return 'de naam ontbreekt'
  if (naam.length > maxName) return `de naam is langer dan ${maxName} tekens`
  if (naam.includes('\ufffd')) return 'de naam is geen geldige UTF-8'
  return /\p{Cc}/u.test(naam) ? 'de naam bevat een stuurteken' : undefined
}

function dateProblem(aanvang: string, einde: string): string | undefined {
  if (!isDate(aanvang)) return 'de aanvang is geen datum (jjjj-mm-dd)'
  if (einde === '') return undefined
  if (!isDate(einde)) return 'het einde is geen datum (jjjj-mm-dd)'
  return einde < aanvang ? 'het einde ligt voor de aanvang' : undefined
}

/** A date that exists: 2026-02-30 does not. */
function isDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
