import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import { layGround } from '../../scripts/crash/ground.ts'
import type { Ground } from '../../scripts/crash/ground.ts'
import { placePki } from '../support/development-pki.ts'
import { launch, postOver, serve, waitFor } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'
import { untilTaken } from '../support/until-taken.ts'

let ground: Ground
let running: Serving | undefined

beforeAll(async () => {
  ground = await layGround({ upstream: 'http://127.0.0.1:1', postgres: undefined, pki: placePki })
})

afterAll(async () => {
  if (running !== undefined && lives(running)) await running.end('SIGKILL')
  ground.remove()
})

const lives = ({ child }: Serving): boolean => child.exitCode === null && child.signalCode === null

/** The one that runs, or a new one where a test before has ended it: three processes start for it. */
const start = async (): Promise<Serving> => {
  if (running === undefined || !lives(running))
    running = await serve(ground, { SLUIS_WORKERS: '2', SLUIS_LOG_LEVEL: 'info' })
  return running
}

/** Process ids of the workers that live. */
const workersOf = ({ child }: Serving): readonly number[] => {
  try {
    const text = execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' })
    return text.trim().split('\n').map(Number)
  } catch {
    return []
  }
}

interface Ready {
  readonly status: string
  readonly onderdelen: readonly {
    readonly onderdeel: string
    readonly status: string
    readonly details?: { readonly gereed?: number }
  }[]
}

const ask = async (serving: Serving, path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(serving.ports.beheer)}${path}`)

const metricsOf = async (serving: Serving): Promise<string> =>
  (await ask(serving, '/metrics')).text()

/** How many requests of packages were let through. */
const allowedOf = (metrics: string): number =>
  Number(
    /sluis_decisions_total\{luisteraar="instroom",dienst="machtigingenportaal",uitkomst="toegestaan",code=""\} (\d+)/.exec(
      metrics,
    )?.[1] ?? 0,
  )

const readyOf = async (serving: Serving): Promise<Ready> =>
  (await (await ask(serving, '/ready')).json()) as Ready

const whenReady = (serving: Serving, count: number): Promise<true> =>
  waitFor(async () => {
    const part = (await readyOf(serving)).onderdelen.find((one) => one.onderdeel === 'processen')
    return part?.details?.gereed === count ? true : undefined
  }, 60_000)

test('says once that it is ready, when all workers accept on the same ports', async () => {
  const serving = await start()
  expect(serving.stdout().match(/^sluis: gereed/gm)).toHaveLength(1)
  expect(workersOf(serving)).toHaveLength(2)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, nr) => untilTaken(() => postOver(serving, `SPREAD-${nr}`))),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 201))
  // Both processes answered: each logs its own requests.
  const answering = new Set(
    [...serving.stdout().matchAll(/"proces":(\d+),.*"melding":"verzoek"/g)].map(([, pid]) => pid),
  )
  expect(answering.size).toBe(2)
})

test('tells operators of all workers together', async () => {
  const serving = await start()
  const before = allowedOf(await metricsOf(serving))
  await Promise.all(
    Array.from({ length: 8 }, (_, nr) => untilTaken(() => postOver(serving, `COUNT-${nr}`))),
  )
  const metrics = await metricsOf(serving)
  expect(allowedOf(metrics) - before).toBe(8)
  expect(metrics).toContain('sluis_workers_ready 2')
  expect(metrics).toContain('sluis_zelftest_ok 1')
  const ready = await readyOf(serving)
  expect(ready.status).toBe('gereed')
  expect(ready.onderdelen.map(({ onderdeel }) => onderdeel)).toEqual(
    expect.arrayContaining(['processen', 'beleid', 'servercertificaat', 'database', 'zelftest']),
  )
  expect((await ask(serving, '/live')).status).toBe(200)
  const jwks = (await (await ask(serving, '/jwks.json')).json()) as { keys: unknown[] }
  expect(jwks.keys).toHaveLength(1)
})

test('replaces a worker that was killed, and loses nothing that was acknowledged', async () => {
  const serving = await start()
  const before = workersOf(serving)
  const acknowledged: string[] = []
  let posting = true
  const load = Array.from({ length: 4 }, async (_, lane) => {
    for (let nr = 0; posting; nr++) {
      const { status, id } = await postOver(serving, `KILL-${lane}-${nr}`)
      if (status === 201) acknowledged.push(id)
    }
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  process.kill(before[0] ?? 0, 'SIGKILL')
  await waitFor(() => {
    const now = workersOf(serving)
    return now.length === 2 && !now.includes(before[0] ?? 0) ? true : undefined
  }, 2_000)
  await whenReady(serving, 2)
  posting = false
  await Promise.all(load)
  expect(await metricsOf(serving)).toContain('sluis_workers_replaced_total 1')
  expect(await serving.end()).toBe(0)
  const database = openDatabase(ground.database)
  const stored = await database.reader('instroom').select<{ id: string }[]>('id')
  await database.close()
  expect(acknowledged.length).toBeGreaterThan(4)
  expect(acknowledged.filter((id) => !stored.some((row) => row.id === id))).toEqual([])
})

test('keeps its ports when all workers were killed at once', async () => {
  const serving = await start()
  const before = workersOf(serving)
  for (const pid of before) process.kill(pid, 'SIGKILL')
  await waitFor(() => (workersOf(serving).some((pid) => !before.includes(pid)) ? true : undefined))
  await whenReady(serving, 2)
  expect((await postOver(serving, 'AFTER-ALL')).status).toBe(201)
})

test.each(['SIGTERM', 'SIGINT'] as const)('finishes and exits with 0 on %s', async (signal) => {
  const serving = await start()
  const workers = workersOf(serving)
  const posted = Array.from({ length: 6 }, (_, nr) => postOver(serving, `${signal}-${nr}`))
  await Promise.all(posted)
  expect(await serving.end(signal)).toBe(0)
  for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow()
})

test('stops its workers when the first process is killed', async () => {
  const serving = await start()
  const workers = workersOf(serving)
  await serving.end('SIGKILL')
  await waitFor(() =>
    workers.every((pid) => {
      try {
        process.kill(pid, 0)
        return false
      } catch {
        return true
      }
    })
      ? true
      : undefined,
  )
})

test('tells every problem once and exits with 2 when a worker cannot start', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  const run = launch(ground, { SLUIS_WORKERS: '3', SLUIS_INSTROOM_PORT: String(port) })
  expect(await run.ended).toBe(2)
  taken.close()
  expect(run.stderr().trim().split('\n')).toEqual([
    expect.stringContaining(`poort ${String(port)} op 127.0.0.1 is al in gebruik`),
  ])
})
