/**
 * CSV (RFC 4180) for spreadsheets: every field quoted, CRLF. A cell that a spreadsheet would take for a formula begins
 * with an apostrophe; control and direction characters are written as \\uXXXX, so that a record is a line.
 */
import { visible } from './visible.ts'

/** What stands between fields; Excel in Dutch expects a semicolon. */
export type Separator = ',' | ';'

/** Before the first record, so that Excel reads UTF-8. */
export const byteOrderMark = '\ufeff'

/** One record with its line end. */
export const csvRecord = (cells: readonly string[], separator: Separator): string =>
  `${cells.map(cellOf).join(separator)}\r\n`

// Also the full-width forms, which some spreadsheets take for the same, and what may stand before a formula.
const formula = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u

const cellOf = (text: string): string => {
  const harmless = formula.test(text) ? `'${text}` : text
  return `"${visible(harmless).replaceAll('"', '""')}"`
}

/** A cell as it was before it was made harmless. */
export const fromCell = (text: string): string =>
  text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text
