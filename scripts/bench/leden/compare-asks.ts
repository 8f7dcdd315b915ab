/** The same questions to two gateways in turn, and what they cost. */
import { spread, spreadText } from '../reading/spread.ts'
import type { BenchGround } from '../ground/ground.ts'
import { ledenAsks } from './asks.ts'
import type { LedenAsk, LedenTarget } from './asks.ts'
import { round } from '../reading/measured.ts'
import type { MeasuredRow } from '../reading/measured.ts'
import { cpuSeconds } from '../machine/processes.ts'
import type { BenchTarget } from '../compare/targets.ts'

export const asksEach = 100

interface LedenAsked {
  readonly target: LedenTarget
  readonly running: BenchTarget
}

/** CPU seconds that a gateway has used. */
export const cpuOf = ({ pids }: BenchTarget): number =>
  round(pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0))

/** In turn, one question each, so that what slows the machine down slows both. */
export async function compareAsks(
  ground: BenchGround,
  started: readonly LedenAsked[],
  rounds: number,
): Promise<readonly MeasuredRow[]> {
  const asks = started.map(({ target }) => ledenAsks(ground, target))
  const rows: MeasuredRow[] = []
  for (const vraag of Object.keys(asks[0] ?? {})) {
    const both = asks.flatMap((one) => one[vraag] ?? [])
    await roundOf(both)
    const before = started.map(({ running }) => cpuOf(running))
    const medians: (readonly number[])[] = []
    while (medians.length < rounds) medians.push(await roundOf(both))
    const cpu = started.map(({ running }, nr) => cpuOf(running) - (before[nr] ?? 0))
    const each = cpu.map((seconds) => (seconds * 1000) / (rounds * asksEach))
    rows.push({ vraag, ...rowOf(medians, each) })
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

/** `cpu`: milliseconds of the processor for one question, with what goes on beside it. */
function rowOf(
  medians: readonly (readonly number[])[],
  [fewCpu = NaN, manyCpu = NaN]: readonly number[],
): MeasuredRow {
  const told = (nr: number) => spreadText(spread(medians.map((round) => round[nr] ?? NaN)))
  const ratio = spread(medians.map(([one = NaN, other = NaN]) => other / one))
  return {
    ...{ '10 (ms)': told(0), '10.000 (ms)': told(1), verhouding: spreadText(ratio) },
    ...{ 'rekentijd 10': round(fewCpu), 'rekentijd 10.000': round(manyCpu) },
    'verhouding rekentijd': round(manyCpu / fewCpu),
  }
}
