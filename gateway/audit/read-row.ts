/** A row read back, for exports: as it was written, or as an older version wrote it, or clipped. */
import type { AuditRow } from './chain.ts'

/** Fields of a JSON object, whatever they are. */
export type RowFields = Readonly<Record<string, unknown>>

/** A row with its event. Any field may be missing or clipped to a text: read it with {@link fieldText}. */
export interface ReadRow {
  readonly row: AuditRow
  readonly event: RowFields
  readonly gebruiker: RowFields
  readonly certificaat: RowFields
  readonly object: RowFields
}

/** A row that no export can show. */
export class UnreadableRow extends Error {
  override readonly name = 'UnreadableRow'
  readonly row: AuditRow

  constructor(row: AuditRow) {
    super(`row ${row.nr} of writer ${row.writer} is no JSON`)
    this.row = row
  }
}

/** Throws an {@link UnreadableRow} when the line is no JSON object. */
export function readRow(row: AuditRow): ReadRow {
  const event = parse(row.line)
  if (event === undefined) throw new UnreadableRow(row)
  return {
    row,
    event,
    gebruiker: fieldsOf(event['gebruiker']) ?? {},
    certificaat: fieldsOf(event['certificaat']) ?? {},
    object: fieldsOf(event['object']) ?? {},
  }
}

function parse(line: string): RowFields | undefined {
  try {
    return fieldsOf(JSON.parse(line))
  } catch {
    return undefined
  }
}

const fieldsOf = (value: unknown): RowFields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as RowFields)
    : undefined

/** A value as text: nothing for null, a list with spaces between, anything else as JSON. */
export function fieldText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(fieldText).join(' ')
  return JSON.stringify(value)
}
