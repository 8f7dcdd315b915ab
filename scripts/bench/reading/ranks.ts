/** The test of Mann and Whitney (1947), with ties, by its normal approximation: good from some twenty values each. */

/** How likely two samples of one population differ this much by their ranks: below 0.01 they are told apart. */
export function unlike(one: readonly number[], other: readonly number[]): number {
  const [n, m] = [one.length, other.length]
  const { ranks, ties } = ranked([...one, ...other])
  const sum = ranks.slice(0, n).reduce((total, rank) => total + rank, 0)
  const u = sum - (n * (n + 1)) / 2
  const all = n + m
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)))
  if (variance === 0) return 1
  return 2 * (1 - below(Math.abs(u - (n * m) / 2) / Math.sqrt(variance)))
}

/** Ranks from 1, equal values sharing one; `ties` is the sum of t³ − t over them. */
function ranked(values: readonly number[]): { readonly ranks: number[]; readonly ties: number } {
  const order = values.map((_, place) => place).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks: number[] = []
  let ties = 0
  for (let first = 0; first < order.length;) {
    const value = values[order[first] ?? 0]
    let end = first
    while (end < order.length && values[order[end] ?? 0] === value) end++
    for (const place of order.slice(first, end)) ranks[place] = (first + 1 + end) / 2
    ties += (end - first) ** 3 - (end - first)
    first = end
  }
  return { ranks, ties }
}

/** The normal distribution below `z`, from 0 (Abramowitz and Stegun 26.2.17: to 7.5e-8). */
function below(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = terms.reduceRight((total, term) => (total + term) * t, 0)
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
