import { expect, test } from '@jest/globals'
import { lifecycle } from '../../gateway/start/prepare/lifecycle.ts'
import type { StartPart } from '../../gateway/start/prepare/lifecycle.ts'

const parts = ['store', 'audit', 'leden', 'portaal', 'zelftest'] as const

/** Parts that were opened, and what happens when they are closed. */
function opened(names: readonly StartPart[], broken?: StartPart) {
  const events: string[] = []
  const life = lifecycle()
  for (const part of names)
    life.use(part, part, async (name) => {
      await Promise.resolve()
      if (name === broken) throw new Error('stuck')
      events.push(name)
    })
  return { life, events }
}

test('what was opened is closed, the last first', async () => {
  const { life, events } = opened(parts)
  await life.close()
  expect(events).toEqual([...parts].reverse())
})

test('what cannot be closed keeps nothing else open, and is told by name when all is closed', async () => {
  const { life, events } = opened(parts, 'leden')
  await expect(life.close()).rejects.toThrow('leden sluit niet')
  expect(events).toEqual(['zelftest', 'portaal', 'audit', 'store'])
})

test('nothing is closed twice', async () => {
  const { life, events } = opened(parts)
  await life.close()
  await life.close()
  expect(events).toEqual([...parts].reverse())
})
