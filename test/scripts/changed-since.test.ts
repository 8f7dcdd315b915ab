/** What `npm run build:tools` goes by when it leaves out a build. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { changedSince } from '../../scripts/changed-since.mjs'

let dir = ''
const at = (path: string): string => join(dir, path)
/** Two times that a coarse clock of a file system keeps apart. */
const tick = () => delay(50)
const changed = (): boolean => changedSince(at('stamp'), [at('source'), at('settings.json')])

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sluis-stamp-'))
  mkdirSync(at('source/deep'), { recursive: true })
  for (const file of ['source/deep/one.ts', 'source/deep/two.ts', 'settings.json'])
    writeFileSync(at(file), file)
  await tick()
  writeFileSync(at('stamp'), '')
  await tick()
})

afterEach(() => {
  rmSync(dir, { recursive: true })
})

test('nothing was changed', () => {
  expect(changed()).toBe(false)
})

test.each<[string, () => void]>([
  [
    'a file was written',
    () => {
      writeFileSync(at('source/deep/one.ts'), 'other')
    },
  ],
  [
    'a file beside the folders was written',
    () => {
      writeFileSync(at('settings.json'), 'other')
    },
  ],
  [
    'a file was added',
    () => {
      writeFileSync(at('source/deep/three.ts'), '')
    },
  ],
  [
    'a file was taken away',
    () => {
      rmSync(at('source/deep/two.ts'))
    },
  ],
  [
    'a file got another name',
    () => {
      renameSync(at('source/deep/two.ts'), at('source/deep/three.ts'))
    },
  ],
  [
    'an older file was copied over it with its time',
    () => {
      writeFileSync(at('source/deep/one.ts'), 'older')
      utimesSync(at('source/deep/one.ts'), 1, 1)
    },
  ],
  [
    'there is no stamp',
    () => {
      rmSync(at('stamp'))
    },
  ],
])('%s', (_, change) => {
  change()
  expect(changed()).toBe(true)
})
