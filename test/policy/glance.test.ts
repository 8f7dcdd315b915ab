import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { isStill, marksAround, withFiles } from '../../gateway/policy/files/glance.ts'
import type { Glance } from '../../gateway/policy/files/glance.ts'
import { markOf } from '../../gateway/policy/files/watch.ts'

let dir = ''
const at = (name: string): string => join(dir, name)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sluis-glance-'))
  for (const folder of ['instanties', '..one', '..two']) mkdirSync(at(folder))
  for (const name of ['beleid.yaml', 'instanties/a.yaml', '..one/b.yaml', '..two/b.yaml'])
    writeFileSync(at(name), 'a: 1\n')
  symlinkSync('..one', at('..data'))
  symlinkSync('..data/b.yaml', at('b.yaml'))
})

afterEach(() => {
  rmSync(dir, { recursive: true })
})

/** Once nothing is so new that it could change unseen. */
async function glanceAtRest(): Promise<Glance> {
  for (;;) {
    const around = await marksAround(dir)
    if (around !== undefined)
      return withFiles(
        around,
        dir,
        new Map([['instanties/a.yaml', await markOf(at('instanties/a.yaml'))]]),
      )
  }
}

describe('a glance at a folder', () => {
  test.each<[string, () => void]>([
    [
      'a file that is written',
      () => {
        writeFileSync(at('beleid.yaml'), 'a: 2\n')
      },
    ],
    [
      'a file below that is written',
      () => {
        writeFileSync(at('instanties/a.yaml'), 'a: 2\n')
      },
    ],
    [
      'a new file',
      () => {
        writeFileSync(at('blokkades.yaml'), '[]')
      },
    ],
    [
      'a new file below',
      () => {
        writeFileSync(at('instanties/b.yaml'), '[]')
      },
    ],
    [
      'a file below that is gone',
      () => {
        rmSync(at('instanties/a.yaml'))
      },
    ],
    [
      'another name below',
      () => {
        renameSync(at('instanties/a.yaml'), at('instanties/b.yaml'))
      },
    ],
    [
      'the same content with its old times',
      () => {
        writeFileSync(at('beleid.yaml'), 'a: 1\n')
        utimesSync(at('beleid.yaml'), 1, 1)
      },
    ],
    [
      'a link of a Kubernetes volume that is swapped',
      () => {
        symlinkSync('..two', at('..new'))
        renameSync(at('..new'), at('..data'))
      },
    ],
    [
      'a folder that is gone',
      () => {
        rmSync(at('instanties'), { recursive: true })
      },
    ],
  ])('sees %s', async (_, change) => {
    const glance = await glanceAtRest()
    expect(await isStill(glance)).toBe(true)
    change()
    expect(await isStill(glance)).toBe(false)
  })

  test('is not kept of what may still change unseen, nor of a folder that is not there', async () => {
    writeFileSync(at('beleid.yaml'), 'a: 2\n')
    const glance = await marksAround(dir)
    // On a slow machine the change may be of long ago by now: then it is seen.
    if (glance !== undefined) expect(await isStill(glance)).toBe(true)
    expect(await marksAround(at('elders'))).toBeUndefined()
  })
})
