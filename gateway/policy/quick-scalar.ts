/**
 * Scalars of the plain part of YAML that {@link ./quick-list.ts} reads: one line, no anchors, tags or
 * block scalars. What is not plainly one of these throws {@link NotQuick}, and the library reads it.
 */

/** The quick reader does not read this; `offset` is where it stopped. Says nothing of whether it is right. */
export class NotQuick extends Error {
  override readonly name = 'NotQuick'
  readonly offset: number

  constructor(offset: number) {
    super(`not read the quick way at ${offset}`)
    this.offset = offset
  }
}

/** A place in a text that is being read. */
export interface Cursor {
  readonly text: string
  pos: number
}

/** The code of the character at the cursor; NaN at the end. */
export const at = (cursor: Cursor, ahead = 0): number => cursor.text.charCodeAt(cursor.pos + ahead)

const isEnd = (code: number): boolean => code === 10 || code === 13 || Number.isNaN(code)

/** Reads a quoted or plain scalar on one line. `flow`: within `[]` or `{}`. */
export function readScalar(cursor: Cursor, flow: boolean): unknown {
  const first = at(cursor)
  if (first === 34) return readDouble(cursor)
  if (first === 39) return readSingle(cursor)
  return resolvePlain(readPlain(cursor, flow), cursor)
}

/** Whether the cursor is at a `:` that ends a key. After a quoted key in a flow collection no space is needed. */
export function atKeyEnd(cursor: Cursor, adjacent: boolean): boolean {
  if (at(cursor) !== 58) return false
  const next = at(cursor, 1)
  return adjacent || next === 32 || isEnd(next)
}

function readDouble(cursor: Cursor): string {
  const { text, pos } = cursor
  let escaped = false
  let end = pos + 1
  for (; ; end += 1) {
    const code = text.charCodeAt(end)
    if (code === 34) break
    if (!(code >= 32)) throw new NotQuick(end)
    if (code === 92) {
      escaped = true
      end += 1
    }
  }
  cursor.pos = end + 1
  return escaped ? unescape(text.slice(pos, end + 1), pos) : text.slice(pos + 1, end)
}

/** Only the escapes that JSON has too; surrogates are left to the library. */
function unescape(quoted: string, offset: number): string {
  if (/\\u[dD][89A-Fa-f]/.test(quoted)) throw new NotQuick(offset)
  try {
    return JSON.parse(quoted) as string
  } catch {
    throw new NotQuick(offset)
  }
}

function readSingle(cursor: Cursor): string {
  const { text, pos } = cursor
  let doubled = false
  let end = pos + 1
  for (; ; end += 1) {
    const code = text.charCodeAt(end)
    if (!(code >= 32)) throw new NotQuick(end)
    if (code !== 39) continue
    if (text.charCodeAt(end + 1) !== 39) break
    doubled = true
    end += 1
  }
  cursor.pos = end + 1
  const inner = text.slice(pos + 1, end)
  return doubled ? inner.replaceAll("''", "'") : inner
}

/** Characters that a plain scalar may begin with here; the library knows more of them. */
const begins = /[A-Za-z0-9_/(\u00c0-\u024f]/

function readPlain(cursor: Cursor, flow: boolean): string {
  const { text, pos } = cursor
  if (!begins.test(text.charAt(pos))) throw new NotQuick(pos)
  let end = pos + 1
  while (!endsPlain(text, end, flow)) end += 1
  while (text.charCodeAt(end - 1) === 32) end -= 1
  cursor.pos = end
  return text.slice(pos, end)
}

function endsPlain(text: string, index: number, flow: boolean): boolean {
  const code = text.charCodeAt(index)
  if (isPlainest(code)) return false
  if (isEnd(code)) return true
  if (isOdd(code)) throw new NotQuick(index)
  if (code === 58) return endsKey(text.charCodeAt(index + 1), flow)
  if (code === 35) return text.charCodeAt(index - 1) === 32
  return flow && endsInFlow(code, index)
}

/** Almost every character: letters, digits and spaces. */
const isPlainest = (code: number): boolean =>
  code === 32 || (code > 47 && code < 58) || (code > 58 && code < 91) || (code > 96 && code < 123)

const isOdd = (code: number): boolean =>
  code < 32 || (code >= 127 && code < 160) || code === 0xfeff || code === 0x2028 || code === 0x2029

const endsKey = (next: number, flow: boolean): boolean =>
  next === 32 || isEnd(next) || (flow && (next === 44 || next === 93 || next === 125))

function endsInFlow(code: number, index: number): boolean {
  if (code === 91 || code === 123) throw new NotQuick(index)
  return code === 44 || code === 93 || code === 125
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
])

/** YAML 1.2.2 10.3.2: the core schema. A leading zero is a number there too: that is the fault to report. */
function resolvePlain(plain: string, cursor: Cursor): unknown {
  const first = plain.charCodeAt(0)
  if (first >= 48 && first <= 57) {
    if (/^[0-9]{1,15}$/.test(plain)) return Number(plain)
    if (/^0[ox]|^[0-9]+(?:$|[eE.])/.test(plain)) throw new NotQuick(cursor.pos)
    return plain
  }
  return plain.length <= 5 && words.has(plain) ? words.get(plain) : plain
}
