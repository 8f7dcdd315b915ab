/** One file of the policy: its bytes, its values and the places of its faults. */
import { webcrypto } from 'node:crypto'
import { cutTexts } from './cut-text.ts'
import { schemaFaults } from './faults.ts'
import { Unsure, findListItems, readListItems } from './list-items.ts'
import type { ItemInText, ListItem } from './list-items.ts'
import type { Fault, Path, Position, Problem } from '../decision/problem.ts'
import type { Checked } from './schemas.ts'
import { decode, parseYaml, positions } from './source.ts'
import type { TextFault } from './slips.ts'
import type { Breathe, ParsedFile } from './source.ts'

/** A file as it was read from disk. */
export interface PolicyFile {
  /** As it is shown: the policy folder as given, and the path within it. */
  readonly file: string
  /** Path within the policy folder, with `/`. */
  readonly name: string
  readonly bytes: Buffer
  /** SHA-256 of the bytes, lower-case hex. */
  readonly hash: string
}

/** The file with its hash, which is made off the main thread: a register may be a hundred megabytes. */
export async function policyFile(file: string, name: string, bytes: Buffer): Promise<PolicyFile> {
  const digest = await webcrypto.subtle.digest('SHA-256', bytes)
  return { file, name, bytes, hash: Buffer.from(digest).toString('hex') }
}

/** A value of a file with its faults told as problems at their places. */
export interface Whole<T> {
  readonly value: T
  readonly problem: (fault: Fault) => Problem
  /** What YAML allows, and hardly anybody means. */
  readonly warnings: readonly Problem[]
}

/** Reads a file that is one value, by its schema. */
export async function readWhole<T>(
  file: PolicyFile,
  checked: Checked,
  breathe: Breathe,
): Promise<Whole<T> | { readonly problems: readonly Problem[] }> {
  const opened = await openText(file, breathe)
  if ('problems' in opened) return opened
  const { text } = opened
  const result = parseYaml(text)
  if ('faults' in result) return { problems: textProblems(file, text, result.faults) }
  const { parsed } = result
  const problem = problemAt(file, text, parsed)
  const faults = schemaFaults(checked, parsed.value, parsed.written)
  return faults.length > 0
    ? { problems: faults.map(problem) }
    : {
        value: parsed.value as T,
        problem,
        warnings: textProblems(file, text, cutTexts(text)),
      }
}

/** What is done with each good item of a list; gives its faults. */
export type TakeItem<T> = (item: T, index: number, source: ItemSource) => ItemFaults

/** Where an item comes from. */
interface ItemSource {
  readonly place: (path: Path) => Position
  /** Where it can be read again by {@link readListItem}; undefined when it was read as part of the whole. */
  readonly again: ItemInText | undefined
}

export interface ItemFaults {
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

export interface ListResult {
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/**
 * A file above this size, in bytes, is read item by item only: the library would need minutes and gigabytes for the
 * whole. What is not read so is then a problem of the file.
 */
const maxLibraryBytes = 2 * 1024 * 1024

/**
 * Reads a file that is a list, item by item. `start` is called whenever the list begins: a list that
 * turns out to be for the library after all begins again.
 */
export async function readItems<T>(
  file: PolicyFile,
  checked: Checked,
  use: {
    readonly start: () => TakeItem<T>
    readonly breathe: Breathe
  },
): Promise<ListResult> {
  const opened = await openText(file, use.breathe)
  if ('problems' in opened) return { ...opened, warnings: [] }
  const { text } = opened
  try {
    return await readOneByOne(file, text, { checked, take: use.start(), breathe: use.breathe })
  } catch (error) {
    if (!(error instanceof Unsure)) throw error
    if (file.bytes.length > maxLibraryBytes) return tooLarge(file, text, error.offset)
    return readLibraryItems(file, text, { checked, take: use.start() })
  }
}

/** Whether there is nothing in it but empty lines and comments. */
export const isEmptyFile = ({ bytes }: Pick<PolicyFile, 'bytes'>): boolean =>
  !/^[^\S\n]*[^\s#]/m.test(bytes.toString('latin1'))

interface Reading<T> {
  readonly checked: Checked
  readonly take: TakeItem<T>
}

async function readOneByOne<T>(
  file: PolicyFile,
  text: string,
  { checked, take, breathe }: Reading<T> & { readonly breathe: Breathe },
): Promise<ListResult> {
  const collected = collector()
  const line = lazy(() => positions(text))
  let index = 0
  for (const { value, start, end } of readListItems(text)) {
    const place = lazy(() => itemPlace(text.slice(start, end), start, line()))
    const item = { value, index, checked, take }
    collected.add(
      file,
      takeItem(item, (path) => place().written(path), {
        place: (path) => place().at(path, false),
        again: { text, start, end },
      }),
      (fault) => place().at(fault.path, fault.atKey === true),
    )
    for (const fault of cutTexts(text.slice(start, end)))
      collected.warn(file, fault, line()(start + fault.offset))
    index += 1
    await breathe()
  }
  return collected
}

function readLibraryItems<T>(
  file: PolicyFile,
  text: string,
  { checked, take }: Reading<T>,
): ListResult {
  const result = parseYaml(text)
  if ('faults' in result) return { problems: textProblems(file, text, result.faults), warnings: [] }
  const { parsed } = result
  const at = positions(text)
  if (!Array.isArray(parsed.value)) {
    const melding = 'hier hoort een lijst; elke regel ervan begint met `-`'
    return {
      problems: [{ file: file.file, ...at(parsed.offset([], false)), melding }],
      warnings: [],
    }
  }
  const collected = collector()
  for (const [index, value] of (parsed.value as unknown[]).entries()) {
    const placeOf = (path: Path, atKey = false): Position =>
      at(parsed.offset([index, ...path], atKey))
    const item = { value, index, checked, take }
    const source = { place: placeOf, again: undefined }
    const taken = takeItem(item, (path) => parsed.written([index, ...path]), source)
    collected.add(file, taken, (fault) => placeOf(fault.path, fault.atKey))
  }
  for (const fault of cutTexts(text)) collected.warn(file, fault, at(fault.offset))
  return collected
}

interface Item<T> extends Reading<T> {
  readonly value: unknown
  readonly index: number
}

function takeItem<T>(
  { value, index, checked, take }: Item<T>,
  written: (path: Path) => string,
  source: ItemSource,
): ItemFaults {
  const faults = schemaFaults(checked, value, written)
  return faults.length > 0 ? { faults, warnings: [] } : take(value as T, index, source)
}

interface Collector extends ListResult {
  add(file: PolicyFile, found: ItemFaults, at: (fault: Fault) => Position): void
  warn(file: PolicyFile, fault: TextFault, place: Position): void
}

function collector(): Collector {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  return {
    problems,
    warnings,
    add({ file }, found, at) {
      for (const fault of found.faults) problems.push(toProblem(file, fault, at(fault)))
      for (const fault of found.warnings) warnings.push(toProblem(file, fault, at(fault)))
    },
    warn({ file }, fault, place) {
      warnings.push(toProblem(file, fault, place))
    },
  }
}

const toProblem = (
  file: string,
  { melding, hint, opnieuw }: Pick<Fault, 'melding' | 'hint' | 'opnieuw'>,
  place: Position,
): Problem => ({
  file,
  ...place,
  melding,
  ...(hint !== undefined && { hint }),
  ...(opnieuw && { opnieuw }),
})

interface ItemPlace {
  at(path: Path, atKey: boolean): Position
  written(path: Path): string
}

/** What an item of a block list begins with whose value can only begin right after it: no anchor, tag or mark. */
const plainBegin = /^- +(?=\w)/

/** Places within one item of a list: the library reads only that item again, and not for where it begins. */
export function itemPlace(
  text: string,
  start: number,
  line: (offset: number) => Position,
): ItemPlace {
  const inside = lazy(() => readPlaces(text, start, line))
  const begin = plainBegin.exec(text)?.[0].length
  return {
    at: (path, atKey) =>
      begin !== undefined && path.length === 0 && !atKey
        ? line(start + begin)
        : inside().at(path, atKey),
    written: (path) => inside().written(path),
  }
}

function readPlaces(text: string, start: number, line: (offset: number) => Position): ItemPlace {
  const result = parseYaml(text)
  // What is read item by item the library reads too (list-items.ts); were it not so, the item's own place will do.
  if ('faults' in result) return { at: () => line(start), written: () => '' }
  const { parsed } = result
  // An item alone is a list of one, or itself.
  const before: Path = Array.isArray(parsed.value) && text.startsWith('-') ? [0] : []
  return {
    at: (path, atKey) => line(start + parsed.offset([...before, ...path], atKey)),
    written: (path) => parsed.written([...before, ...path]),
  }
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** The place of a path in an item of a list, read again; for what only another file showed to be wrong. */
export async function placeInList(
  file: PolicyFile,
  {
    index,
    path,
    breathe,
  }: { readonly index: number; readonly path: Path; readonly breathe: Breathe },
): Promise<Position> {
  const opened = await openText(file, breathe)
  if ('problems' in opened) return { line: 1, column: 1 }
  const { text } = opened
  const line = positions(text)
  const item = itemAt(text, index)
  if (item !== undefined)
    return itemPlace(text.slice(item.start, item.end), item.start, line).at(path, false)
  const result = parseYaml(text)
  return 'parsed' in result
    ? line(result.parsed.offset([index, ...path], false))
    : { line: 1, column: 1 }
}

/** Where the item of that index stands, if the list is one that is read item by item. */
function itemAt(text: string, index: number): ListItem | undefined {
  try {
    let at = 0
    for (const item of findListItems(text)) {
      if (at === index) return item
      at += 1
    }
  } catch (error) {
    if (!(error instanceof Unsure)) throw error
  }
  return undefined
}

async function openText(
  file: PolicyFile,
  breathe: Breathe,
): Promise<{ readonly text: string } | { readonly problems: readonly Problem[] }> {
  const decoded = await decode(file.bytes, breathe)
  if ('text' in decoded) return decoded
  const readable = file.bytes.toString('utf8')
  return { problems: textProblems(file, readable, [decoded.fault]) }
}

function textProblems(
  { file }: PolicyFile,
  text: string,
  faults: readonly TextFault[],
): readonly Problem[] {
  const at = positions(text)
  return faults.map((fault) => toProblem(file, fault, at(fault.offset)))
}

function problemAt(file: PolicyFile, text: string, parsed: ParsedFile): (fault: Fault) => Problem {
  const at = positions(text)
  return (fault) => toProblem(file.file, fault, at(parsed.offset(fault.path, fault.atKey === true)))
}

function tooLarge(file: PolicyFile, text: string, offset: number): ListResult {
  const fault = {
    offset,
    melding: 'vanaf hier is dit grote bestand niet te lezen',
    hint: 'herstel deze regel, of verdeel het bestand over kleinere',
  }
  return { problems: textProblems(file, text, [fault]), warnings: [] }
}
