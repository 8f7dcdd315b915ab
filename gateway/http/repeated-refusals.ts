/**
 * A certificate that is refused over and over may not fill the audit: from the 61st refusal in a minute on
 * it is answered SL503, and the rest becomes one counted row (contract 7).
 */
import type { AuditEvent } from '../audit/event.ts'

export interface RepeatedRefusals {
  /**
   * Whether a refusal is recorded by itself. If not, it is counted, and the seconds until the window ends
   * are what the client is told to wait.
   */
  admit(event: AuditEvent, fingerprint: string): { recorded: boolean; retryAfterSeconds: number }
  /** Gives the counted rows of windows that have ended, or of all at shutdown. */
  counted(all: boolean): readonly AuditEvent[]
}

const maxPerWindow = 60
const windowMs = 60_000

interface Window {
  startedAt: number
  refusals: number
  last: AuditEvent | undefined
}

/** Counts in memory; the number of certificates followed is bounded by how many can be seen in a minute. */
export function repeatedRefusals(now: () => number): RepeatedRefusals {
  const windows = new Map<string, Window>()
  const ended: AuditEvent[] = []
  const close = (fingerprint: string, window: Window): void => {
    windows.delete(fingerprint)
    const over = window.refusals - maxPerWindow
    if (window.last !== undefined && over > 0) ended.push({ ...window.last, aantal: over })
  }
  return {
    admit: (event, fingerprint) => {
      const at = now()
      let window = windows.get(fingerprint)
      if (window !== undefined && at >= window.startedAt + windowMs) close(fingerprint, window)
      window = windows.get(fingerprint) ?? { startedAt: at, refusals: 0, last: undefined }
      windows.set(fingerprint, window)
      window.refusals++
      if (window.refusals <= maxPerWindow) return { recorded: true, retryAfterSeconds: 0 }
      window.last = event
      const left = window.startedAt + windowMs - at
      return { recorded: false, retryAfterSeconds: Math.max(1, Math.ceil(left / 1000)) }
    },
    counted: (all) => {
      for (const [fingerprint, window] of windows)
        if (all || now() >= window.startedAt + windowMs) close(fingerprint, window)
      return ended.splice(0)
    },
  }
}
