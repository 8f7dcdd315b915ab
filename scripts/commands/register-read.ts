/** Reads an AGB register file (policy/README.md): CSV with a header, line by line, in constant memory. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { parseAgbCode } from '../../gateway/identity/agb-code.ts'
import type { RegisterEntry } from '../../gateway/store/store.ts'

/** A line that was read: an entry, or what is wrong with it (Dutch). */
export type RegisterLine =
  | { readonly line: number; readonly entry: RegisterEntry }
  | { readonly line: number; readonly problem: string }

const header = ['agbCode', 'soort', 'naam', 'aanvang', 'einde']
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
    // A quote that is never closed must not take the rest of the file into one field.
    max_record_size: 10_000,
  })
  // The parser tells every failure, those of the file too.
  pipeline(input, parser, () => undefined)
  const seen = new Map<string, number>()
  let first = true
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      onBytes(input.bytesRead)
      const line = info.lines
      // As spreadsheets leave them behind.
      if (record.every((cell) => cell.trim() === '')) continue
      if (!first) yield readLine(line, record, seen)
      else if (record.join() !== header.join()) {
        yield { line, problem: headerProblem(record) }
        return
      }
      first = false
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield { line: Number(error['lines'] ?? 0), problem: csvProblem(error) }
    return
  }
  if (first) yield { line: 1, problem: 'het bestand is leeg' }
}

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function headerProblem(record: readonly string[]): string {
  const expected = `de eerste regel moet zijn: ${header.join()}`
  return record.join().includes(';') ? `${expected} (gebruik komma’s, geen puntkomma’s)` : expected
}

const csvProblem = (error: CsvError): string =>
  /QUOTE|RECORD_SIZE/.test(error.code)
    ? 'er staat een aanhalingsteken dat niet goed is geopend of gesloten'
    : 'de regel is geen geldige CSV'

function readLine(
  line: number,
  record: readonly string[],
  seen: Map<string, number>,
): RegisterLine {
  const problem = fieldsProblem(record)
  if (problem !== undefined) return { line, problem }
  const [agbCode = '', soort, naam = '', aanvang = '', einde = ''] = record
  const earlier = seen.get(agbCode)
  if (earlier !== undefined) return { line, problem: `de AGB-code staat al op regel ${earlier}` }
  seen.set(agbCode, line)
  const kind = soort as RegisterEntry['soort']
  return { line, entry: { agbCode, soort: kind, naam, aanvang, einde: einde || null } }
}

function fieldsProblem(record: readonly string[]): string | undefined {
  if (record.length !== header.length)
    return `er staan ${record.length} velden in plaats van ${header.length}`
  const [agbCode = '', soort = '', naam = '', aanvang = '', einde = ''] = record
  return (
    codeProblem(agbCode) ?? soortProblem(soort) ?? nameProblem(naam) ?? dateProblem(aanvang, einde)
  )
}

const codeProblem = (agbCode: string): string | undefined =>
  parseAgbCode(agbCode) === undefined
    ? 'de AGB-code bestaat niet uit acht cijfers (let op voorloopnullen)'
    : undefined

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
