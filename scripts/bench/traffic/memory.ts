/** What a connection costs that does nothing: resident memory of all processes of a target, before and after. */
import { spread } from '../reading/spread.ts'
import type { Spread } from '../reading/spread.ts'
import type { BenchCandidate } from '../compare/comparison.ts'
import { proxies } from './forward.ts'
import { asClient } from '../ground/ground.ts'
import type { BenchGround } from '../ground/ground.ts'
import type { Idle } from '../load/idle.ts'
import { cores, installed, launch, own, residentBytes } from '../machine/processes.ts'
import type { RunningProcess } from '../machine/processes.ts'
import { startSluisTarget } from '../compare/targets.ts'
import type { BenchTarget } from '../compare/targets.ts'

/** One target over all rounds. */
export interface MemorySummary {
  readonly naam: string
  /** Kilobytes (1,000 bytes) per connection; undefined: not installed. */
  readonly perConnection: Spread | undefined
  /** Megabytes before the connections were opened. */
  readonly base: Spread | undefined
}

const connections = 2_000
const warmingUp = 320
const settleMs = 2_000

/** Everyone forwards as in the benchmark `forward`: the gateway is whole. */
const candidates = (ground: BenchGround): readonly BenchCandidate[] => [
  {
    naam: 'sluis',
    start: () =>
      startSluisTarget(ground, {
        env: { SLUIS_MAX_VERBINDINGEN_PER_ADRES: String(2 * connections) },
      }),
  },
  ...proxies(ground),
]

/** Every round a fresh process: memory that was freed would be used again. */
export async function memory(
  ground: BenchGround,
  rounds: number,
): Promise<readonly MemorySummary[]> {
  const all = candidates(ground)
  const measured = new Map(all.map(({ naam }) => [naam, [] as Measured[]]))
  for (let round = 0; round < rounds; round++)
    for (const { naam, programs, start } of all) {
      const program = programs === undefined ? '' : installed(programs)
      if (program !== undefined)
        measured.get(naam)?.push(await measure(ground, await start(program)))
    }
  return [...measured].map(([naam, rows]) => ({
    naam,
    perConnection: spreadOf(rows.map((row) => row.perConnection)),
    base: spreadOf(rows.map((row) => row.base)),
  }))
}

interface Measured {
  readonly perConnection: number
  readonly base: number
}

const spreadOf = (values: readonly number[]): Spread | undefined =>
  values.length === 0 ? undefined : spread(values)

async function measure(ground: BenchGround, target: BenchTarget): Promise<Measured> {
  const resident = (): number => target.pids.reduce((sum, pid) => sum + residentBytes(pid), 0)
  // What the first connections make a server set up is not what a connection costs.
  await (await openIdle(ground, target, warmingUp)).stop()
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  const before = resident()
  const holder = await openIdle(ground, target, connections)
  const after = resident()
  await holder.stop()
  await target.stop()
  return { perConnection: (after - before) / connections / 1e3, base: before / 1e6 }
}

/** Opens them and waits until they have been idle for a while. Rejects when any is not open then. */
async function openIdle(
  ground: BenchGround,
  target: BenchTarget,
  count: number,
): Promise<RunningProcess> {
  const idle: Idle = {
    ...asClient(ground, 'indiener'),
    ...{ port: target.portaalPort, path: '/machtigingenportaal/aanvragen' },
    ...{ connections: count, settleMs },
  }
  const running = launch({
    command: [process.execPath, own('load/idle')],
    core: cores.others,
    input: JSON.stringify(idle),
  })
  const open = await firstLine(running)
  if (open !== String(count)) {
    throw new Error(`${target.naam} keeps ${open} of ${String(count)} connections`)
  }
  return running
}

async function firstLine(running: RunningProcess): Promise<string> {
  while (!running.output().includes('\n')) {
    if (running.child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return running.output().trim()
}

const told = (value: Spread | undefined): string =>
  value === undefined
    ? 'not installed'
    : `${value.median.toFixed(1)} (${value.least.toFixed(1)}–${value.most.toFixed(1)})`

/** The summaries as rows of a table. */
export const memoryRows = (
  summaries: readonly MemorySummary[],
): readonly Readonly<Record<string, string>>[] =>
  summaries.map(({ naam, perConnection, base }) => ({
    server: naam,
    'kB per connection': told(perConnection),
    'MB before': told(base),
  }))
