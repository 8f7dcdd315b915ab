import { expect, test } from '@jest/globals'
import { BoundedMap, remembered } from '../../gateway/base/bounded-map.ts'

test('the entry that was set longest ago gives way', () => {
  const map = new BoundedMap<string, number>(2)
  map.set('a', 1).set('b', 2).set('a', 3).set('c', 4)
  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ])
})

test('an answer is asked once for as long as it is remembered, also when it is nothing', () => {
  const asked: string[] = []
  const judge = remembered((text): undefined => void asked.push(text), 2)
  for (const text of ['a', 'a', 'b', 'c', 'a']) judge(text)
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
})
