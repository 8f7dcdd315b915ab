/**
 * A round of `npm run test:crash -- --wat worker|replica|database`, and then one with faults planted in
 * it that must be found; the command runs a hundred.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { existsSync } from 'node:fs'
import { outageFaults } from '../scripts/crash/database-scene.ts'
import { sluisProgram } from '../scripts/crash/gateway-process.ts'
import { startOwnPostgres } from '../scripts/crash/own-postgres.ts'
import type { OwnPostgres } from '../scripts/crash/own-postgres.ts'
import type { CrashReport } from '../scripts/crash/run.ts'
import { sceneRounds } from '../scripts/crash/scene-rounds.ts'
import type { SceneOptions } from '../scripts/crash/scene-rounds.ts'
import { placePki } from './support/development-pki.ts'

const minute = 60_000
const rounds = 1

let server: OwnPostgres | undefined

beforeAll(async () => {
  if (!existsSync(sluisProgram))
    throw new Error('run `npm run build` first: the built gateway is killed')
  server = await startOwnPostgres()
}, minute)

afterAll(async () => {
  await server?.remove()
})

const crash = (options: Omit<SceneOptions, 'rounds'>): Promise<CrashReport> =>
  sceneRounds({ rounds, planted: true, pki: placePki, ...options })

/** Nothing is wrong, and everything that was put wrong was found. */
function expectWhole(report: CrashReport): void {
  expect(report.findings).toEqual([])
  expect(report.planted).toHaveLength(5)
  expect(report.tally.get('post 201')).toBeGreaterThan(rounds)
  expect(report.deliveries).toBeGreaterThan(0)
  expect(report.checkpoints).toBeGreaterThan(0)
}

test.each([
  ['SQLite', false],
  ['PostgreSQL', true],
])(
  'a worker on %s that is killed takes nothing along that was acknowledged, and is replaced',
  async (_, onPostgres) => {
    const postgres = onPostgres ? server?.url : undefined
    const report = await crash({ scene: 'worker', seed: 20261123, postgres })
    expectWhole(report)
    expect(report.times.get('vervangen')).toHaveLength(rounds + 1)
  },
  5 * minute,
)

test(
  'one of three replicas that is killed takes nothing along, and the others go on',
  async () => {
    const report = await crash({ scene: 'replica', seed: 20261124, postgres: server?.url })
    expectWhole(report)
    expect(report.times.get('eerste antwoord')).toHaveLength(rounds + 1)
  },
  5 * minute,
)

test(
  'a database that is killed takes nothing along, and its gateways come back by themselves',
  async () => {
    const report = await crash({
      scene: 'database',
      seed: 20261125,
      postgres: server?.url,
      server,
    })
    expectWhole(report)
    expect(report.lost.size).toBe(0)
    expect(report.times.get('gateway weer in dienst')).toHaveLength(rounds + 1)
    expect(report.tally.get('post 503 SL505')).toBeGreaterThan(0)
  },
  5 * minute,
)

test(
  'a worker that is not replaced in time is found',
  async () => {
    const report = await sceneRounds({
      rounds: 1,
      seed: 20261126,
      scene: 'worker',
      worker: { limitMs: 0 },
      pki: placePki,
    })
    expect(report.findings).toContainEqual(expect.stringContaining('replacing a worker'))
  },
  5 * minute,
)

describe('while there is no database', () => {
  const outage = { from: 1_000, until: 2_000 }
  const seen = (status: number, code: string | undefined, sentAt = 1_100, endedAt = 1_200) => [
    {
      round: 1,
      act: 'post' as const,
      seen: {
        status,
        requestId: 'request-1',
        location: undefined,
        text: JSON.stringify({ code }),
        lost: undefined,
        sentAt,
        endedAt,
      },
    },
  ]

  test.each(['SL503', 'SL505'])('%s is what everybody must get', (code) => {
    expect(outageFaults(seen(503, code), outage)).toEqual([])
  })

  test.each([
    [201, undefined],
    [500, 'SL504'],
    [502, 'SL501'],
    [403, 'SL201'],
  ])('%s is a fault', (status, code) => {
    expect(outageFaults(seen(status, code), outage)).toEqual([
      expect.stringContaining(`post was answered ${String(status)}`),
    ])
  })

  test('what was under way before or ended after it may go either way', () => {
    expect(outageFaults(seen(201, undefined, 900), outage)).toEqual([])
    expect(outageFaults(seen(201, undefined, 1_100, 2_100), outage)).toEqual([])
  })
})
