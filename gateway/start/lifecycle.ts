/** What was opened, so that it is closed: in reverse, each once, and all of it whatever fails on the way. */
export interface Lifecycle {
  /** Gives `part` back; `close` is called with it when everything ends. */
  readonly use: <T>(part: T, close: (part: T) => unknown) => T
  /** Closes what is open, the last first. Rejects, when all is done, with the first failure. */
  readonly close: () => Promise<void>
}

export function lifecycle(): Lifecycle {
  const open: (() => unknown)[] = []
  return {
    use: (part, close) => {
      open.push(() => close(part))
      return part
    },
    close: async () => {
      const failures: unknown[] = []
      for (let close = open.pop(); close !== undefined; close = open.pop()) {
        try {
          await close()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
