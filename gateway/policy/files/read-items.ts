/** Reads a file of the policy that is a list: item by item where it is written that way, else as the library reads it. */
import { lazy } from '../../base/lazy.ts'
import type { Fault, Path, Position, Problem } from '../../decision/problem.ts'
import { cutTexts } from '../yaml/cut-text.ts'
import { schemaFaults } from './faults.ts'
import { itemPlace } from './item-places.ts'
import { readListItems, Unsure } from '../yaml/list-items.ts'
import type { ItemInText } from '../yaml/list-items.ts'
import { openText, textProblems, toProblem } from './policy-file.ts'
import type { PolicyFile } from './policy-file.ts'
import type { Checked } from './schemas.ts'
import type { TextFault } from '../yaml/slips.ts'
import { parseYaml } from '../yaml/source.ts'
import { positions } from '../yaml/places.ts'
import type { Breathe } from '../yaml/decode.ts'

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

function tooLarge(file: PolicyFile, text: string, offset: number): ListResult {
  const fault = {
    offset,
    melding: 'vanaf hier is dit grote bestand niet te lezen',
    hint: 'herstel deze regel, of verdeel het bestand over kleinere',
  }
  return { problems: textProblems(file, text, [fault]), warnings: [] }
}
