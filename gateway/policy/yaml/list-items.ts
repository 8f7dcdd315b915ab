/**
 * Reads a list item by item, without holding the whole: the YAML library alone needs minutes and gigabytes for a
 * register of a hundred thousand instanties. An item is one line of JSON (the quickest), or is read by js-yaml, or
 * by the library itself; docs/adr/0011-yaml-per-item.md has what each costs.
 *
 * INVARIANT: whatever it reads, the library reads in the whole file without error or warning, and to the same
 * value; what it is not sure of it leaves by throwing {@link Unsure}. test/policy/list-items.test.ts holds the two
 * against each other.
 */
import { CORE_SCHEMA, load } from 'js-yaml'
import { parseYaml } from './source.ts'

/** Where an item of a list stands in the text, from its `-` or first character on. */
export interface ListItem {
  readonly start: number
  readonly end: number
}

/** An item with the text it stands in: enough to read it again. */
export interface ItemInText extends ListItem {
  readonly text: string
}

/** The list is not read this way; `offset` is about where. Says nothing of whether it is right. */
export class Unsure extends Error {
  override readonly name = 'Unsure'
  readonly offset: number

  constructor(offset: number) {
    super(`not read item by item at ${offset}`)
    this.offset = offset
  }
}

/** The items of the list that `text` is. Throws {@link Unsure}, possibly after some items. */
export function* readListItems(
  text: string,
): Generator<ListItem & { readonly value: unknown }, void> {
  for (const { start, end } of findListItems(text))
    yield { value: readListItem({ text, start, end }), start, end }
}

/** The value of one item of a text: the same every time. Throws {@link Unsure}. */
export const readListItem = (item: ItemInText): unknown => fromJson(item) ?? fromYaml(item)

function fromYaml({ text, start, end }: ItemInText): unknown {
  const read = readText(text.slice(start, end), start)
  return text.startsWith('-', start) ? onlyOne(read, start) : read
}

function onlyOne(read: unknown, offset: number): unknown {
  if (!Array.isArray(read) || read.length !== 1) throw new Unsure(offset)
  return read[0] as unknown
}

/** Where the items are, unread: in what is no such list they may be anywhere. Throws {@link Unsure}. */
export function* findListItems(text: string): Generator<ListItem, void> {
  const carriageReturn = text.includes('\r') ? text.search(/\r(?!\n)/) : -1
  if (carriageReturn !== -1) throw new Unsure(carriageReturn)
  const start = after(text, 0, /(?: *(?:#[^\r\n]*)?\r?\n)*/y)
  if (text.startsWith('[', start)) yield* findJsonItems(text, start)
  else if (text.startsWith('- ', start)) yield* findBlockItems(text, start)
  else throw new Unsure(start)
}

/**
 * Where a value is to come, a remark at the margin without a space behind its `#`: the library then takes the next item
 * for more of a value without quotes (yaml 2.9).
 */
const remarkForValue = /[:-] *(?:#[^\r\n]*)?\r?\n(?: *(?:#[^\r\n]*)?\r?\n)*#[^\s#]/

/** Quicker than the pattern by far, for text that holds none. */
const mayHoldMarker = (text: string): boolean =>
  ['---', '...', '%'].some((mark) => text.startsWith(mark) || text.includes(`\n${mark}`)) ||
  /[\u2028\u2029]/.test(text)

/** A line that begins with `- ` begins an item, whatever it stands in, when the first did. */
function* findBlockItems(text: string, first: number): Generator<ListItem, void> {
  const otherDocument = mayHoldMarker(text) ? text.search(/^(?:---|\.\.\.|%)/m) : -1
  if (otherDocument !== -1) throw new Unsure(otherDocument)
  const remark = text.search(remarkForValue)
  if (remark !== -1) throw new Unsure(remark)
  for (let start = first; start < text.length;) {
    const next = text.indexOf('\n- ', start)
    const end = next === -1 ? text.length : next + 1
    yield { start, end }
    start = end
  }
}

/** `[…]` around objects, as JSON has it. */
function* findJsonItems(text: string, open: number): Generator<ListItem, void> {
  let start = after(text, open + 1, /[ \r\n]*(?=[{\]])/y)
  while (text.charAt(start) !== ']') {
    const end = endOfJson(text, start)
    yield { start, end }
    start = after(text, end, /[ \r\n]*(?:,[ \r\n]*(?=\{)|(?=\]))/y)
  }
  if (/[^ \r\n]/.test(text.slice(start + 1))) throw new Unsure(start + 1)
}

/** Where the match at `start` ends. */
function after(text: string, start: number, pattern: RegExp): number {
  pattern.lastIndex = start
  if (!pattern.test(text)) throw new Unsure(start)
  return pattern.lastIndex
}

/** Where the object that begins at `start` ends, as far as its brackets and strings tell. */
function endOfJson(text: string, start: number): number {
  const marks = /[[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*"/g
  marks.lastIndex = start
  let depth = 0
  for (let mark = marks.exec(text)?.[0]; mark !== undefined; mark = marks.exec(text)?.[0]) {
    if (mark === '{' || mark === '[') depth += 1
    if (mark === '}' || mark === ']') depth -= 1
    if (depth === 0) return marks.lastIndex
  }
  throw new Unsure(start)
}

function readText(text: string, offset: number): unknown {
  const read = fromJsYaml(text) ?? fromLibrary(text)
  if (read === undefined) throw new Unsure(offset)
  return read
}

/**
 * One line of JSON as `JSON.stringify` writes it. `JSON.parse` keeps the last of two members of one name, so the names
 * in the text are counted against those in the value. Pairs of surrogates and `__proto__` are for the others.
 */
function fromJson(item: ItemInText): unknown {
  const json = lineOf(item)
  if (json === undefined || /[\r\n\u2028\u2029]|"(?:[ \t]|__proto__")|\\u[dD]/.test(json))
    return undefined
  try {
    const value = JSON.parse(json) as object
    return namesIn(value) === namesWritten(json) ? value : undefined
  } catch {
    return undefined
  }
}

/** The object that an item may be one line of, without its dash and the end of its line. */
function lineOf({ text, start, end }: ItemInText): string | undefined {
  const open = text.startsWith('- ', start) ? start + 2 : start
  if (!text.startsWith('{"', open)) return undefined
  let close = end
  if (text.charAt(close - 1) === '\n') close -= 1
  if (text.charAt(close - 1) === '\r') close -= 1
  return text.charAt(close - 1) === '}' ? text.slice(open, close) : undefined
}

/** Of what JSON.parse made: nothing is inherited. No list of names is made: this is done for every holder. */
function namesIn(value: object): number {
  let names = 0
  if (Array.isArray(value)) {
    for (const inner of value as readonly unknown[]) names += namesInside(inner)
    return names
  }
  for (const name in value) names += 1 + namesInside((value as Record<string, unknown>)[name])
  return names
}

const namesInside = (value: unknown): number =>
  typeof value === 'object' && value !== null ? namesIn(value) : 0

/** Never fewer than there are: `\":` in a text is counted too. */
function namesWritten(json: string): number {
  let names = 0
  for (let at = json.indexOf('":'); at !== -1; at = json.indexOf('":', at + 2)) names += 1
  return names
}

/**
 * What js-yaml takes for something else than YAML 1.2 does, or does not guard: anchors and aliases (it never counts
 * them), tags, comments without a space, binary numbers, signs before a zero or a point, and keys that are no text.
 */
const otherwise =
  /(?:^|[\s,:[{-])(?:[&*!?:]|[-+]?0b|[-+][.0]|<<|(?:null|Null|NULL|~) *:)|\S#|[\]}{] *[:{[]|\t|__proto__/

function fromJsYaml(text: string): unknown {
  if (otherwise.test(text)) return undefined
  try {
    const value = load(text, { schema: CORE_SCHEMA, onWarning: refuse })
    return isPlain(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A key that is no text may have become one, or one with nothing behind it. */
const isPlain = (value: unknown): boolean =>
  value !== null &&
  (typeof value !== 'object' ||
    Object.entries(value).every(([key, inner]) => key !== '[object Object]' && isPlain(inner)))

function refuse(warning: Error): never {
  throw warning
}

/** An item above this size, in characters, is not tried with the library. */
const maxLibraryItem = 100_000

function fromLibrary(text: string): unknown {
  if (text.length > maxLibraryItem) return undefined
  // An alias may repeat what stands in another item: only the whole file can tell.
  const result = parseYaml(text, { maxAliases: 0 })
  return 'parsed' in result ? result.parsed.value : undefined
}
