/** With more processes than one: what must count within a second counts in each. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { layGround } from '../../scripts/crash/ground.ts'
import type { Ground } from '../../scripts/crash/ground.ts'
import { placePki } from '../support/development-pki.ts'
import { postOver, serve } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'

let ground: Ground
let serving: Serving

beforeAll(async () => {
  ground = await layGround({ upstream: 'http://127.0.0.1:1', postgres: undefined, pki: placePki })
  serving = await serve(ground, { SLUIS_WORKERS: '2' })
})

afterAll(async () => {
  await serving.end()
  ground.remove()
})

test('puts a block in force in every worker within a second', async () => {
  const file = join(ground.dir, 'policy/blokkades.yaml')
  writeFileSync(file, `- { gebruikersnummer: "90000001", reden: "proef" }\n`)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, nr) => postOver(serving, `BLOCK-${nr}`)),
  )
  expect(new Set(answers.map(({ text }) => text.match(/SL\d{3}/)?.[0]))).toEqual(new Set(['SL109']))
})
