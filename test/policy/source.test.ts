import { describe, expect, test } from '@jest/globals'
import { decode } from '../../gateway/policy/yaml/decode.ts'
import { parseYaml } from '../../gateway/policy/yaml/source.ts'
import { positions } from '../../gateway/policy/yaml/places.ts'
import type { ParsedFile } from '../../gateway/policy/yaml/source.ts'
import { runs } from '../support/runs.ts'

const breathe = (): undefined => undefined

function parsed(text: string): ParsedFile {
  const result = parseYaml(text)
  if ('faults' in result) throw new Error(JSON.stringify(result.faults))
  return result.parsed
}

const faultOf = (text: string): unknown => {
  const result = parseYaml(text)
  return 'faults' in result ? result.faults : result.parsed.value
}

describe('the place of a value', () => {
  const text = `naam: x
lijst: [012, &a { b: ja }]
nog: *a
? [x]
: y
leeg: { k }
`
  test.each<[string, (string | number)[], boolean, string]>([
    ['is its own', ['lijst', 0], false, '012'],
    ['may be that of its key', ['lijst'], true, 'lijst'],
    ['of an item is the item, also when its key is asked', ['lijst', 1], true, '{ b'],
    ['behind an alias is that of what it stands for', ['nog', 'b'], false, 'ja'],
    ['of a key without a value is the key', ['leeg', 'k'], false, 'k'],
    ['that is not there is that of what should hold it', ['lijst', 7], false, '['],
    ['that is not there, by its key too', ['leeg', 'weg'], true, '{'],
    ['within a scalar is that of the scalar', ['naam', 'x'], false, 'x'],
    ['of a key that is a list is found by its text', ['["x"]'], false, 'y'],
    ['of nothing is the beginning', [], true, 'naam'],
  ])('%s', (_, path, atKey, found) => {
    expect(text.slice(parsed(text).offset(path, atKey)).startsWith(found)).toBe(true)
  })
})

test('a scalar is told as it is written; what is no scalar is not', () => {
  const { written } = parsed('a: 012\nb: [1]\nc: &x 0o7\nd: *x\n')
  expect([written(['a']), written(['b']), written(['d']), written([])]).toEqual([
    '012',
    '',
    '0o7',
    '',
  ])
})

describe('a text that is not read', () => {
  test('says what is wrong in one line', () => {
    expect(faultOf('a: 1\n? b\n? c: [\n')).toMatchObject([{ melding: expect.any(String) }])
    expect(faultOf('a: "x\n')).toMatchObject([
      { melding: 'deze `"` wordt op deze regel niet gesloten' },
    ])
    expect(faultOf('"a b": 1\n"a b": 2\n')).toMatchObject([
      { melding: expect.stringMatching(/staat er twee keer$/) },
    ])
  })

  test.each([
    ['lists', '['],
    ['mappings', '{a: '],
  ])('may be %s in thousands of one another', (_, opening) => {
    const depth = runs(20_000)
    expect(faultOf(opening.repeat(depth))).toMatchObject([{ melding: expect.any(String) }])
    const closing = opening === '[' ? ']' : '}'
    expect(faultOf(`${opening.repeat(depth)}1${closing.repeat(depth)}`)).toMatchObject([
      { melding: 'dit bestand is te diep genest' },
    ])
  })
})

describe('bytes', () => {
  const mebibyte = 1024 * 1024

  test('of a large file are decoded in parts that end behind a line', async () => {
    const text = `${'é'.repeat(mebibyte)}\n${'x'.repeat(3 * mebibyte)}\nslot\n`
    const breaths: number[] = []
    const decoded = await decode(Buffer.from(text), () => {
      breaths.push(1)
      return undefined
    })
    expect('text' in decoded && decoded.text === text).toBe(true)
    expect(breaths.length).toBeGreaterThan(1)
  })

  test('of one long line are decoded too', async () => {
    const text = 'é'.repeat(2 * mebibyte)
    const decoded = await decode(Buffer.from(text), breathe)
    expect('text' in decoded && decoded.text === text).toBe(true)
  })

  test('tell where a later part goes wrong', async () => {
    const good = `${'x'.repeat(3 * mebibyte)}\n`
    expect(await decode(Buffer.from(`${good}a\u0000`), breathe)).toMatchObject({
      fault: { offset: good.length + 1 },
    })
    expect(
      await decode(Buffer.concat([Buffer.from(good), Buffer.of(0xff)]), breathe),
    ).toMatchObject({ fault: { offset: good.length, melding: 'het bestand is geen UTF-8' } })
  })
})

test('an offset is a line and a column, both from 1', () => {
  const at = positions('ab\ncd\n')
  expect([at(0), at(1), at(3), at(4)]).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
  ])
})

describe('O: a file of garbage is a fault, and keeps nobody waiting', () => {
  const layers = (count: number): string => `${'['.repeat(count)}${']'.repeat(count)}\n`
  const nested = (count: number): string =>
    Array.from({ length: count }, (_, at) => `${' '.repeat(at)}a:\n`).join('')
  const faultOf = (text: string): unknown => {
    const read = parseYaml(text)
    return 'faults' in read ? read.faults : 'read'
  }
  const tooDeep = 'dit bestand is te diep genest'

  test.each([
    ['lists in lists', layers(100), tooDeep],
    ['lists in lists, ten thousand deep', layers(10_000), tooDeep],
    ['maps further and further in', nested(1_000), tooDeep],
    ['dashes', `${'- '.repeat(5_000)}\n`, tooDeep],
    // Each of these doubles the library's time.
    ['question marks', `${'? '.repeat(200)}\n`, tooDeep],
    ['brackets that nobody closes', '['.repeat(100_000), 'deze `[` wordt niet gesloten'],
    ['tags', '!x '.repeat(30_000), 'tags (!) worden hier niet gelezen'],
    ['anchors', '&x '.repeat(30_000), 'er staan twee ankers (&) bij één waarde'],
  ])('%s', (_, text, melding) => {
    expect(faultOf(text)).toMatchObject([{ melding }])
  })

  test('as deep as any policy is read, and a text of brackets', () => {
    expect(faultOf(layers(40))).toBe('read')
    expect(faultOf(`a: "${'['.repeat(1_000)} ${'! & ? '.repeat(1_000)}"\n`)).toBe('read')
    expect(faultOf(`a: x ${'? !b &c '.repeat(1_000)}\n`)).toBe('read')
  })

  test('a number and a text that name the same member are a key given twice', () => {
    expect(faultOf('1: a\n"1": b\n')).toEqual([
      { offset: 5, melding: 'de sleutel `1` staat er twee keer' },
    ])
  })
})
