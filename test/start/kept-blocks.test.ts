/** Only a list lifts blocks: not a file that was emptied or taken away while no gateway, or no worker, ran. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { ask, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

const blocked = async (gateway: TestGateway): Promise<unknown> => {
  const path = '/machtigingenportaal/'
  return (await ask(gateway, { listener: 'portaal', client: 'sl109-geblokkeerd', path })).json[
    'code'
  ]
}

eachDatabase('blocks of before a start on %s', (engine) => {
  const fresh = useDatabases(engine)

  test.each<[string, (file: string) => void, RegExp]>([
    [
      'emptied',
      (file) => {
        writeFileSync(file, '')
      },
      /blokkades\.yaml:1:1: dit bestand is leeg/,
    ],
    [
      'left with a remark',
      (file) => {
        writeFileSync(file, '# niets\n')
      },
      /dit bestand is leeg/,
    ],
    [
      'taken away',
      (file) => {
        rmSync(file)
      },
      /blokkades\.yaml:1:1: dit bestand is weg/,
    ],
  ])('S10: a list that was %s is no start; `[]` lifts them', async (_, change, problem) => {
    const gateway = await startTestGateway({ database: await fresh() })
    const file = join(gateway.dir, 'policy/blokkades.yaml')
    expect(await blocked(gateway)).toBe('SL109')
    change(file)
    await expect(gateway.restart()).rejects.toThrow(problem)
    writeFileSync(file, '[]\n')
    await gateway.start()
    expect(await blocked(gateway)).not.toBe('SL109')
    change(file)
    // Nobody was blocked by the last set: there is nothing to lift.
    await gateway.restart()
    await gateway.stop()
  })
})
