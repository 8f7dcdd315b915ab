/**
 * Strict JSON (RFC 8259): UTF-8 without a byte order mark, member names unique, strings well formed, nesting
 * bounded. What two readers could read differently is refused, because one of them judges and the other
 * carries it out.
 */

/**
 * What reading gave. `text` is the message as it came, for passing on byte for byte; `why` tells whether a
 * name occurs twice in an object, or it is no JSON at all.
 */
export type JsonResult =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly why: 'malformed' | 'duplicate-member' }

/** Levels of nesting that are read; the messages here need fewer than ten. */
const maxDepth = 64

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads `bytes` as one JSON value. Never throws. */
export function readJson(bytes: Uint8Array): JsonResult {
  try {
    const text = decoder.decode(bytes)
    const fault = faultOf(text)
    if (fault === 'malformed') return { ok: false, why: fault }
    // What is no JSON is that first, whatever its names seemed to be.
    const value = JSON.parse(text) as unknown
    return fault === undefined ? { ok: true, value, text } : { ok: false, why: fault }
  } catch {
    return { ok: false, why: 'malformed' }
  }
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const colon = 0x3a

/** An open object with the names seen in it, or an open array (null). */
type Frame = Set<string> | null

/**
 * What is wrong besides its grammar: nesting too deep (judged before parsing, so that depth never costs a
 * parser's stack), text that is no Unicode, or a name used twice. Of text that is no JSON it may say anything.
 */
function faultOf(text: string): Fault | undefined {
  const frames: Frame[] = []
  let fault: Fault | undefined
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === quote) {
      const end = endOfString(text, at)
      fault = worst(fault, faultOfString(text, { start: at, end, frames }))
      at = end
    } else nest(frames, char)
    if (fault === 'malformed' || frames.length > maxDepth) return 'malformed'
  }
  return fault
}

type Fault = 'malformed' | 'duplicate-member'

const worst = (one: Fault | undefined, other: Fault | undefined): Fault | undefined =>
  other === 'malformed' ? other : (one ?? other)

function nest(frames: Frame[], char: number): void {
  if (char === openBrace) frames.push(new Set())
  else if (char === openBracket) frames.push(null)
  else if (char === closeBrace || char === closeBracket) frames.pop()
}

interface Place {
  readonly start: number
  readonly end: number
  readonly frames: readonly Frame[]
}

function faultOfString(text: string, { start, end, frames }: Place): Fault | undefined {
  const value = stringValue(text, start, end)
  if (!isWellFormed(value)) return 'malformed'
  return isName(text, end, frames) && !addName(frames, value) ? 'duplicate-member' : undefined
}

/** Index of the quote that ends the string that begins at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const end = text.indexOf('"', from)
    if (end === -1) return text.length
    if (!isEscaped(text, end)) return end
    from = end + 1
  }
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text.charCodeAt(before - 1) === backslash) before--
  return (at - before) % 2 === 1
}

const stringValue = (text: string, start: number, end: number): string => {
  const raw = text.slice(start + 1, end)
  return raw.includes('\\') ? (JSON.parse(text.slice(start, end + 1)) as string) : raw
}

/** Whether the string that ends at `end` is a member's name: a colon follows, whatever white space is between. */
function isName(text: string, end: number, frames: readonly Frame[]): boolean {
  if (!frames.at(-1)) return false
  let at = end + 1
  while (text.charCodeAt(at) <= 0x20) at++
  return text.charCodeAt(at) === colon
}

function addName(frames: readonly Frame[], name: string): boolean {
  const names = frames.at(-1)
  if (!names || names.has(name)) return false
  names.add(name)
  return true
}

/** A lone surrogate has no UTF-8: it would reach the upstream as another text. */
const isWellFormed = (value: string): boolean => !/\p{Surrogate}/u.test(value)
