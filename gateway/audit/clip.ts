/**
 * Keeps one audit line bounded and one line: what a client sent may be long, deep or full of control
 * characters, and a row must stay readable for who exports it.
 */
import { visible } from '../base/visible.ts'

/** Longest line that is kept whole, in characters. */
export const maxLine = 4_096
const maxText = 512
const maxItems = 100
const maxDepth = 6

/** `text`, or its first `max` characters with a mark that says how long it was. */
export function clip(text: string, max: number = maxText): string {
  if (text.length <= max) return text
  const head = text.slice(0, max)
  const whole = /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head
  return `${whole}… [ingekort, was ${text.length} tekens]`
}

/** A JSON value on one line; clipped when it would be longer than a row should be. */
export function boundedLine(value: unknown): string {
  const line = oneLine(value)
  return line.length <= maxLine ? line : oneLine(bounded(value))
}

/** A copy of a JSON value in which every text is clipped, and lists, objects and depth are bounded. */
function bounded(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return clip(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === maxDepth) return '… [ingekort]'
  if (Array.isArray(value)) return boundedList(value, depth)
  const members = Object.entries(value)
  const kept = members
    .slice(0, maxItems)
    .map(([name, item]) => [clip(name), bounded(item, depth + 1)])
  if (members.length > maxItems) kept.push(['…', `[ingekort, was ${members.length} velden]`])
  return Object.fromEntries(kept) as unknown
}

function boundedList(items: readonly unknown[], depth: number): readonly unknown[] {
  const kept = items.slice(0, maxItems).map((item) => bounded(item, depth + 1))
  return items.length > maxItems ? [...kept, `… [ingekort, was ${items.length}]`] : kept
}

/** JSON of a value on one line, with what a terminal or editor would act on as \u escapes, as JSON has them. */
export const oneLine = (value: unknown): string => visible(JSON.stringify(value))
