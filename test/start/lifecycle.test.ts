import { expect, test } from '@jest/globals'
import { lifecycle } from '../../gateway/start/lifecycle.ts'

const parts = ['store', 'audit', 'overlays', 'listeners', 'zelftest'] as const

/** Parts that were opened, and what happens when they are closed. */
function opened(names: readonly string[], broken?: string) {
  const events: string[] = []
  const life = lifecycle()
  for (const part of names)
    life.use(part, async (name) => {
      await Promise.resolve()
      if (name === broken) throw new Error(name)
      events.push(name)
    })
  return { life, events }
}

test.each(parts)(
  'when %s fails, what was opened before it is closed, the last first',
  async (failing) => {
    const before = parts.slice(0, parts.indexOf(failing))
    const { life, events } = opened(before)
    await life.close()
    expect(events).toEqual(before.reverse())
  },
)

test('what cannot be closed keeps nothing else open, and is told when all is closed', async () => {
  const { life, events } = opened(parts, 'overlays')
  await expect(life.close()).rejects.toThrow('overlays')
  expect(events).toEqual(['zelftest', 'listeners', 'audit', 'store'])
})

test('nothing is closed twice', async () => {
  const { life, events } = opened(parts)
  await life.close()
  await life.close()
  expect(events).toEqual([...parts].reverse())
})
