/** One line of a table: a name and what was measured. */
export type MeasuredRow = Readonly<Record<string, string | number>>

export const round = (value: number): number => Math.round(value * 100) / 100

/** Rows under their heads, in columns. */
export function measuredTable(rows: readonly MeasuredRow[]): string {
  const heads = Object.keys(rows[0] ?? {})
  const cells = [heads, ...rows.map((row) => heads.map((head) => shown(row[head])))]
  const widths = heads.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)))
  return cells
    .map((line) => line.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('  '))
    .join('\n')
}

const shown = (value: string | number | undefined): string =>
  typeof value === 'number' ? value.toLocaleString('nl-NL') : (value ?? '')
