/**
 * `npm run bench -- leden`: what organisations and members cost. One gateway with 10 organisations and one with 10,000
 * (ten members each) are asked the same in turn; beside that their start and their memory.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../crash/free-port.ts'
import { digits, spread } from './compare.ts'
import type { Spread } from './compare.ts'
import type { BenchGround } from './ground.ts'
import { ledenAsks } from './leden-asks.ts'
import type { LedenAsk, LedenTarget } from './leden-asks.ts'
import { dienst, fillLeden, membersEach } from './leden-store.ts'
import { measuredTable } from './policy.ts'
import type { PolicyMeasured } from './policy-measure.ts'
import { residentBytes } from './processes.ts'
import { startSluisTarget } from './targets.ts'
import type { BenchTarget } from './targets.ts'

const sizes = [10, 10_000] as const
const asksEach = 100

/** Measures and prints; gives what was measured. */
export async function leden(
  ground: BenchGround,
  rounds: number,
  print: (line: string) => void,
): Promise<Readonly<Record<string, readonly PolicyMeasured[]>>> {
  openDesk(ground)
  const started: Started[] = []
  for (const size of sizes) started.push(await start(ground, size))
  const asks = await compareAsks(ground, started, rounds)
  print(
    `\nleden (${String(rounds)} rounds of ${String(asksEach)}), milliseconds\n${measuredTable(asks)}`,
  )
  const costs = started.map(({ target, running, seconds, restSeconds, mb }) => ({
    organisaties: target.organisaties,
    leden: target.organisaties * membersEach,
    'starten (s)': seconds,
    'opnieuw starten (s)': restSeconds,
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
    'policyTests: vrij',
    'policyTests: vrij\nservicedesk: { dienst: machtigingenportaal }',
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
  /** Resident right after the start. */
  readonly mb: number
}

const megabytes = ({ pids }: BenchTarget): number =>
  Math.round(pids.reduce((sum, pid) => sum + residentBytes(pid), 0) / 1e6)

async function start(ground: BenchGround, organisaties: number): Promise<Started> {
  const database = `sqlite:${join(ground.dir, 'data', `leden-${String(organisaties)}.db`)}`
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
  const launch = async (): Promise<{ readonly running: BenchTarget; readonly seconds: number }> => {
    const began = performance.now()
    const running = await startSluisTarget(ground, { naam: String(organisaties), env })
    return { running, seconds: Math.round((performance.now() - began) / 10) / 100 }
  }
  const first = await launch()
  await first.running.stop()
  const { running, seconds: restSeconds } = await launch()
  const { naam, portaalPort } = running
  return {
    target: { naam, portaalPort, toegangPort, organisaties, signed },
    ...{ running, seconds: first.seconds, restSeconds, mb: megabytes(running) },
  }
}

/** In turn, one question each, so that what slows the machine down slows both. */
async function compareAsks(
  ground: BenchGround,
  started: readonly Started[],
  rounds: number,
): Promise<readonly PolicyMeasured[]> {
  const asks = started.map(({ target }) => ledenAsks(ground, target))
  const rows: PolicyMeasured[] = []
  for (const vraag of Object.keys(asks[0] ?? {})) {
    const both = asks.flatMap((one) => one[vraag] ?? [])
    await roundOf(both)
    const medians: (readonly number[])[] = []
    for (let round = 0; round < rounds; round++) medians.push(await roundOf(both))
    rows.push({ vraag, ...rowOf(medians) })
  }
  return rows
}

/** The median of each. */
async function roundOf(asks: readonly LedenAsk[]): Promise<readonly number[]> {
  const all = asks.map((): number[] => [])
  for (let turn = 0; turn < asksEach; turn++)
    for (const [nr, ask] of asks.entries()) all[nr]?.push(await ask(turn))
  return all.map((times) => spread(times).median)
}

function rowOf(medians: readonly (readonly number[])[]): PolicyMeasured {
  const [few, many] = sizes.map((_, nr) => spread(medians.map((round) => round[nr] ?? NaN)))
  const ratio = spread(medians.map(([one = NaN, other = NaN]) => other / one))
  return { '10': told(few), '10.000': told(many), verhouding: told(ratio) }
}

const told = (value: Spread | undefined): string =>
  value === undefined
    ? ''
    : `${digits(value.median)} (${digits(value.least)}–${digits(value.most)})`
