/**
 * `npm run bench [name...]`: the benchmarks, as a table and as JSON in data/bench/. SLUIS_BENCH_SECONDS and
 * SLUIS_BENCH_ROUNDS say how long; the defaults give figures to go by, not to publish. `policy`, `leden` and `duties` run by
 * name only.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aanmelden } from './sign-in/aanmelden.ts'
import { endTidily } from './machine/afterwards.ts'
import { compare } from './compare/compare.ts'
import { machine, tableOf } from './compare/table.ts'
import type { Comparison } from './compare/comparison.ts'
import { dutiesBench } from './floor/duties.ts'
import { benchForward, forwardLarge } from './traffic/forward.ts'
import { gate } from './traffic/gate.ts'
import { layBenchGround } from './ground/ground.ts'
import type { BenchGround } from './ground/ground.ts'
import { handshakes } from './traffic/handshakes.ts'
import { instroom, instroomSlowDisk } from './traffic/instroom.ts'
import { latency } from './traffic/latency.ts'
import { leden } from './leden/leden.ts'
import { limitRows, limits } from './traffic/limits.ts'
import { memory, memoryRows } from './traffic/memory.ts'
import { measuredTable } from './reading/measured.ts'
import { policyBench } from './policy/policy.ts'
import { tryOut } from './compare/trial.ts'
import { workers, workersRows } from './traffic/workers.ts'

const rounds = Number(process.env['SLUIS_BENCH_ROUNDS'] ?? 5)
const durationMs = Number(process.env['SLUIS_BENCH_SECONDS'] ?? 5) * 1000

/** Measures and prints; gives what goes into the JSON. */
type Benchmark = (name: string) => Promise<unknown>

const onGround =
  (measure: (ground: BenchGround, name: string) => Promise<unknown>): Benchmark =>
  async (name) => {
    const ground = await layBenchGround()
    try {
      return await measure(ground, name)
    } finally {
      await ground.stop()
    }
  }

const comparing = (start: (ground: BenchGround) => Promise<Comparison>): Benchmark =>
  onGround(async (ground, name) => {
    const comparison = await start(ground)
    await tryOut(comparison)
    const targets = await compare({ ...comparison, rounds, durationMs })
    const { notInstalled, note } = comparison
    console.log(`\n${name} (${String(rounds)} rounds of ${String(durationMs / 1000)} s)`)
    console.log(tableOf(targets, notInstalled))
    if (note !== undefined) console.log(note)
    return { targets, notInstalled, note }
  })

const benchmarks: Readonly<Record<string, Benchmark>> = {
  limits: onGround(async (ground, name) => {
    const all = await limits(ground)
    console.log(`\n${name}\n${measuredTable(limitRows(all))}`)
    return all
  }),
  gate: comparing(gate),
  forward: comparing(benchForward),
  'forward-1mb': comparing(forwardLarge),
  instroom: comparing(instroom),
  'instroom-4ms': comparing(instroomSlowDisk),
  latency: comparing(latency),
  handshakes: comparing(handshakes),
  memory: onGround(async (ground, name) => {
    const all = await memory(ground, rounds)
    console.log(`\n${name} (${String(rounds)} rounds)\n${measuredTable(memoryRows(all))}`)
    return all
  }),
  workers: onGround(async (ground, name) => {
    const all = await workers(ground, { rounds, durationMs })
    console.log(`\n${name} (${String(rounds)} rounds)\n${measuredTable(workersRows(all))}`)
    return all
  }),
  leden: onGround((ground) => leden(ground, rounds, console.log)),
  aanmelden: onGround((ground, name) => {
    console.log(`\n${name} (${String(rounds)} rounds of ${String(durationMs / 1000)} s)`)
    return aanmelden(ground, { rounds, durationMs, print: console.log })
  }),
  duties: comparing(dutiesBench),
  policy: () => policyBench(console.log),
}

const byName = ['policy', 'leden', 'duties']
const everyday = Object.keys(benchmarks).filter((name) => !byName.includes(name))
const names = process.argv.length > 2 ? process.argv.slice(2) : everyday

endTidily()
const unknown = names.filter((name) => benchmarks[name] === undefined)
if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(', ')}`)
console.log(machine())
const results: Record<string, unknown> = {}
for (const name of names) results[name] = await benchmarks[name]?.(name)
const folder = join('data', 'bench')
mkdirSync(folder, { recursive: true })
const file = join(folder, `${new Date().toISOString().replaceAll(':', '')}.json`)
writeFileSync(file, JSON.stringify({ machine: machine(), rounds, durationMs, results }, null, 2))
console.log(`\n${file}`)
