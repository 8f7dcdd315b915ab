/** Bytes of a policy file to text, and text to values by the YAML library, with the place of everything. */
import { isUtf8 } from 'node:buffer'
import { LineCounter, isAlias, isMap, isScalar, isSeq, visit } from 'yaml'
import type { Document, ErrorCode, ParsedNode, YAMLError } from 'yaml'
import type { Path, Position } from '../../decision/problem.ts'
import { TooMuch, parseBounded } from './bounded-yaml.ts'
import { slipOf } from './slips.ts'
import type { Noticed, TextFault } from './slips.ts'

/** A text that was read, with a way back from its values to their places. */
export interface ParsedFile {
  readonly value: unknown
  /** Offset of the value at a path, or of the key of its last step; of what holds it when it is not there. */
  readonly offset: (path: Path, atKey: boolean) => number
  /** How a scalar is written: `012` for what became the number 12; empty where there is none. */
  readonly written: (path: Path) => string
}

/** How much is decoded at once, in bytes: some milliseconds' worth. */
const partBytes = 2 * 1024 * 1024

/** Gives way to other work now and then; see load.ts. */
export type Breathe = () => Promise<void> | undefined

/** Strict UTF-8 without a byte order mark and without control characters. */
export async function decode(
  bytes: Buffer,
  breathe: Breathe,
): Promise<{ readonly text: string } | { readonly fault: TextFault }> {
  if (bytes.subarray(0, 3).equals(byteOrderMark))
    return fail(0, 'het bestand begint met een BOM', 'sla het op als UTF-8 zonder BOM')
  let text = ''
  for (let start = 0; start < bytes.length;) {
    const end = partEnd(bytes, start)
    const part = decodePart(bytes.subarray(start, end))
    if ('fault' in part)
      return { fault: { ...part.fault, offset: text.length + part.fault.offset } }
    text += part.text
    start = end
    await breathe()
  }
  return { text }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** A part ends behind a line, so never within a character. */
function partEnd(bytes: Buffer, start: number): number {
  if (bytes.length - start <= partBytes) return bytes.length
  const newline = bytes.indexOf(10, start + partBytes)
  return newline === -1 ? bytes.length : newline + 1
}

function decodePart(bytes: Buffer): { readonly text: string } | { readonly fault: TextFault } {
  if (!isUtf8(bytes)) return { fault: notUtf8(bytes) }
  const text = bytes.toString('utf8')
  const control = text.search(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]/)
  return control === -1 ? { text } : fail(control, 'er staat een stuurteken in het bestand')
}

const fail = (offset: number, melding: string, hint?: string): { readonly fault: TextFault } => ({
  fault: hint === undefined ? { offset, melding } : { offset, melding, hint },
})

/** Offset, in characters, of the first line that is not UTF-8. */
function notUtf8(bytes: Buffer): TextFault {
  let start = 0
  for (;;) {
    const end = bytes.indexOf(10, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) break
    start = end + 1
  }
  const offset = bytes.subarray(0, start).toString('utf8').length
  return { offset, melding: 'het bestand is geen UTF-8', hint: 'sla het op als UTF-8' }
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
  if (document instanceof TooMuch) return { faults: [tell(text, document)] }
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

function syntaxFaults(document: Document.Parsed, text: string): readonly TextFault[] {
  // What follows the first syntax fault is mostly its consequence, and each costs a look at the whole text.
  const [first] = noticed(document)
  if (first !== undefined)
    return [tell(text, { code: first.code, message: first.message, offset: first.pos[0] })]
  const stray = strayAlias(document)
  if (stray !== undefined) return [stray]
  if (document.directives.yaml.explicit === true)
    return [{ offset: 0, melding: 'een %YAML-regel is hier niet toegestaan', hint: 'laat hem weg' }]
  const doubles = doubleKeys(document)
  if (doubles.length > 0) return doubles
  return document.contents === null ? [{ offset: 0, melding: 'het bestand is leeg' }] : []
}

/** Throws when aliases repeat too much. */
const readValue = (document: Document.Parsed, maxAliasCount: number): ParsedFile => ({
  value: document.toJS({ maxAliasCount }),
  offset: (path, atKey) => {
    const { key, node } = follow(document, path)
    return (atKey ? key : node).range[0]
  },
  written: (path) => {
    const node = resolve(document, follow(document, path).node)
    return isScalar(node) ? node.source : ''
  },
})

type Telling = readonly [melding: string, hint?: string]

const noTags: Telling = [
  'tags (!) worden hier niet gelezen',
  'laat de tag weg, of zet tekst met een `!` tussen aanhalingstekens',
]

/** Dutch for every fault of the library: no operator should have to read its English. */
const told: Readonly<Record<ErrorCode, Telling>> = {
  ALIAS_PROPS: ['een alias (*) kan hier geen tag of anker hebben', 'laat de tag of het anker weg'],
  BAD_ALIAS: [
    'deze alias (*) verwijst naar niets',
    'is het gewone tekst, zet die dan tussen aanhalingstekens',
  ],
  BAD_DIRECTIVE: ['een regel met % is hier niet toegestaan', 'laat hem weg'],
  BAD_DQ_ESCAPE: [
    'een `\\` met dit teken erachter bestaat niet tussen dubbele aanhalingstekens',
    'schrijf `\\\\` in plaats van `\\`, of gebruik enkele aanhalingstekens',
  ],
  BAD_INDENT: ['de inspringing klopt niet', 'spring met spaties even ver in als de regels ernaast'],
  BAD_PROP_ORDER: ['een tag of anker staat hier op de verkeerde plaats', 'laat hem weg'],
  BAD_SCALAR_START: [
    'een waarde kan niet met dit teken beginnen',
    'zet de waarde tussen aanhalingstekens',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'hier staan twee sleutels op één regel',
    'zet de waarde tussen aanhalingstekens, of begin een nieuwe regel',
  ],
  BLOCK_IN_FLOW: [
    'tussen `{ }` of `[ ]` kan geen lijst met `-` of ingesprongen blok staan',
    'sluit eerst de haak, of schrijf alles zonder haken',
  ],
  DUPLICATE_KEY: ['een sleutel staat er twee keer', 'laat er een weg'],
  IMPOSSIBLE: ['dit is geen geldige YAML'],
  KEY_OVER_1024_CHARS: ['een sleutel is langer dan 1024 tekens', 'kijk of er een `:` ontbreekt'],
  MISSING_CHAR: [
    'er ontbreekt een teken',
    'kijk of aanhalingstekens, haken en dubbele punten kloppen',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'hier staat een regel zonder `sleutel: waarde`',
    'zet achter de dubbele punt een spatie, of haal de regel weg',
  ],
  MULTIPLE_ANCHORS: ['er staan twee ankers (&) bij één waarde', 'laat er een weg'],
  MULTIPLE_DOCS: [
    'het bestand heeft meer dan één document (---)',
    'gebruik één bestand per document',
  ],
  MULTIPLE_TAGS: noTags,
  NON_STRING_KEY: ['een sleutel is hier geen tekst', 'zet de sleutel tussen aanhalingstekens'],
  RESOURCE_EXHAUSTION: ['dit bestand is te diep genest', 'schrijf het met minder lagen'],
  TAB_AS_INDENT: ['er is ingesprongen met een tab', 'gebruik spaties'],
  TAG_RESOLVE_FAILED: noTags,
  UNEXPECTED_TOKEN: [
    'hier staat iets dat hier niet kan',
    'kijk of haken en aanhalingstekens gesloten zijn en de inspringing klopt',
  ],
  BAD_COLLECTION_TYPE: noTags,
}

const noticed = ({ errors, warnings }: Document.Parsed): readonly YAMLError[] => [
  ...errors,
  ...warnings,
]

interface Fault extends Noticed {
  readonly code: ErrorCode
}

function tell(text: string, { offset, code, message }: Fault): TextFault {
  const [melding, hint] = told[code]
  return (
    slipOf(text, { offset, message }) ?? { offset, melding, ...(hint !== undefined && { hint }) }
  )
}

/** Keys that name the same member of what becomes of their map. */
function doubleKeys(document: Document.Parsed): readonly TextFault[] {
  const found: TextFault[] = []
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (seen.has(name))
          found.push({
            offset: key.range?.[0] ?? 0,
            melding: `de sleutel \`${name.slice(0, 80)}\` staat er twee keer`,
          })
        seen.add(name)
      }
    },
  })
  return found
}

/** The library finds these only while it writes them out, and does not say where. */
function strayAlias(document: Document.Parsed): TextFault | undefined {
  const [melding, hint = ''] = told.BAD_ALIAS
  const anchors = new Set<string>()
  let stray: TextFault | undefined
  visit(document, {
    Node: (_, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor)
    },
    Alias: (_, { source, range }) => {
      if (anchors.has(source)) return undefined
      stray = { offset: range?.[0] ?? 0, melding, hint }
      return visit.BREAK
    },
  })
  return stray
}

interface Found {
  readonly key: ParsedNode
  readonly node: ParsedNode
}

/** Follows a path as far as it goes; where it ends early, what holds the rest stands for it. */
function follow(document: Document.Parsed, path: Path): Found {
  const root = document.contents as ParsedNode
  let found: Found = { key: root, node: root }
  for (const step of path) {
    const next = stepInto(resolve(document, found.node), step)
    if (next === undefined) return { key: found.node, node: found.node }
    found = next
  }
  return found
}

/** What an alias stands for; an alias of nothing is a fault of the text. */
const resolve = (document: Document, node: ParsedNode): ParsedNode =>
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
