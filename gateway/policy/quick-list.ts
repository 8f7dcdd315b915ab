/**
 * Reads a list in the plain part of YAML (block lists and mappings, flow collections, one-line scalars,
 * comments; JSON too) item by item, some forty times faster than the library and without holding the whole.
 *
 * INVARIANT: whatever it reads, the library reads without error or warning, and to the same value; whatever
 * it is not sure of (anchors, tags, block scalars, duplicate keys, faults) it leaves to the library by
 * throwing {@link NotQuick}. test/policy/quick-list.test.ts holds the two against each other.
 */
import { NotQuick, at, atKeyEnd, readScalar } from './quick-scalar.ts'
import type { Cursor } from './quick-scalar.ts'

/** An item of the list and where it stands in the text, from its `-` or first character on. */
export interface QuickItem {
  readonly value: unknown
  readonly start: number
  readonly end: number
}

const maxDepth = 20

/** The items of the list that `text` is. Throws {@link NotQuick}, possibly after some items. */
export function* readQuickList(text: string): Generator<QuickItem, void> {
  const cursor: Cursor = { text, pos: 0 }
  if (nextLine(cursor) !== 0) throw new NotQuick(cursor.pos)
  if (at(cursor) === 91) yield* readFlowItems(cursor)
  else yield* readBlockItems(cursor)
  if (nextLine(cursor) !== -1) throw new NotQuick(cursor.pos)
}

function* readBlockItems(cursor: Cursor): Generator<QuickItem, void> {
  if (!atDash(cursor, 0)) throw new NotQuick(cursor.pos)
  let indent = 0
  while (indent === 0 && atDash(cursor, 0)) {
    const start = cursor.pos
    const value = readEntry(cursor, 0, 1)
    indent = nextLine(cursor)
    yield { value, start, end: cursor.pos }
  }
}

function* readFlowItems(cursor: Cursor): Generator<QuickItem, void> {
  cursor.pos += 1
  skipFlow(cursor, -1)
  while (at(cursor) !== 93) {
    const start = cursor.pos
    const value = readFlowValue(cursor, -1, 1)
    yield { value, start, end: cursor.pos }
    skipComma(cursor, -1, 93)
  }
  cursor.pos += 1
  endLine(cursor)
}

/** To the next line with content; gives its indentation with the cursor at its start, -1 at the end. */
function nextLine(cursor: Cursor): number {
  for (;;) {
    let indent = 0
    while (at(cursor, indent) === 32) indent += 1
    const code = at(cursor, indent)
    if (Number.isNaN(code)) return -1
    if (code === 35) skipRest(cursor)
    else if (code === 10) cursor.pos += indent + 1
    else if (code === 13 && at(cursor, indent + 1) === 10) cursor.pos += indent + 2
    else return indent
  }
}

function skipRest(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.pos)
  const comment = cursor.text.slice(cursor.pos, end === -1 ? undefined : end)
  // Odd characters and a lone carriage return are for the library.
  if (/[^\t\x20-\x7e\u00a0-\u2027\u202a-\ufefe]/.test(comment.replace(/\r$/, '')))
    throw new NotQuick(cursor.pos)
  cursor.pos = end === -1 ? cursor.text.length : end + 1
}

const atDash = (cursor: Cursor, indent: number): boolean =>
  at(cursor, indent) === 45 && at(cursor, indent + 1) === 32

/** What stands behind a `- `, the dash at `column` of the line the cursor is at the start of. */
function readEntry(cursor: Cursor, column: number, depth: number): unknown {
  let inner = column + 1
  while (at(cursor, inner) === 32) inner += 1
  cursor.pos += inner
  return readBlockValue(cursor, { column: inner, parent: column, depth })
}

interface Place {
  /** Where the value begins on its line. */
  readonly column: number
  /** Indentation of what holds it: lines of a flow collection are indented more. */
  readonly parent: number
  readonly depth: number
}

function readBlockValue(cursor: Cursor, place: Place): unknown {
  if (place.depth > maxDepth || atDash(cursor, 0)) throw new NotQuick(cursor.pos)
  const code = at(cursor)
  if (code === 91 || code === 123) {
    const value = readFlowValue(cursor, place.parent, place.depth)
    endLine(cursor)
    return value
  }
  const scalar = readScalar(cursor, false)
  skipSpaces(cursor)
  if (atKeyEnd(cursor, false)) return readMapping(cursor, place, scalar)
  endLine(cursor)
  return scalar
}

function readMapping(cursor: Cursor, { column, depth }: Place, first: unknown): object {
  const mapping = {}
  let key = first
  for (;;) {
    cursor.pos += 1
    put(cursor, mapping, key, readMappingValue(cursor, column, depth))
    const indent = nextLine(cursor)
    if (indent < column) return mapping
    if (indent > column || atDash(cursor, indent)) throw new NotQuick(cursor.pos)
    cursor.pos += indent
    key = readScalar(cursor, false)
    skipSpaces(cursor)
    if (!atKeyEnd(cursor, false)) throw new NotQuick(cursor.pos)
  }
}

function readMappingValue(cursor: Cursor, column: number, depth: number): unknown {
  skipSpaces(cursor)
  if (!atLineEnd(cursor)) return readInline(cursor, column, depth)
  endLine(cursor)
  const indent = nextLine(cursor)
  if (indent >= column && atDash(cursor, indent)) return readList(cursor, indent, depth + 1)
  if (indent <= column) throw new NotQuick(cursor.pos)
  cursor.pos += indent
  const value = readBlockValue(cursor, { column: indent, parent: column, depth: depth + 1 })
  // A scalar on a line of its own may go on below it; the library knows.
  if (typeof value !== 'object' || value === null) throw new NotQuick(cursor.pos)
  return value
}

function readInline(cursor: Cursor, column: number, depth: number): unknown {
  const code = at(cursor)
  const isFlow = code === 91 || code === 123
  const value = isFlow ? readFlowValue(cursor, column, depth + 1) : readScalar(cursor, false)
  endLine(cursor)
  return value
}

function readList(cursor: Cursor, column: number, depth: number): unknown[] {
  const list: unknown[] = []
  let indent = column
  while (indent === column && atDash(cursor, column)) {
    list.push(readEntry(cursor, column, depth + 1))
    indent = nextLine(cursor)
  }
  if (indent > column) throw new NotQuick(cursor.pos)
  return list
}

function readFlowValue(cursor: Cursor, parent: number, depth: number): unknown {
  if (depth > maxDepth) throw new NotQuick(cursor.pos)
  const code = at(cursor)
  if (code === 123) return readFlowMapping(cursor, parent, depth)
  if (code === 91) return readFlowList(cursor, parent, depth)
  return readScalar(cursor, true)
}

function readFlowList(cursor: Cursor, parent: number, depth: number): unknown[] {
  const list: unknown[] = []
  cursor.pos += 1
  skipFlow(cursor, parent)
  while (at(cursor) !== 93) {
    list.push(readFlowValue(cursor, parent, depth + 1))
    skipComma(cursor, parent, 93)
  }
  cursor.pos += 1
  return list
}

function readFlowMapping(cursor: Cursor, parent: number, depth: number): object {
  const mapping = {}
  cursor.pos += 1
  skipFlow(cursor, parent)
  while (at(cursor) !== 125) {
    const quoted = at(cursor) === 34
    const key = readScalar(cursor, true)
    skipSpaces(cursor)
    if (!atKeyEnd(cursor, quoted)) throw new NotQuick(cursor.pos)
    cursor.pos += 1
    skipFlow(cursor, parent)
    put(cursor, mapping, key, readFlowValue(cursor, parent, depth + 1))
    skipComma(cursor, parent, 125)
  }
  cursor.pos += 1
  return mapping
}

/** Behind a value of a flow collection: a comma, or its end. */
function skipComma(cursor: Cursor, parent: number, end: number): void {
  skipFlow(cursor, parent)
  if (at(cursor) === end) return
  if (at(cursor) !== 44) throw new NotQuick(cursor.pos)
  cursor.pos += 1
  skipFlow(cursor, parent)
}

/** Skips space, line ends and comments within a flow collection. */
function skipFlow(cursor: Cursor, parent: number): void {
  skipSpaces(cursor)
  if (!atLineEnd(cursor)) return
  endLine(cursor)
  const indent = nextLine(cursor)
  if (indent <= parent) throw new NotQuick(cursor.pos)
  cursor.pos += indent
}

function put(cursor: Cursor, mapping: object, key: unknown, value: unknown): void {
  if (typeof key !== 'string' || key.length > 200) throw new NotQuick(cursor.pos)
  if (key === '__proto__' || key === '<<' || Object.hasOwn(mapping, key))
    throw new NotQuick(cursor.pos)
  ;(mapping as Record<string, unknown>)[key] = value
}

function skipSpaces(cursor: Cursor): void {
  while (at(cursor) === 32) cursor.pos += 1
}

/** At the end of the line, or at a comment, which has a space before it. */
function atLineEnd(cursor: Cursor): boolean {
  const code = at(cursor)
  if (code === 35) return at(cursor, -1) === 32
  return code === 10 || (code === 13 && at(cursor, 1) === 10) || Number.isNaN(code)
}

function endLine(cursor: Cursor): void {
  skipSpaces(cursor)
  if (!atLineEnd(cursor)) throw new NotQuick(cursor.pos)
  if (at(cursor) === 35) {
    skipRest(cursor)
    return
  }
  const end = cursor.text.indexOf('\n', cursor.pos)
  cursor.pos = end === -1 ? cursor.text.length : end + 1
}
