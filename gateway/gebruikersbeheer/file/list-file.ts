/**
 * The list as a file: out with everything that is known, in with what a form can change. Columns have the names of the
 * fields of the form, so what went out can come in. Reading is strict: what is not understood is not guessed at.
 */
import { parse } from 'csv-parse/sync'
import { byteOrderMark, csvRecord, fromCell } from '../../base/csv.ts'
import { dutchToday } from '../../base/today.ts'
import { canHold } from '../practice/practice.ts'
import type { Jaarcontrole, LastChange } from '../../store/beheer.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Houder } from '../../decision/instantie.ts'
import { fieldsOfHouder } from '../houder/houder-form.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { beheerTexts } from '../pages/beheer-texts.ts'
import type { Practice } from '../practice/practice.ts'
import type { HouderStatus } from '../practice/status.ts'

/** Columns that a file brings in, besides `autorisatie.<dienst>` and `tot.<dienst>`. */
const plainColumns = ['soort', 'gebruikersnummer', 'naam', 'geblokkeerd', 'ipAdressen'] as const

/** Columns that only go out: read, and left aside. */
const toldColumns = [
  'status',
  'contactpersoon',
  'naam in certificaat',
  'certificaat geldig tot',
  'laatst gebruikt',
  'laatst gewijzigd',
  'gewijzigd door',
  'peildatum',
  'jaarcontrole op',
  'jaarcontrole door',
] as const

/** What is told of a list beside it: who changed each holder, and who looked through all of it. */
interface Told {
  readonly changes: readonly LastChange[]
  readonly reviews: readonly Jaarcontrole[]
}

/** The list as of now. */
export function listFile(
  practice: Practice,
  { changes, reviews }: Told,
  statusOf: (houder: Houder) => HouderStatus,
): string {
  const granted = [...practice.policy.diensten.values()]
    .filter((dienst) => canHold(practice, dienst))
    .flatMap(({ naam }) => [`autorisatie.${naam}`, `tot.${naam}`])
  const reviewed = reviewCells(reviews, dutchToday(practice.allowed.at))
  const changed = new Map(changes.map((one) => [houderKey(one.soort, one.gebruikersnummer), one]))
  const lines = [...practice.houders].map(([key, houder]) => {
    const fields = fieldsOfHouder(practice, houder)
    return [
      ...[houder.soort, houder.gebruikersnummer, houder.naam ?? ''],
      ...granted.map((name) => fields[name] ?? ''),
      ...[fields['geblokkeerd'] ?? '', houder.ipAdressen.map(({ text }) => text).join(' ')],
      ...[beheerTexts.statuses[statusOf(houder)], isContact(practice, houder) ? 'ja' : ''],
      ...seenCells(practice, key),
      ...changeCells(changed.get(key)),
      day(practice.allowed.at),
      ...reviewed,
    ]
  })
  const [soort, nummer, naam, ...rest] = plainColumns
  const header = [soort, nummer, naam, ...granted, ...rest, ...toldColumns]
  return byteOrderMark + [header, ...lines].map((cells) => csvRecord(cells, ';')).join('')
}

const day = (at: number | undefined): string => (at === undefined ? '' : dutchToday(at))

const isContact = ({ contactpersonen }: Practice, houder: Houder): boolean =>
  houder.soort === 'persoonlijk' && contactpersonen.includes(houder.gebruikersnummer)

function seenCells({ seen }: Practice, key: string): readonly string[] {
  const certificate = seen.get(key)
  return [certificate?.naam ?? '', day(certificate?.validTo), day(certificate?.lastUsedAt)]
}

const changeCells = (change: LastChange | undefined): readonly string[] => [
  day(change?.at),
  change?.door.naam ?? change?.door.gebruikersnummer ?? '',
]

/** The reviews of the year of this day, the first of them first. */
function reviewCells(reviews: readonly Jaarcontrole[], today: string): readonly string[] {
  const own = reviews.filter(({ at }) => dutchToday(at).slice(0, 4) === today.slice(0, 4)).reverse()
  const who = own.map(({ door }) => door.naam ?? door.gebruikersnummer)
  return [own.map(({ at }) => dutchToday(at)).join(', '), who.join(', ')]
}

/** A line of a file: the fields it gives, by the name of its column. */
export interface FileLine {
  /** Counts from 1, as an editor shows it. */
  readonly line: number
  readonly fields: ReadonlyMap<string, string>
}

/** Most lines of a file, without its header. */
const mostLines = 5_000

/** Reads a file, or says in a sentence why it cannot be read. `diensten`: the names that columns may have. */
export function readListFile(
  text: string,
  diensten: Iterable<string>,
): readonly FileLine[] | string {
  if (text.trim() === '') return problemTexts.fileMissing
  const records = recordsOf(text)
  if (typeof records === 'string') return records
  const [header, ...lines] = records
  const names = (header?.record ?? []).map((name) => name.trim())
  const wrong = headerProblem(names, new Set(diensten))
  if (wrong !== undefined) return wrong
  if (lines.length === 0) return problemTexts.fileEmpty
  if (lines.length > mostLines) return problemTexts.fileLong(mostLines)
  const known = (name: string): boolean => !isTold(name)
  return lines.map(({ line, record }) => ({
    line,
    fields: new Map(
      names.flatMap((name, at) => {
        const cell = fromCell((record[at] ?? '').trim())
        return known(name) ? [[name, cell] as const] : []
      }),
    ),
  }))
}

interface FileRecord {
  readonly line: number
  readonly record: readonly string[]
}

/** Both separators are in use; the first line says which one. */
function recordsOf(text: string): readonly FileRecord[] | string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const delimiter = first.includes(';') ? ';' : ','
  const ends: number[] = []
  const noteEnd = (record: string[], { lines }: { readonly lines: number }): string[] => {
    ends.push(lines)
    return record
  }
  const options = { bom: true, delimiter, skip_empty_lines: true, on_record: noteEnd } as const
  try {
    return parse(text, options).map((record, at) => ({ line: ends[at] ?? at + 1, record }))
  } catch {
    return problemTexts.fileWrong((ends.at(-1) ?? 0) + 1)
  }
}

const isTold = (name: string): boolean => toldColumns.some((one) => one === name)

function headerProblem(
  names: readonly string[],
  diensten: ReadonlySet<string>,
): string | undefined {
  const isKnown = (name: string): boolean => {
    const [, dienst] = /^(?:autorisatie|tot)\.(.+)$/.exec(name) ?? []
    if (dienst !== undefined) return diensten.has(dienst)
    return plainColumns.some((one) => one === name) || isTold(name)
  }
  if (!names.includes('gebruikersnummer')) return problemTexts.columnMissing('gebruikersnummer')
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return problemTexts.columnTwice(twice)
  const unknown = names.find((name) => !isKnown(name))
  return unknown === undefined ? undefined : problemTexts.column(unknown.slice(0, 60))
}
