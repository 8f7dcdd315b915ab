/** A random source that gives the same again for the same seed, so that a round that went wrong can be replayed. */
export interface Random {
  /** From 0 up to 1. */
  next(): number
  /** A whole number from 0 up to `end`. */
  below(end: number): number
  /** Whether something with this probability happens. */
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
}

/** Mulberry32: 32 bits of state is plenty for choosing moments and actions. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}
