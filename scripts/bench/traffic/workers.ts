/**
 * What a second process brings: the same load on one process with the server's core, and on two with both cores.
 * The generator works on one of those; its share is told, and what is left for the server counted by. On SQLite, and
 * with SLUIS_BENCH_POSTGRES=1 on a PostgreSQL too, which takes its own share of both cores.
 */
import { startOwnPostgres } from '../../crash/own-postgres.ts'
import { asClient, instroomBody } from '../ground/ground.ts'
import type { BenchGround } from '../ground/ground.ts'
import { spread, spreadText } from '../reading/spread.ts'
import type { Spread } from '../reading/spread.ts'
import { get } from '../compare/comparison.ts'
import type { Load } from '../load/generator.ts'
import { cores } from '../machine/processes.ts'
import { generate } from '../load/generate.ts'
import { startSluisTarget } from '../compare/targets.ts'
import type { BenchTarget } from '../compare/targets.ts'

/** Answers a second of one and of two processes, in rounds. */
export interface WorkersSummary {
  readonly naam: string
  readonly one: Spread
  readonly two: Spread
  /** Part of a core that the generator used beside two. */
  readonly generator: Spread
  /** Of two to one, per core that was left for the server. */
  readonly ratio: Spread
}

const loads = (ground: BenchGround) => ({
  doorsturen: (target: BenchTarget) => ({
    ...get(ground, '/machtigingenportaal/aanvragen', 'indiener'),
    port: target.portaalPort,
    connections: 64,
  }),
  instroom: (target: BenchTarget) => ({
    ...asClient(ground, 'systeem'),
    port: target.port,
    method: 'POST',
    path: '/v1/instroom/machtigingenportaal',
    body: instroomBody,
    connections: 128,
  }),
})

interface Measuring {
  readonly rounds: number
  readonly durationMs: number
}

export async function workers(
  ground: BenchGround,
  measuring: Measuring,
): Promise<readonly WorkersSummary[]> {
  const onSqlite = await measured(ground, measuring, { engine: 'SQLite', env: {} })
  if (process.env['SLUIS_BENCH_POSTGRES'] === undefined) return onSqlite
  const server = await startOwnPostgres()
  try {
    const env = { SLUIS_DATABASE: `${server.url}/postgres` }
    return [...onSqlite, ...(await measured(ground, measuring, { engine: 'PostgreSQL', env }))]
  } finally {
    await server.remove()
  }
}

interface On {
  readonly engine: string
  readonly env: Readonly<Record<string, string>>
}

async function measured(
  ground: BenchGround,
  { rounds, durationMs }: Measuring,
  { engine, env }: On,
): Promise<readonly WorkersSummary[]> {
  const one = await startSluisTarget(ground, { naam: 'one', env })
  const two = await startSluisTarget(ground, {
    naam: 'two',
    core: `${cores.server},${cores.others}`,
    env: { ...env, SLUIS_WORKERS: '2' },
  })
  try {
    const summaries: WorkersSummary[] = []
    for (const [naam, load] of Object.entries(loads(ground))) {
      const on = (target: BenchTarget) => ({ ...load(target), durationMs })
      // The first round warms up.
      await sampleOf([one, two], on)
      const samples = await samplesOf([one, two], on, rounds)
      summaries.push(summaryOf(`${naam}, ${engine}`, samples))
    }
    return summaries
  } finally {
    await one.stop()
    await two.stop()
  }
}

type LoadOf = (target: BenchTarget) => Omit<Load, 'seed'>

async function samplesOf(
  targets: readonly [BenchTarget, BenchTarget],
  load: LoadOf,
  rounds: number,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (let round = 0; round < rounds; round++) samples.push(await sampleOf(targets, load))
  return samples
}

interface Sample {
  readonly one: number
  readonly two: number
  readonly generator: number
}

async function sampleOf(
  targets: readonly [BenchTarget, BenchTarget],
  load: LoadOf,
): Promise<Sample> {
  const rates: number[] = []
  let generator = 0
  for (const target of targets) {
    const seed = `${target.naam}-${String(Date.now())}`
    const { answers, seconds, busy } = await generate({ ...load(target), seed })
    rates.push(answers / seconds)
    generator = busy
  }
  const [one = NaN, two = NaN] = rates
  return { one, two, generator }
}

const summaryOf = (naam: string, samples: readonly Sample[]): WorkersSummary => ({
  naam,
  one: spread(samples.map(({ one }) => one)),
  two: spread(samples.map(({ two }) => two)),
  generator: spread(samples.map(({ generator }) => generator)),
  // One process has a core; two have two, less what the generator took.
  ratio: spread(samples.map(({ one, two, generator }) => (two / one) * (2 / (2 - generator)))),
})

export const workersRows = (
  all: readonly WorkersSummary[],
): readonly Readonly<Record<string, string>>[] =>
  all.map(({ naam, one, two, generator, ratio }) => ({
    load: naam,
    'one, per s': spreadText(one),
    'two, per s': spreadText(two),
    'generator, cores': spreadText(generator),
    'two ÷ one': spreadText(ratio),
  }))
