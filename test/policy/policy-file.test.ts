import { describe, expect, test } from '@jest/globals'
import { policyFile } from '../../gateway/policy/files/policy-file.ts'
import type { PolicyFile } from '../../gateway/policy/files/policy-file.ts'
import { readItems } from '../../gateway/policy/files/read-items.ts'
import { itemPlace, placeInList } from '../../gateway/policy/files/item-places.ts'
import { parseYaml } from '../../gateway/policy/yaml/source.ts'
import { positions } from '../../gateway/policy/yaml/places.ts'

const breathe = (): undefined => undefined

const fileOf = (text: string | Buffer): Promise<PolicyFile> =>
  policyFile('policy/x.yaml', 'x.yaml', Buffer.from(text))

describe('the place of an item in a list, read again', () => {
  const place = async (text: string | Buffer, index: number) =>
    placeInList(await fileOf(text), { index, path: ['agbCode'], breathe })

  test.each<[string, string | Buffer, number, readonly [number, number]]>([
    ['the quick way', '- agbCode: a\n- naam: x\n  agbCode: b\n', 1, [3, 12]],
    [
      'by the library, where the quick reader stops',
      '- &x { agbCode: a }\n- { agbCode: b }\n',
      1,
      [2, 14],
    ],
    [
      'by the library, where the quick reader stops half-way',
      '- { agbCode: a }\n- { agbCode: &x b }\n',
      1,
      [2, 17],
    ],
    ['of a list that ends before it', '- { agbCode: a }\n', 4, [1, 1]],
    ['of a text that is none any more', '- { agbCode: a }\n- {', 1, [2, 1]],
    ['of bytes that are none any more', Buffer.of(0xff), 0, [1, 1]],
  ])('%s', async (_, text, index, [line, column]) => {
    expect(await place(text, index)).toEqual({ line, column })
  })
})

test.each([
  '- naam: x\n',
  '-   naam: x\n    soort: y\n',
  '- 12: x\n',
  '- naam\n',
  '- "naam": x\n',
  '- { naam: x }\n',
  '- [x]\n',
  '- &een naam: x\n',
  '- &een\n  naam: x\n',
  '- !!str naam\n',
  '- # weg\n  naam: x\n',
  '- ? naam\n  : x\n',
  '- - x\n',
  '- é: x\n',
])('an item begins where the library has it: %j', (text) => {
  const before = '# een\n\n'
  const read = parseYaml(before + text)
  if ('faults' in read) throw new Error('not read')
  const at = positions(before + text)
  const place = itemPlace(text, before.length, at)
  expect(place.at([], false)).toEqual(at(read.parsed.offset([0], false)))
})

test('an item that the library does not read is told at its own place', () => {
  const place = itemPlace('- {', 3, positions('ab\n- {'))
  expect(place.at(['x'], true)).toEqual({ line: 2, column: 1 })
  expect(place.written(['x'])).toBe('')
})

test('a fault in the program is not taken for one in the file', async () => {
  const file = await fileOf('- { agbCode: "12000001", reden: x }\n')
  const start = () => () => {
    throw new Error('kapot')
  }
  await expect(readItems(file, 'blokkade', { start, breathe })).rejects.toThrow('kapot')
})
