import { describe, expect, test } from '@jest/globals'
import { HoudersOnDemand, toHouders } from '../../gateway/policy/instanties/houders-on-demand.ts'
import { readListItems } from '../../gateway/policy/yaml/list-items.ts'
import type { RawInstantie } from '../../gateway/policy/instanties/raw-instantie.ts'
import { SharedGrants } from '../../gateway/policy/instanties/shared-grants.ts'
import { newShared } from '../../gateway/policy/instanties/shared-values.ts'

const houders = [
  { soort: 'persoonlijk', gebruikersnummer: '123', naam: 'Een naam die lang is', autorisaties: {} },
  {
    soort: 'systeem',
    gebruikersnummer: '123',
    autorisaties: { portaal: ['raadplegen', 'indienen'] },
    ipAdressen: ['192.0.2.0/24'],
  },
] as const
const item = { agbCode: '12000001', naam: 'Ré', certificaten: houders }

describe('holders that are made when they are asked for', () => {
  test.each([
    ['a line of JSON', `- ${JSON.stringify(item)}\n`],
    ['JSON in brackets', `[${JSON.stringify(item)}]`],
    [
      'YAML',
      [
        '- agbCode: "12000001" # remark',
        '  naam: Ré',
        '  certificaten:',
        ...houders.map((houder) => `    - ${JSON.stringify(houder)}`),
        '',
      ].join('\n'),
    ],
  ])('are those of the item, from %s', (_, text) => {
    const [read] = [...readListItems(text)]
    if (read === undefined) throw new Error('no item')
    const { certificaten } = read.value as RawInstantie
    const shared = newShared()
    const made = toHouders(certificaten, shared)
    const asked = new HoudersOnDemand(certificaten, { text, ...read }, shared)
    expect([asked.size, [...asked.keys()]]).toEqual([2, ['persoonlijk/123', 'systeem/123']])
    expect(withTexts(asked)).toEqual(withTexts(made))
    expect([...asked.values()]).toEqual(withTexts(asked).map(([, houder]) => houder))
    expect(asked.has('systeem/123') && !asked.has('systeem/1')).toBe(true)
    // The same object every time: what is remembered of a holder hangs on it.
    expect(asked.get('systeem/123')).toBe(asked.get('systeem/123'))
    expect(asked.get('systeem/123')?.ipAdressen[0]?.contains('192.0.2.9')).toBe(true)
  })

  test('of nobody there are none', () => {
    const text = '- {"certificaten":[]}\n'
    const none = new HoudersOnDemand([], { text, start: 0, end: text.length }, newShared())
    expect([none.size, [...none.keys()], [...none], none.get('systeem/1')]).toEqual([
      0,
      [],
      [],
      undefined,
    ])
  })

  const withTexts = (
    all: ReadonlyMap<string, unknown>,
  ): readonly (readonly [string, unknown])[] => {
    const list: (readonly [string, unknown])[] = []
    all.forEach((houder, key) => list.push([key, houder]))
    return list
  }
})

test('equal autorisaties are kept once, and none are taken for others', () => {
  const grants = new SharedGrants()
  const both = grants.of({ portaal: ['a', 'b'] })
  expect(grants.of({ portaal: ['a', 'b'] })).toBe(both)
  both.faultless = true
  const others = [
    { portaal: ['a,b'] },
    { portaal: ['b', 'a'] },
    { portaal: ['a'], b: [] },
    { portaal: [], a: ['b'] },
    { 'portaal:a,b;': [] },
    {},
  ]
  for (const other of others) {
    expect(grants.of(other).faultless).toBe(false)
    expect(grants.of(other).autorisaties).toEqual(new Map(Object.entries(other)))
  }
})
