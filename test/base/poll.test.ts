import { expect, test } from '@jest/globals'
import { poll } from '../../gateway/base/poll.ts'
import { isAllSeen } from '../../gateway/base/visible.ts'

test('a poll acts again and again, one after the other, and ends when it is told', async () => {
  const stop = new AbortController()
  let acts = 0
  await poll(1, stop.signal, async () => {
    acts += 1
    await Promise.resolve()
    if (acts === 3) stop.abort()
  })
  expect(acts).toBe(3)
})

test.each([
  ['a name with an accent', 'Zoë van ’t Hoff', true],
  ['a line feed', 'Zo\në', false],
  ['a character that turns the text', 'Zo\u202eë', false],
  ['a zero-width space', 'Zo\u200bë', false],
  ['a line separator', 'Zo\u2028ë', false],
  ['a private character', 'Zo\ue000ë', false],
])('%s is seen whole: %s is %s', (_what, text, seen) => {
  expect(isAllSeen(text)).toBe(seen)
})
