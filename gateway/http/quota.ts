/** Counts requests per instantie and dienst in fixed windows (contract 4, `quota`). */

/** A limit: this many per window. */
export interface Limit {
  readonly aantal: number
  readonly perMs: number
}

export interface Quota {
  /** Milliseconds until there is room again; 0 when there is room now. Counts nothing. */
  waitMs(key: string, limit: Limit, at: number): number
  /** Counts one request. */
  take(key: string, limit: Limit, at: number): void
}

interface Window {
  startedAt: number
  used: number
}

/** Above this many keys the windows that are over are dropped. */
const pruneAbove = 10_000

/** A quota in this process's memory. */
export function memoryQuota(): Quota {
  const windows = new Map<string, Window>()
  const current = (key: string, limit: Limit, at: number): Window | undefined => {
    const window = windows.get(key)
    return window !== undefined && at < window.startedAt + limit.perMs ? window : undefined
  }
  return {
    waitMs: (key, limit, at) => {
      const window = current(key, limit, at)
      if (window === undefined || window.used < limit.aantal) return 0
      return window.startedAt + limit.perMs - at
    },
    take: (key, limit, at) => {
      const window = current(key, limit, at)
      if (window !== undefined) window.used++
      else windows.set(key, { startedAt: at, used: 1 })
      if (windows.size > pruneAbove) prune(windows, at - limit.perMs)
    },
  }
}

function prune(windows: Map<string, Window>, before: number): void {
  for (const [key, window] of windows) if (window.startedAt <= before) windows.delete(key)
}
