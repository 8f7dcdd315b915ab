/**
 * `npm run bench [name...]`: the benchmarks, as a table and as JSON in data/bench/. SLUIS_BENCH_SECONDS and
 * SLUIS_BENCH_ROUNDS say how long; the defaults give figures to go by, not to publish.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { forward, forwardLarge, gate, handshakes, instroom, layNginxTrust } from './benchmarks.ts'
import type { Comparison } from './benchmarks.ts'
import { compare, machine, tableOf } from './compare.ts'
import type { Summary } from './compare.ts'
import { layBenchGround } from './ground.ts'
import { policyBench } from './policy.ts'

const benchmarks: Readonly<
  Record<string, (ground: Awaited<ReturnType<typeof layBenchGround>>) => Promise<Comparison>>
> = {
  gate,
  forward,
  'forward-1mb': forwardLarge,
  instroom,
  handshakes,
}

const rounds = Number(process.env['SLUIS_BENCH_ROUNDS'] ?? 5)
const durationMs = Number(process.env['SLUIS_BENCH_SECONDS'] ?? 5) * 1000

async function runOne(name: string): Promise<readonly Summary[]> {
  const ground = await layBenchGround()
  layNginxTrust(ground)
  let comparison: Comparison | undefined
  try {
    comparison = await benchmarks[name]?.(ground)
    if (comparison === undefined) throw new Error(`no benchmark is called ${name}`)
    return await compare({ ...comparison, rounds, durationMs })
  } finally {
    for (const target of comparison?.targets ?? []) await target.stop()
    await ground.stop()
  }
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks)
const results: Record<string, unknown> = {}
console.log(machine())
for (const name of names) {
  if (name === 'policy') {
    results[name] = await policyBench(console.log)
    continue
  }
  const summaries = await runOne(name)
  results[name] = summaries
  console.log(`\n${name} (${String(rounds)} rounds of ${String(durationMs / 1000)} s)`)
  console.log(tableOf(summaries))
}
const folder = join('data', 'bench')
mkdirSync(folder, { recursive: true })
const file = join(folder, `${new Date().toISOString().replaceAll(':', '')}.json`)
writeFileSync(file, JSON.stringify({ machine: machine(), rounds, durationMs, results }, null, 2))
console.log(`\n${file}`)
