/** `npm run test:crash`: kill -9 at random moments under load, and then every promise accounted for. */
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../gateway/package-root.ts'
import { crashRounds } from './rounds.ts'
import type { CrashReport } from './rounds.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(randomInt(1, 2 ** 31)) },
    postgres: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})

const rounds = Number(values.rounds)
const seed = Number(values.seed)

/** The server that the tests use: it ends when its standard input does. */
async function startPostgres(): Promise<{ url: string; stop: () => void }> {
  const script = join(packageRoot, 'test/support/postgres-server.mjs')
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [first] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    url: first.toString().trim(),
    stop: () => {
      child.stdin.end()
    },
  }
}

function tell(report: CrashReport, seconds: number): void {
  const lines = [
    `${String(rounds)} rounds in ${seconds.toFixed(0)} s, seed ${String(seed)}: ` +
      `${String(report.instromen)} instromen, ${String(report.answers)} answers, ` +
      `${String(report.received)} requests at the upstream (${String(report.deliveries)} deliveries), ` +
      `${String(report.witnessed)} of them seen recorded as they came in`,
    ...[...report.tally].sort().map(([name, count]) => `  ${name}: ${String(count)}`),
    report.findings.length === 0
      ? 'nothing lost, nothing unrecorded, nothing delivered twice'
      : `${String(report.findings.length)} discrepancies (again: --seed ${String(seed)} --rounds ${String(rounds)}):`,
    ...report.findings.map((finding) => `  ${finding}`),
    ...(values.keep ? [`kept: ${report.dir}`] : []),
  ]
  console.log(lines.join('\n'))
}

console.log(`seed ${String(seed)}, ${values.postgres ? 'PostgreSQL' : 'SQLite'}`)
const started = performance.now()
const server = values.postgres ? await startPostgres() : undefined
try {
  const report = await crashRounds({
    rounds,
    seed,
    postgres: server?.url,
    keep: values.keep,
    onRound: (done, { instromen, answered, findings }) => {
      const end = process.stderr.isTTY ? '\r' : '\n'
      if (process.stderr.isTTY || done % 10 === 0 || done === rounds)
        process.stderr.write(
          `round ${String(done)}/${String(rounds)}: ${String(instromen.length)} instromen, ` +
            `${String(answered.length)} answers, ${String(findings.length)} discrepancies${end}`,
        )
    },
  })
  tell(report, (performance.now() - started) / 1000)
  process.exitCode = report.findings.length === 0 ? 0 : 1
} finally {
  server?.stop()
}
