/**
 * Who is refused over and over, by a certificate or a sign-in, may not fill the audit: from the 61st refusal in a
 * minute on it is answered SL503, and the rest becomes one counted row (contract 7).
 */
import type { AuditEvent } from '../../audit/event.ts'
import type { RepeatedRefusals } from '../exchange/gateway.ts'

const maxPerWindow = 60
const windowMs = 60_000

interface Window {
  startedAt: number
  refusals: number
  last: AuditEvent | undefined
}

/** Counts in memory; the number of those followed is bounded by how many can be seen in a minute. */
export function repeatedRefusals(now: () => number): RepeatedRefusals {
  const windows = new Map<string, Window>()
  const ended: AuditEvent[] = []
  const close = (subject: string, window: Window): void => {
    windows.delete(subject)
    const over = window.refusals - maxPerWindow
    if (window.last !== undefined && over > 0) ended.push({ ...window.last, aantal: over })
  }
  return {
    admit: (event, subject) => {
      const at = now()
      let window = windows.get(subject)
      if (window !== undefined && at >= window.startedAt + windowMs) close(subject, window)
      window = windows.get(subject) ?? { startedAt: at, refusals: 0, last: undefined }
      windows.set(subject, window)
      window.refusals++
      if (window.refusals <= maxPerWindow) return { recorded: true, retryAfterSeconds: 0 }
      window.last = event
      const left = window.startedAt + windowMs - at
      return { recorded: false, retryAfterSeconds: Math.max(1, Math.ceil(left / 1000)) }
    },
    counted: (all) => {
      for (const [subject, window] of windows)
        if (all || now() >= window.startedAt + windowMs) close(subject, window)
      return ended.splice(0)
    },
  }
}
