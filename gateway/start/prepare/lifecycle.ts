/** What a start opens, in the order in which it does; it is closed the other way round. */
export const startParts = [
  'policy',
  'revocation',
  'store',
  'clock',
  'audit',
  'history',
  'register',
  'beheer',
  'leden',
  'notifier',
  'hashing',
  'gateway',
  'certificate',
  'portaal',
  'instroom',
  'toegang',
  'upkeep',
  'zelftest',
  'operators',
] as const

export type StartPart = (typeof startParts)[number]

/** What was opened, so that it is closed: in reverse, each once, and all of it whatever fails on the way. */
export interface Lifecycle {
  /** Gives `part` back; `close` is called with it when everything ends. */
  readonly use: <T>(name: StartPart, part: T, close: (part: T) => unknown) => T
  /** Closes what is open, the last first. Rejects, when all is done, with the first failure and whose it is. */
  readonly close: () => Promise<void>
}

export function lifecycle(): Lifecycle {
  const open: { readonly name: StartPart; readonly end: () => unknown }[] = []
  return {
    use: (name, part, close) => {
      open.push({ name, end: () => close(part) })
      return part
    },
    close: async () => {
      const failures: Error[] = []
      for (let part = open.pop(); part !== undefined; part = open.pop()) {
        try {
          await part.end()
        } catch (cause) {
          failures.push(new Error(`${part.name} sluit niet`, { cause }))
        }
      }
      if (failures[0] !== undefined) throw failures[0]
    },
  }
}
