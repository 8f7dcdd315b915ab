/** A crash run in lines of text. */
import type { CrashReport } from './run.ts'

interface Of {
  readonly seconds: number
  /** The options that give the same run again. */
  readonly again: string
}

export const crashReportLines = (report: CrashReport, { seconds, again }: Of): string[] => [
  `${String(report.rounds)} rounds in ${seconds.toFixed(0)} s: ` +
    `${String(report.instromen)} instromen, ${String(report.meldingen)} meldingen, ${String(report.answers)} answers, ` +
    `${String(report.received)} requests at the upstream (${String(report.deliveries)} deliveries, ` +
    `${String(report.repeated)} of them once more under the same key), ` +
    `${String(report.witnessed)} of them seen recorded as they came in`,
  `audit: ${String(report.rows)} rows and ${String(report.checkpoints)} signed checkpoints verified`,
  `openings refused (SL502) because a claim stood: ${String(report.claimed)}`,
  `meldingen that the upstream took and never answered: ${String(report.unanswered)}`,
  ...countLines('killed', report.counts),
  ...countLines('tries without an answer', report.lost),
  ...[...report.times].map(timeLine),
  ...[...report.tally].sort().map(([name, count]) => `  ${name}: ${String(count)}`),
  report.findings.length === 0
    ? 'nothing lost, nothing unrecorded, nothing delivered twice'
    : `${String(report.findings.length)} discrepancies (again: ${again}):`,
  ...report.planted.map((what) => `planted and found: ${what}`),
  ...report.findings.map((finding) => `  ${finding}`),
]

const countLines = (what: string, counts: ReadonlyMap<string, number>): readonly string[] =>
  counts.size === 0
    ? []
    : [`${what}: ${[...counts].map(([name, count]) => `${name} ${String(count)}`).join(', ')}`]

function timeLine([name, all]: readonly [string, readonly number[]]): string {
  const sorted = [...all].sort((one, other) => one - other)
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0)
  return `${name}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms (${String(all.length)} times)`
}
