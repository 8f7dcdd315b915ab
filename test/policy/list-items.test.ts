import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { Unsure, readListItems } from '../../gateway/policy/yaml/list-items.ts'
import { parseYaml } from '../../gateway/policy/yaml/source.ts'
import { runs } from '../support/runs.ts'

/** What reading item by item makes of a text, or nothing when it leaves it to the library. */
function oneByOne(text: string): readonly unknown[] | undefined {
  try {
    return [...readListItems(text)].map(({ value }) => value)
  } catch (error) {
    if (error instanceof Unsure) return undefined
    throw error
  }
}

function library(text: string): unknown {
  const result = parseYaml(text)
  return 'parsed' in result ? result.parsed.value : result.faults
}

/** The invariant of list-items.ts. */
function agrees(text: string): void {
  const read = oneByOne(text)
  if (read !== undefined) expect({ text, value: read }).toEqual({ text, value: library(text) })
}

const instantie = `# praktijken in het noorden
- agbCode: "12000001"   # De Sluis
  naam: Tandartspraktijk De Sluis
  soort: praktijk
  overeenkomst: { van: 2026-01-01, tot: 2029-12-31 }
  diensten: [machtigingenportaal]

  contactpersonen: ["10000001", '10000005']
  certificaten:
    # de eigenaar
    - { soort: persoonlijk, gebruikersnummer: "10000001", naam: A. de Vries,
        autorisaties: { machtigingenportaal: [indienen] } }
    - soort: systeem
      gebruikersnummer: "90000001"
      autorisaties:
        machtigingenportaal:
        - indienen
      ipAdressen: ["127.0.0.0/8", "::1/128"]
- agbCode: 12000002
  naam: "Caf\\u00e9 \\"het\\" verlaat"
  soort: 'praktijk ''zuid'''
  beheer: null
  actief: true
`

describe('what it reads', () => {
  test('reads lists as operators write them', () => {
    expect(oneByOne(instantie)).toHaveLength(2)
    agrees(instantie)
    agrees(instantie.replaceAll('\n', '\r\n'))
    expect(oneByOne(instantie.replaceAll('\n', '\r\n'))).toHaveLength(2)
  })

  test('reads JSON, on one line or many', () => {
    const value = library(instantie)
    expect(oneByOne(JSON.stringify(value))).toEqual(value)
    expect(oneByOne(JSON.stringify(value, null, 2))).toEqual(value)
  })

  test('tells where each item stands', () => {
    const items = [...readListItems(instantie)]
    expect(items.map(({ start, end }) => instantie.slice(start, end).split('\n')[0])).toEqual([
      '- agbCode: "12000001"   # De Sluis',
      '- agbCode: 12000002',
    ])
  })

  test('holds no part of a text to be a number, date or word that the library holds for something else', () => {
    const words = [
      '01234567',
      '1e5',
      '0x1F',
      '0o17',
      '1.5',
      '12:30',
      '~',
      'Yes',
      'no',
      'NULL',
      '2026-01-01',
      '1_000',
      '.5',
      '+1',
      '-1',
      '.inf',
      '1.',
      '9999999999999999',
      'True',
      'nulll',
      '12 34',
    ]
    for (const word of words) {
      agrees(`- ${word}\n`)
      agrees(`- a: ${word}\n`)
      agrees(`[${word}, {a: ${word}}]`)
    }
  })
})

describe('what is read as the library does, item by item', () => {
  test.each([
    ['one line of JSON', '- {"a":1,"b":[true,"é",null]}\n'],
    ['JSON with spaces', '- {"a": 1}\n- {"b": "x"}\n'],
    ['tags', '- !!str 1\n'],
    ['block scalars', '- |\n  a\n'],
    ['keys that are no text', '- 1: a\n- null: b\n- {null: c}\n'],
    ['scalars over more lines', '- a: b\n    c\n'],
    ['quoted scalars over more lines', '- a: "b\n    c"\n'],
    ['tabs', '- a:\tb\n'],
    ['empty values', '- a:\n  b: 1\n'],
    ['escapes', '- "\\x41"\n- {"a":"\\ud83d\\ude00"}\n'],
    ['a comment without a space', '- {a: "b"#c\n  }\n'],
    ['numbers that js-yaml reads otherwise', '- 0b1\n- +.5\n- -.5\n- -0\n'],
    ['an ampersand in a name', '- naam: Jansen & Zonen\n- naam: Jansen &Zonen\n- naam: "&co"\n'],
    ['a name that JSON.parse would take for a prototype', '- {"__proto__":{"a":1}}\n'],
  ])('%s', (_, text) => {
    agrees(text)
  })
})

describe('what it leaves to the library', () => {
  test.each([
    ['duplicate keys', '- a: 1\n  a: 2\n'],
    ['duplicate keys in one line of JSON', '- {"a":1,"a":2}\n'],
    ['duplicate keys in a JSON list', '[{"a": 1, "a": 2}]'],
    ['aliases', '- &x a\n- *x\n'],
    ['aliases within an item', '- [&x a, *x]\n'],
    ['two documents', '- a\n---\n- b\n'],
    ['a mapping at the root', 'a: 1\n'],
    ['an empty file', ''],
    ['a list that is not closed', '[{}, 2'],
    ['text behind a list', '[{}] x'],
    ['a list of other things than objects', '[1, {}]'],
    ['two keys on a line', '- a: b: c\n'],
    ['a lone carriage return', '- a\r- b\n'],
    ['a second list on the line', '- a\n-\n- b\n'],
    ['depth', '['.repeat(60) + ']'.repeat(60)],
  ])('%s', (_, text) => {
    expect(oneByOne(text)).toBeUndefined()
  })
})

const word = fc.constantFrom(
  'agbCode',
  'naam',
  'soort',
  'van',
  'x y',
  'é',
  '12000001',
  'a: b',
  '- a',
  '# c',
  'a #b',
  "d'e",
  '"q"',
  '',
  'null',
  '[x]',
  '{',
  'a,b',
  '::1/128',
  '2026-01-01',
  '*',
  '&a',
  'tab\tx',
  'lijn\neinde',
  '€',
  '𝕏',
  '😀',
  '%',
  '@',
  '`',
  '!',
  '?',
  '? a',
  ':a',
  'a:',
  '~',
  'true',
  '0x1',
  '1e3',
  '\u0085',
  '\u2028',
  '\ufeff',
  '__proto__',
  '<<',
)
const leaf = fc.oneof(word, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double())
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4 }),
  ),
}))
const style = fc.record({
  indent: fc.integer({ min: 1, max: 5 }),
  indentSeq: fc.boolean(),
  defaultKeyType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'QUOTE_SINGLE' as const,
  ),
  defaultStringType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'QUOTE_SINGLE' as const,
  ),
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  lineWidth: fc.constantFrom(0, 30, 80),
})

describe('as the library', () => {
  test('reads any list that the library writes as the library does, or leaves it', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), style, (list, options) => {
        agrees(stringify(list, { ...options, version: '1.2' }))
      }),
      { numRuns: runs(1500) },
    )
  })

  test.each([
    '- e:\n#c\n   h\n- j\n',
    '-\n#c\n h\n- j\n',
    '- a: 1\n  e: # b\n\n#- f: g\n    h  i\n- j\n',
  ])('leaves a remark at the margin where a value is to come: %j', (text) => {
    agrees(text)
    agrees(text.replaceAll('\n', '\r\n'))
  })

  test('never reads what the library refuses or reads otherwise, wherever a file is damaged', () => {
    const bits = fc.constantFrom(
      ' ',
      '  ',
      '\n',
      '\n  ',
      '-',
      '- ',
      ':',
      ': ',
      '#',
      ' #',
      '"',
      "'",
      ',',
      '[',
      ']',
      '{',
      '}',
      '&',
      '*',
      '!',
      '|',
      '>',
      '\\',
      '\t',
      '\r',
      '---\n',
      '...\n',
      '%',
      '?',
      '? ',
      '0',
      'x',
      '\u0085',
      '\ufeff',
      'null',
    )
    const edit = fc.record({ place: fc.nat(instantie.length), drop: fc.nat(3), insert: bits })
    const bases = fc.constantFrom(
      instantie,
      JSON.stringify(library(instantie)),
      JSON.stringify(library(instantie), null, 1),
      '- a: [1, {b: c}, "d"]\n  e:\n  - f: g\n    h: i\n- j\n',
    )
    fc.assert(
      fc.property(bases, fc.array(edit, { minLength: 1, maxLength: 3 }), (base, edits) => {
        let text = base
        for (const { place, drop, insert } of edits)
          text =
            text.slice(0, place % (text.length + 1)) +
            insert +
            text.slice((place % (text.length + 1)) + drop)
        agrees(text)
      }),
      { numRuns: runs(4000) },
    )
  })
})
