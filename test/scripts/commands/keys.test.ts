/** `sluis keys`: rotating the key of the identity JWT of a gateway that runs, with overlap. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { keysList, keysRetire, keysRotate } from '../../../scripts/commands/keys.ts'
import { startTestGateway } from '../../support/running.ts'
import type { TestGateway } from '../../support/running.ts'
import { run } from './run.ts'

let gateway: TestGateway
let at = Date.now()
const now = (): number => at
const minute = 60_000

beforeAll(async () => {
  gateway = await startTestGateway({ now })
})

afterAll(async () => {
  await gateway.stop()
})

const options = () => ({ env: gateway.env, now })
const kids = (stdout: string): readonly string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')

/** What /jwks.json tells, after the gateway has looked again. */
async function published(): Promise<readonly string[]> {
  await gateway.restart()
  const answer = await fetch(`${gateway.sluis.addresses.beheer}/jwks.json`)
  const { keys } = (await answer.json()) as { readonly keys: readonly { readonly kid: string }[] }
  return keys.map(({ kid }) => kid)
}

test('a new key is published before it is used; the old one stays until it is retired', async () => {
  const before = await run((streams) => keysList(options(), streams))
  expect(before.code).toBe(0)
  const [old = ''] = kids(before.stdout)
  expect(await published()).toEqual([old])

  const rotated = await run((streams) => keysRotate(options(), streams))
  const [, fresh = ''] = kids(rotated.stdout)
  expect(rotated.stdout).toContain(`in gebruik vanaf ${new Date(at + 10 * minute).toISOString()}`)
  // The signing key comes first.
  expect(await published()).toEqual([old, fresh])

  const tooSoon = await run((streams) => keysRetire({ ...options(), kid: old }, streams))
  expect(tooSoon).toMatchObject({
    code: 1,
    stderr: `de sleutel ${old} is in gebruik en kan nog niet weg\n`,
  })

  at += 11 * minute
  expect(await published()).toEqual([fresh, old])
  const stillTooSoon = await run((streams) => keysRetire({ ...options(), kid: old }, streams))
  expect(stillTooSoon).toMatchObject({
    code: 1,
    stderr: `de sleutel ${old} is net vervangen; wacht vijf minuten\n`,
  })

  at += 5 * minute
  const listed = await run((streams) => keysList(options(), streams))
  expect(listed.stdout).toContain('vervangen; kan weg')
  expect(await run((streams) => keysRetire({ ...options(), kid: old }, streams))).toMatchObject({
    code: 0,
  })
  expect(await published()).toEqual([fresh])
})

test('an unknown key is a finding, a missing data key wrong use', async () => {
  expect(await run((streams) => keysRetire({ ...options(), kid: 'geen' }, streams))).toEqual({
    code: 1,
    stdout: '',
    stderr: 'de sleutel geen bestaat niet\n',
  })
  const env = { ...gateway.env, SLUIS_DATA_KEY: '' }
  const refused = await run((streams) => keysList({ env, now }, streams))
  expect([refused.code, refused.stdout]).toEqual([2, ''])
  expect(refused.stderr).toContain('SLUIS_DATA_KEY')
})

test('with another data key nothing is shown: the keys do not open', async () => {
  const env = { ...gateway.env, SLUIS_DATA_KEY: Buffer.alloc(32, 'ander').toString('base64') }
  const refused = await run((streams) => keysList({ env, now }, streams))
  expect([refused.code, refused.stdout]).toEqual([2, ''])
  expect(refused.stderr).toMatch(/^een sleutel in de database opent niet met SLUIS_DATA_KEY: /)
})

test('as JSON', async () => {
  const { code, stdout } = await run((streams) => keysList({ ...options(), json: true }, streams))
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    sleutels: [
      {
        kid: expect.any(String),
        gemaakt: expect.stringMatching(/^2.*Z$/),
        vanaf: expect.stringMatching(/^2.*Z$/),
        inGebruik: true,
        kanWeg: false,
      },
    ],
  })
})

test('a database that is not there is told, and not made', async () => {
  const file = join(gateway.dir, 'nergens.db')
  const env = { ...gateway.env, SLUIS_DATABASE: `sqlite:${file}` }
  const ran = await run((streams) => keysList({ env, now }, streams))
  expect(ran).toMatchObject({ code: 2, stdout: '' })
  expect(ran.stderr).toContain('er is geen database')
  expect(existsSync(file)).toBe(false)
  writeFileSync(file, '')
  const empty = await run((streams) => keysList({ env, now }, streams))
  expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('start Sluis eerst') })
})
