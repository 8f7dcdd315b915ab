/**
 * `npm run bench -- leden`: what organisations and members cost. One gateway with 10 organisations and one with 10,000
 * (ten members each) are asked the same in turn; beside that their start and their memory. On PostgreSQL with
 * SLUIS_BENCH_POSTGRES=1.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../crash/free-port.ts'
import { makeDatabase } from '../../crash/ground.ts'
import { startOwnPostgres } from '../../crash/own-postgres.ts'
import type { BenchGround } from '../ground/ground.ts'
import type { LedenTarget } from './asks.ts'
import { asksEach, compareAsks, cpuOf } from './compare-asks.ts'
import { dienst, fillLeden, membersEach } from './fill.ts'
import { measuredTable, round } from '../reading/measured.ts'
import type { MeasuredRow } from '../reading/measured.ts'
import { residentBytes } from '../machine/processes.ts'
import { startSluisTarget } from '../compare/targets.ts'
import type { BenchTarget } from '../compare/targets.ts'

const sizes = [10, 10_000] as const

/** Measures and prints; gives what was measured. */
export async function leden(
  ground: BenchGround,
  rounds: number,
  print: (line: string) => void,
): Promise<Readonly<Record<string, readonly MeasuredRow[]>>> {
  openDesk(ground)
  if (process.env['SLUIS_BENCH_POSTGRES'] === undefined)
    return measure({ ground, rounds, print, databaseOf: (name) => sqliteIn(ground, name) })
  const server = await startOwnPostgres()
  try {
    const databaseOf = (name: string): Promise<string> => makeDatabase(server.url, name)
    return await measure({ ground, rounds, print, databaseOf })
  } finally {
    await server.remove()
  }
}

interface Measuring {
  readonly ground: BenchGround
  readonly rounds: number
  readonly print: (line: string) => void
  /** Makes an empty database and gives its URL. */
  readonly databaseOf: (name: string) => Promise<string>
}

const sqliteIn = ({ dir }: BenchGround, name: string): Promise<string> =>
  Promise.resolve(`sqlite:${join(dir, 'data', `${name}.db`)}`)

async function measure({
  ground,
  rounds,
  print,
  databaseOf,
}: Measuring): Promise<Readonly<Record<string, readonly MeasuredRow[]>>> {
  const started: Started[] = []
  for (const size of sizes)
    started.push(await start(ground, size, await databaseOf(`leden_${String(size)}`)))
  const asks = await compareAsks(ground, started, rounds)
  print(
    `\nleden (${String(rounds)} rounds of ${String(asksEach)}), milliseconds\n${measuredTable(asks)}`,
  )
  const costs = started.map(({ target, running, seconds, cpu, restSeconds, restCpu, mb }) => ({
    organisaties: target.organisaties,
    leden: target.organisaties * membersEach,
    'starten (s)': seconds,
    'opnieuw starten (s)': restSeconds,
    'rekentijd van het starten (s)': cpu,
    'en van opnieuw starten (s)': restCpu,
    'geheugen na het starten (MB)': mb,
    'geheugen na de metingen (MB)': megabytes(running),
  }))
  print(`\nleden: starten en geheugen\n${measuredTable(costs)}`)
  return { vragen: asks, kosten: costs }
}

/** A dienst that can be asked as often as we like, and a service desk. */
function openDesk({ dir, upstreamPort }: BenchGround): void {
  const change = (file: string, ...changes: readonly (readonly [string, string])[]): void => {
    const path = join(dir, 'policy', file)
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      changes.reduce((all, [from, to]) => all.replace(from, to), text),
    )
  }
  change(
    `diensten/${dienst}.yaml`,
    ['127.0.0.1:8084', `127.0.0.1:${String(upstreamPort)}`],
    ['aantal: 600', 'aantal: 100000000'],
  )
  change('beleid.yaml', [
    'servicedesk: { dienst: servicedesk }',
    'servicedesk: { dienst: machtigingenportaal }',
  ])
  change('diensten/machtigingenportaal.yaml', [
    'autorisaties:\n',
    'autorisaties:\n  servicedesk: { omschrijving: Desk }\n',
  ])
  change('instanties/voorbeeld.yaml', [
    'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen] }',
    'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen, servicedesk] }',
  ])
}

interface Started {
  readonly target: LedenTarget
  readonly running: BenchTarget
  /** From a process to one that is ready: the first time, and with the caches of the system warm. */
  readonly seconds: number
  readonly restSeconds: number
  /** CPU seconds of the same, which say more on a machine that does other work too. */
  readonly cpu: number
  readonly restCpu: number
  /** Resident right after the start. */
  readonly mb: number
}

const megabytes = ({ pids }: BenchTarget): number =>
  Math.round(pids.reduce((sum, pid) => sum + residentBytes(pid), 0) / 1e6)

async function start(
  ground: BenchGround,
  organisaties: number,
  database: string,
): Promise<Started> {
  const signed = await fillLeden({ ...ground.env, SLUIS_DATABASE: database }, organisaties)
  const toegangPort = await freePort()
  const env = {
    ...{ SLUIS_DATABASE: database, SLUIS_TOEGANG_PORT: String(toegangPort) },
    ...{ SLUIS_SMTP_URL: 'smtp://127.0.0.1:9', SLUIS_MAIL_VAN: 'Sluis <sluis@zorg.example>' },
    ...{
      SLUIS_SMS_VORM: 'spryng',
      SLUIS_SMS_URL: 'http://127.0.0.1:9',
      SLUIS_SMS_SLEUTEL: 'bench',
    },
  }
  const launch = async () => {
    const began = performance.now()
    const running = await startSluisTarget(ground, { naam: String(organisaties), env })
    return { running, seconds: round((performance.now() - began) / 1000), cpu: cpuOf(running) }
  }
  const first = await launch()
  await first.running.stop()
  const { running, seconds: restSeconds, cpu: restCpu } = await launch()
  const { naam, portaalPort } = running
  return {
    target: { naam, portaalPort, toegangPort, organisaties, signed },
    ...{ running, seconds: first.seconds, restSeconds, cpu: first.cpu, restCpu },
    mb: megabytes(running),
  }
}
