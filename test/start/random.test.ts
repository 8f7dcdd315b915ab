import { expect, test } from '@jest/globals'
import { drawBytes, drawHex } from '../../gateway/start/random.ts'

/** Pools of one value each, so that it shows which pool a piece came from. */
function pools(): (size: number) => Buffer {
  let draws = 0
  return (size) => Buffer.alloc(size, ++draws)
}

test('random hex is drawn from whole pools, and no byte is given twice', () => {
  const randomHex = drawHex(drawBytes(pools()))
  const given = Array.from({ length: 100 }, () => randomHex(16))
  expect(given.filter((hex) => hex === '01'.repeat(16))).toHaveLength(64)
  expect(given.filter((hex) => hex === '02'.repeat(16))).toHaveLength(36)
})

test('a piece keeps its bytes when others are drawn after it', () => {
  const draw = drawBytes(pools())
  const first = draw(1_000)
  expect(draw(1_000)).toEqual(Buffer.alloc(1_000, 2))
  expect(first).toEqual(Buffer.alloc(1_000, 1))
})

test('a piece larger than a pool is drawn by itself', () => {
  const draw = drawBytes(pools())
  expect([draw(2_000).length, draw(2_000)[0], draw(12).length]).toEqual([2_000, 2, 12])
})
