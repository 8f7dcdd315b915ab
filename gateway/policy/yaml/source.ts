/** Text to values by the YAML library, with the place of everything. */
import { isScalar } from 'yaml'
import type { Document } from 'yaml'
import type { Path } from '../../decision/problem.ts'
import { TooMuch, parseBounded } from './bounded-yaml.ts'
import type { TextFault } from './slips.ts'
import { tellYaml, syntaxFaults } from './yaml-faults.ts'
import { nodesAt, aliased } from './places.ts'

/** A text that was read, with a way back from its values to their places. */
export interface ParsedFile {
  readonly value: unknown
  /** Offset of the value at a path, or of the key of its last step; of what holds it when it is not there. */
  readonly offset: (path: Path, atKey: boolean) => number
  /** How a scalar is written: `012` for what became the number 12; empty where there is none. */
  readonly written: (path: Path) => string
}

/**
 * Reads one document of YAML 1.2 (JSON too), or gives what is wrong with it. It may repeat a value by an alias, but not
 * so often that a small file becomes a large one.
 */
export function parseYaml(
  text: string,
  { maxAliases = 100 }: { readonly maxAliases?: number } = {},
): { readonly parsed: ParsedFile } | { readonly faults: readonly TextFault[] } {
  const document = parseBounded(text, options)
  if (document instanceof TooMuch) return { faults: [tellYaml(text, document)] }
  const faults = syntaxFaults(document, text)
  if (faults.length > 0) return { faults }
  try {
    return { parsed: readValue(document, maxAliases) }
  } catch {
    // What is left to go wrong: aliases, counted while they are written out.
    const melding = 'dit bestand herhaalt waarden te vaak met aliassen (*)'
    return { faults: [{ offset: 0, melding, hint: 'schrijf ze uit' }] }
  }
}

const options = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  strict: true,
  // Looked for below: the library compares every key of a map with every other.
  uniqueKeys: false,
  prettyErrors: false,
  // Not 'silent': that would also keep quiet about a second document.
  logLevel: 'error',
} as const

/** Throws when aliases repeat too much. */
const readValue = (document: Document.Parsed, maxAliasCount: number): ParsedFile => ({
  value: document.toJS({ maxAliasCount }),
  offset: (path, atKey) => {
    const { key, node } = nodesAt(document, path)
    return (atKey ? key : node).range[0]
  },
  written: (path) => {
    const node = aliased(document, nodesAt(document, path).node)
    return isScalar(node) ? node.source : ''
  },
})
