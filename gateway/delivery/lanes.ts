/** What runs at once: a few of each lane, so that an upstream that hangs holds up nobody but its own. */

export interface Lanes {
  /** Begins work when its lane has room and the id is not running yet; whether it did. */
  begin(of: { readonly id: string; readonly lane: string }, work: () => Promise<void>): boolean
  /** Resolves when nothing runs. */
  idle(): Promise<void>
}

/** `work` must not reject; `freed` is called each time that a place has come free. */
export function makeLanes(freed: () => void, perLane = 4): Lanes {
  const running = new Map<string, { readonly lane: string; readonly done: Promise<void> }>()
  const inLane = (lane: string): number =>
    [...running.values()].filter((one) => one.lane === lane).length
  return {
    begin: ({ id, lane }, work) => {
      if (running.has(id) || inLane(lane) >= perLane) return false
      const done = Promise.resolve()
        .then(work)
        .finally(() => {
          running.delete(id)
          freed()
        })
      running.set(id, { lane, done })
      return true
    },
    idle: async () => {
      while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}
