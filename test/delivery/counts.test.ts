import { expect, test } from '@jest/globals'
import { makeCounts } from '../../gateway/delivery/counts.ts'

const waiting = (n: number) => [
  { soort: 'melding' as const, doel: 'd', waiting: n, dead: 0, oldest: 0 },
]

test('what was accepted since it was counted counts too, until it is counted again', async () => {
  let at = 10_000
  let asked = 0
  const counts = makeCounts(
    { counts: () => Promise.resolve(waiting(asked++ === 0 ? 1 : 0)) },
    () => at,
    2,
  )
  expect(await counts.isFull()).toBe(false)
  counts.accepted()
  expect([await counts.isFull(), asked]).toEqual([true, 1])
  at += 1_000
  expect([await counts.isFull(), asked]).toEqual([false, 2])
})

test('a count that failed is asked again', async () => {
  let asked = 0
  const counts = makeCounts(
    {
      counts: () =>
        asked++ === 0 ? Promise.reject(new Error('weg')) : Promise.resolve(waiting(0)),
    },
    () => 0,
  )
  await expect(counts.isFull()).rejects.toThrow('weg')
  expect(await counts.isFull()).toBe(false)
})
