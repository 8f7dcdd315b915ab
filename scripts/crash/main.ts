/** `npm run test:crash`: kill -9 at random moments under load, and then every promise accounted for. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startOwnPostgres } from './own-postgres.ts'
import { crashReportLines } from './report.ts'
import { crashRounds } from './rounds.ts'
import type { CrashOptions, CrashReport } from './run.ts'
import { sceneRounds } from './scene-rounds.ts'
import type { SceneName } from './scene-rounds.ts'

const { values } = parseArgs({
  options: {
    /** What is killed: `proces` (the one gateway), `worker`, `replica` or `database`. */
    wat: { type: 'string', default: 'proces' },
    rondes: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(randomInt(1, 2 ** 31)) },
    /** PostgreSQL instead of SQLite; `replica` and `database` have no other. */
    postgres: { type: 'boolean', default: false },
    /** Leaves the folder where it is. */
    keep: { type: 'boolean', default: false },
  },
})

const scenes: readonly string[] = ['worker', 'replica', 'database'] satisfies SceneName[]
const isScene = (name: string): name is SceneName => scenes.includes(name)
const rounds = Number(values.rondes)
const seed = Number(values.seed)
const { wat, keep } = values

function refuse(what: string): never {
  console.error(what)
  process.exit(2)
}

if (wat !== 'proces' && !isScene(wat)) refuse(`--wat: proces, ${scenes.join(', ')}`)
if (!Number.isSafeInteger(rounds) || rounds < 1) refuse('--rondes: een getal vanaf 1')
if (!Number.isSafeInteger(seed)) refuse('--seed: een geheel getal')

let told = 0

/** How far it is, and what is wrong as soon as it is found. */
const onRound: NonNullable<CrashOptions['onRound']> = (done, { instromen, answered, findings }) => {
  const { isTTY } = process.stderr
  const news = findings.slice(told)
  told = findings.length
  for (const finding of news) process.stderr.write(`${finding}\n`)
  if (isTTY || done % 10 === 0 || done === rounds)
    process.stderr.write(
      `round ${String(done)}/${String(rounds)}: ${String(instromen.length)} instromen, ` +
        `${String(answered.length)} answers, ${String(findings.length)} discrepancies` +
        (isTTY ? '\r' : '\n'),
    )
}

async function run(): Promise<CrashReport> {
  const usesPostgres = values.postgres || wat === 'replica' || wat === 'database'
  const server = usesPostgres ? await startOwnPostgres() : undefined
  const options = { rounds, seed, keep, onRound, enough: () => stopped, postgres: server?.url }
  try {
    if (!isScene(wat)) return await crashRounds(options)
    return await sceneRounds({ ...options, scene: wat, server, planted: true })
  } finally {
    await server?.remove()
  }
}

// Once: this round is the last, and the books are closed. Twice: at once.
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stopped) process.exit(130)
    stopped = true
  })

const again =
  `--wat ${wat} --rondes ${String(rounds)} --seed ${String(seed)}` +
  (values.postgres ? ' --postgres' : '')
console.log(again)
const started = performance.now()
const report = await run()
const seconds = (performance.now() - started) / 1000
for (const line of crashReportLines(report, { seconds, again })) console.log(line)
if (keep) console.log(`kept: ${report.dir}`)
process.exitCode = report.findings.length === 0 ? 0 : 1
