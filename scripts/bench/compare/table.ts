/** A comparison as a table, and the machine it was made on. */
import { cpus } from 'node:os'
import { spreadText } from '../reading/spread.ts'
import type { BenchSummary } from './compare.ts'

/** The summaries as lines of a table, and a line for each peer that could not be measured. */
export function tableOf(
  summaries: readonly BenchSummary[],
  notInstalled: readonly string[] = [],
): string {
  const measured = summaries.map((one) => [
    one.naam,
    spreadText(one.perSecond),
    spreadText(one.throughputRatio),
    spreadText(one.cpuMicros),
    spreadText(one.cpuRatio),
    spreadText(one.p50),
    spreadText(one.p99),
    one.statuses.join(','),
    one.generatorBusy ? 'generator was the limit' : '',
  ])
  const rows = [...measured, ...notInstalled.map((naam) => [naam, 'not installed'])]
  const head = ['', 'per s', 'first ÷ this', 'CPU µs', 'CPU ÷ first', 'p50 ms', 'p99 ms', 'status']
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** The machine in a line. */
export const machine = (): string =>
  `${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, OpenSSL ${process.versions.openssl}`
