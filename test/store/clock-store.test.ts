import { expect, test } from '@jest/globals'
import { clockReset } from '../../scripts/commands/clock.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { noon, openTestStore } from './fixtures.ts'

const quiet = { write: () => true } as unknown as NodeJS.WritableStream

eachDatabase('S13: the highest time seen on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('S13: only goes up, is there after a restart, and is forgotten by the command', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    expect(await store.clock.highest()).toBe(0)
    await store.clock.keep(noon + 0.5)
    await store.clock.keep(noon - 1)
    await store.close()
    const again = await openTestStore(url)
    expect(await again.clock.highest()).toBe(noon)
    const env = { SLUIS_DATABASE: url }
    expect(await clockReset(env, { stdout: quiet, stderr: quiet })).toBe(0)
    expect(await again.clock.highest()).toBe(0)
    await again.close()
  })
})
