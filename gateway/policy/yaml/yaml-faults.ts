/** What the YAML library finds wrong with a text, and what it does not look for, in Dutch. */
import { isScalar, visit } from 'yaml'
import type { Document, ErrorCode, YAMLError } from 'yaml'
import { slipOf } from './slips.ts'
import type { Noticed, TextFault } from './slips.ts'

export function syntaxFaults(document: Document.Parsed, text: string): readonly TextFault[] {
  // What follows the first syntax fault is mostly its consequence, and each costs a look at the whole text.
  const [first] = noticed(document)
  if (first !== undefined)
    return [tellYaml(text, { code: first.code, message: first.message, offset: first.pos[0] })]
  const stray = strayAlias(document)
  if (stray !== undefined) return [stray]
  if (document.directives.yaml.explicit === true)
    return [{ offset: 0, melding: 'een %YAML-regel is hier niet toegestaan', hint: 'laat hem weg' }]
  const doubles = doubleKeys(document)
  if (doubles.length > 0) return doubles
  return document.contents === null ? [{ offset: 0, melding: 'het bestand is leeg' }] : []
}

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

export function tellYaml(text: string, { offset, code, message }: Fault): TextFault {
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
