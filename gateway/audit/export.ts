/** Audit rows as NDJSON (one JSON value a line), for who reads or checks them elsewhere. */
import type { AgbCode } from '../identity/agb-code.ts'
import type { AuditRow } from './chain.ts'

/** Which rows: of one practice, from a moment, until but not at a moment (epoch ms). */
export interface AuditSelection {
  readonly agbCode?: AgbCode
  readonly from?: number
  readonly until?: number
}

/**
 * A row as one line: writer, number and hash of the row before it (`schrijver`, `nr`, `vorige`), the
 * event's fields, and last the row's own `hash`, which is the SHA-256 of the line without it.
 */
export const exportLine = (row: AuditRow): string =>
  `${row.line.slice(0, -1)},"hash":${JSON.stringify(row.hash)}}\n`

/** The rows as lines, one at a time. */
export async function* exportLines(rows: AsyncIterable<AuditRow>): AsyncGenerator<string> {
  for await (const row of rows) yield exportLine(row)
}
