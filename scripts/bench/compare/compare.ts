/** Runs the same load on several targets in turn, round after round, and says how they compare. */
import type { Load } from '../load/generator.ts'
import { shakeHands } from '../load/handshake-generator.ts'
import { cpuSeconds } from '../machine/processes.ts'
import { generate } from '../load/generate.ts'
import type { BenchTarget } from './targets.ts'
import { spread } from '../reading/spread.ts'
import type { Spread } from '../reading/spread.ts'

/** One target in one round. */
export interface Sample {
  readonly naam: string
  readonly perSecond: number
  /** Server CPU per answer, in microseconds. */
  readonly cpuMicros: number
  /** Milliseconds; NaN where the generator does not tell. */
  readonly p50: number
  readonly p99: number
  /** Part of a core that the generator used. */
  readonly generator: number
  readonly statuses: Readonly<Record<string, number>>
}

/** All rounds of one target: medians, with the smallest and largest. */
export interface BenchSummary {
  readonly naam: string
  readonly perSecond: Spread
  readonly cpuMicros: Spread
  readonly p50: Spread
  readonly p99: Spread
  /** This one's CPU per answer divided by the first target's: above 1 the first is cheaper. */
  readonly cpuRatio: Spread
  /** The first target's answers per second divided by this one's: above 1 the first is faster. */
  readonly throughputRatio: Spread
  readonly generatorBusy: boolean
  readonly statuses: readonly string[]
}

export interface Plan {
  readonly targets: readonly BenchTarget[]
  readonly load: (target: BenchTarget) => Omit<Load, 'durationMs' | 'seed'>
  readonly rounds: number
  readonly durationMs: number
}

/** A generator this busy may be what is measured. */
const tooBusy = 0.9

export async function compare(plan: Plan): Promise<readonly BenchSummary[]> {
  const samples: Sample[] = []
  for (let round = 0; round <= plan.rounds; round++)
    for (const target of plan.targets) {
      const sample = await sampleOf(plan, target, `${String(round)}-${String(Date.now())}`)
      // The first round warms up: compilation, pools, files.
      if (round > 0) samples.push(sample)
    }
  return plan.targets.map(({ naam }) => summaryOf(naam, samples, plan.targets[0]?.naam ?? ''))
}

async function sampleOf(plan: Plan, target: BenchTarget, seed: string): Promise<Sample> {
  const cost = (): number => target.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0)
  const before = cost()
  const load = { ...plan.load(target), durationMs: plan.durationMs, seed }
  const measured = await (load.handshakes === true ? shakeHands(load) : generate(load))
  const answers = Math.max(1, measured.answers)
  return {
    naam: target.naam,
    perSecond: measured.answers / measured.seconds,
    cpuMicros: ((cost() - before) / answers) * 1e6,
    p50: measured.p50,
    p99: measured.p99,
    generator: measured.busy,
    statuses: measured.statuses,
  }
}

function summaryOf(naam: string, samples: readonly Sample[], first: string): BenchSummary {
  const own = samples.filter((sample) => sample.naam === naam)
  const others = samples.filter((sample) => sample.naam === first)
  return {
    naam,
    perSecond: spread(own.map(({ perSecond }) => perSecond)),
    cpuMicros: spread(own.map(({ cpuMicros }) => cpuMicros)),
    p50: spread(own.map(({ p50 }) => p50)),
    p99: spread(own.map(({ p99 }) => p99)),
    // Round by round, so that what slowed the machine down slowed both.
    cpuRatio: spread(
      own.map(({ cpuMicros }, round) => cpuMicros / (others[round]?.cpuMicros ?? NaN)),
    ),
    throughputRatio: spread(
      own.map(({ perSecond }, round) => (others[round]?.perSecond ?? NaN) / perSecond),
    ),
    generatorBusy: own.some(({ generator }) => generator > tooBusy),
    statuses: [...new Set(own.flatMap(({ statuses }) => Object.keys(statuses)))],
  }
}
