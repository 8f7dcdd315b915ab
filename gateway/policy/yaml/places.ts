/** Where in a text a value stands. */
import { LineCounter, isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Document, ParsedNode } from 'yaml'
import type { Path, Position } from '../../decision/problem.ts'

interface Found {
  readonly key: ParsedNode
  readonly node: ParsedNode
}

/** Follows a path as far as it goes; where it ends early, what holds the rest stands for it. */
export function nodesAt(document: Document.Parsed, path: Path): Found {
  const root = document.contents as ParsedNode
  let found: Found = { key: root, node: root }
  for (const step of path) {
    const next = stepInto(aliased(document, found.node), step)
    if (next === undefined) return { key: found.node, node: found.node }
    found = next
  }
  return found
}

/** What an alias stands for; an alias of nothing is a fault of the text. */
export const aliased = (document: Document, node: ParsedNode): ParsedNode =>
  isAlias(node) ? (node.resolve(document) as ParsedNode) : node

function stepInto(node: ParsedNode, step: string | number): Found | undefined {
  if (isSeq<ParsedNode>(node)) {
    const item = node.items[Number(step)]
    return item && { key: item, node: item }
  }
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return undefined
  const pair = node.items.find(
    ({ key }) => String(isScalar(key) ? key.value : key) === String(step),
  )
  return pair && { key: pair.key, node: pair.value ?? pair.key }
}

/** Line and column of an offset. */
export function positions(text: string): (offset: number) => Position {
  const lines = new LineCounter()
  for (let index = -1; ;) {
    lines.addNewLine(index + 1)
    index = text.indexOf('\n', index + 1)
    if (index === -1) break
  }
  return (offset) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
}
