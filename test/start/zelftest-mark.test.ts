/** The requests of the zelftest are known as such, and only those. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { isOfZelftest, zelftestMark } from '../../gateway/secrets/zelftest-mark.ts'
import { makeKeyring, readDataKeys } from '../../gateway/secrets/keys.ts'
import { ask, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway({ logLevel: 'debug' })
})
afterAll(() => gateway.stop())

interface Line {
  readonly level: string
  readonly melding: string
  readonly code?: string
  readonly zelftest?: boolean
}

const refusals = (): readonly Line[] =>
  gateway.log
    .map((line) => JSON.parse(line) as Line)
    .filter(({ melding, code }) => melding === 'verzoek' && code !== undefined)

const counted = async (): Promise<string> =>
  (await gateway.sluis.operators.metrics()).body
    .split('\n')
    .filter((line) => line.startsWith('sluis_decisions_total{'))
    .join('\n')

test('M4: the zelftest is not counted as attacks, and its lines are marked and for debugging only', async () => {
  expect(refusals().length).toBeGreaterThan(10)
  expect(new Set(refusals().map(({ level, zelftest }) => `${level} ${String(zelftest)}`))).toEqual(
    new Set(['debug true']),
  )
  expect(await counted()).toBe('')
})

test('M4: a refusal that only says so is counted and told', async () => {
  const headers = { 'Sluis-Zelftest': 'a'.repeat(64) }
  const path = '/v1/mijn-certificaat'
  await ask(gateway, { listener: 'instroom', client: undefined, path, headers })
  expect(refusals().at(-1)).toMatchObject({ level: 'info', code: 'SL101' })
  expect(refusals().at(-1)).not.toHaveProperty('zelftest')
  expect(await counted()).toMatch(/instroom.*SL101.* 1$/)
})

test('M4: the mark is of the data key', () => {
  const keysOf = (byte: number): ReturnType<typeof makeKeyring>['current'] => {
    const read = readDataKeys(Buffer.alloc(32, byte).toString('base64'))
    if ('problems' in read) throw new Error(read.problems.join())
    return makeKeyring(read.keys).current
  }
  const [, value] = zelftestMark(keysOf(1)).split(': ')
  expect(isOfZelftest(keysOf(1), { 'sluis-zelftest': value ?? '' })).toBe(true)
  expect(isOfZelftest(keysOf(2), { 'sluis-zelftest': value ?? '' })).toBe(false)
  expect(isOfZelftest(keysOf(1), {})).toBe(false)
})
