/**
 * Where the parts of an item of a list stand in its file. The library reads that item again, and only when a place is
 * asked for.
 */
import { lazy } from '../../base/lazy.ts'
import type { Path, Position } from '../../decision/problem.ts'
import { findListItems, Unsure } from '../yaml/list-items.ts'
import type { ListItem } from '../yaml/list-items.ts'
import { openText } from './policy-file.ts'
import type { PolicyFile } from './policy-file.ts'
import { parseYaml } from '../yaml/source.ts'
import { positions } from '../yaml/places.ts'
import type { Breathe } from '../yaml/decode.ts'

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
