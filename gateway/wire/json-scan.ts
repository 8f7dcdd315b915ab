/** Finds the first place where a text is no strict JSON (RFC 8259), with the path that leads there. */

/** `teken`: the grammar; `tekst`: within a string; `unicode`: a lone surrogate. */
export type Trouble = 'dubbel' | 'teken' | 'tekst' | 'unicode' | 'diep'

/** `at` is an index in the text; `path` the names and indexes that lead to it. */
export interface Scan {
  readonly trouble: Trouble
  readonly at: number
  readonly path: readonly (string | number)[]
}

/** As many as {@link readJson} takes. */
const maxDepth = 64

interface Cursor {
  readonly text: string
  at: number
  readonly path: (string | number)[]
}

/** The first trouble of `text`; undefined: it is sound. Never throws. */
export function scanJson(text: string): Scan | undefined {
  const cursor: Cursor = { text, at: 0, path: [] }
  const trouble = scanValue(cursor)
  if (trouble !== undefined) return { ...cursor, trouble }
  skip(cursor)
  return cursor.at < text.length ? { ...cursor, trouble: 'teken' } : undefined
}

const space = /[ \t\n\r]*/y
const literal = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y
const stringPart = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

function taken(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at
  if (!pattern.test(cursor.text)) return false
  cursor.at = pattern.lastIndex
  return true
}

const skip = (cursor: Cursor): boolean => taken(cursor, space)

/** Whether this sign comes next; goes past it. */
function sign(cursor: Cursor, wanted: string): boolean {
  skip(cursor)
  if (cursor.text[cursor.at] !== wanted) return false
  cursor.at++
  return true
}

function scanValue(cursor: Cursor): Trouble | undefined {
  skip(cursor)
  const next = cursor.text[cursor.at]
  if ((next === '{' || next === '[') && cursor.path.length >= maxDepth) return 'diep'
  if (next === '{') return scanObject(cursor)
  if (next === '[') return scanArray(cursor)
  if (next === '"') return scanString(cursor).trouble
  return taken(cursor, literal) ? undefined : 'teken'
}

function scanObject(cursor: Cursor): Trouble | undefined {
  cursor.at++
  if (sign(cursor, '}')) return undefined
  const names = new Set<string>()
  do {
    const trouble = scanMember(cursor, names)
    if (trouble !== undefined) return trouble
  } while (sign(cursor, ','))
  return sign(cursor, '}') ? undefined : 'teken'
}

function scanMember(cursor: Cursor, names: Set<string>): Trouble | undefined {
  skip(cursor)
  if (cursor.text[cursor.at] !== '"') return 'teken'
  const begin = cursor.at
  const { trouble, value } = scanString(cursor)
  if (trouble !== undefined) return trouble
  cursor.path.push(value)
  if (names.has(value)) {
    cursor.at = begin
    return 'dubbel'
  }
  names.add(value)
  return sign(cursor, ':') ? within(cursor) : 'teken'
}

function scanArray(cursor: Cursor): Trouble | undefined {
  cursor.at++
  if (sign(cursor, ']')) return undefined
  let index = 0
  do {
    cursor.path.push(index++)
    const trouble = within(cursor)
    if (trouble !== undefined) return trouble
  } while (sign(cursor, ','))
  return sign(cursor, ']') ? undefined : 'teken'
}

/** A value below the current one; the path keeps its last step when there is trouble. */
function within(cursor: Cursor): Trouble | undefined {
  const trouble = scanValue(cursor)
  if (trouble === undefined) cursor.path.pop()
  return trouble
}

function scanString(cursor: Cursor): { readonly trouble?: Trouble; readonly value: string } {
  const begin = cursor.at++
  while (taken(cursor, stringPart));
  if (cursor.text[cursor.at] !== '"') return { trouble: 'tekst', value: '' }
  cursor.at++
  const value = JSON.parse(cursor.text.slice(begin, cursor.at)) as string
  return /\p{Surrogate}/u.test(value) ? { trouble: 'unicode', value } : { value }
}
