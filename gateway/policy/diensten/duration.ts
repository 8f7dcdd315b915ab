const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of `15m`, `10s`, `500ms`, `1h` or `7d`; undefined when it is no such duration or is over a year. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9][0-9]{0,9})(ms|s|m|h|d)$/.exec(text) ?? []
  const ms = Number(count) * (units[unit] ?? NaN)
  return ms <= 366 * 86_400_000 ? ms : undefined
}
