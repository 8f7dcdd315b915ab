/** Values of several rounds: the median, with the smallest and largest. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    least: sorted[0] ?? NaN,
    most: sorted.at(-1) ?? NaN,
  }
}

export const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value.toPrecision(3)

/** Empty when nothing was measured. */
export const spreadText = ({ median, least, most }: Spread): string =>
  Number.isNaN(median) ? '' : `${digits(median)} (${digits(least)}–${digits(most)})`
