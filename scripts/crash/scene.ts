/** What several gateways and their database go through in a crash run, and what is measured of it. */
import type { CrashPorts } from './gateway-process.ts'
import type { CrashLife } from './acts.ts'
import type { Crowd } from './load.ts'

/** How long each part of a recovery took, in milliseconds, by name. */
export type Times = Readonly<Record<string, number>>

/** Gateways that live for the whole run, of which something is killed in every round. */
export interface Scene {
  /** Whether what is left goes on: then what is measured is when the first answer came after a crash. */
  readonly goesOn: boolean
  readonly crowd: Crowd
  /** Where clients go. A gateway that is down is still in it, as behind a balancer that has not noticed. */
  readonly targets: () => readonly CrashPorts[]
  /** kill -9 of something, at once; names what. */
  kill(life: CrashLife): Promise<string>
  /** Resolves when everything is as before, while the load goes on; throws when it does not come to that. */
  recover(life: CrashLife): Promise<Times>
  /** What is wrong with a round that is over, a sentence each. */
  faults(life: CrashLife): readonly string[]
  /** Ends every gateway by SIGTERM; a sentence for each that did not end well. */
  stop(): Promise<readonly string[]>
  /** Kills what is left, whatever happened. */
  destroy(): Promise<void>
}

/** No crash takes longer to get over than this, in milliseconds. */
export const recoverMs = 90_000

/** Asking costs the gateway time that it needs to recover. */
const pollMs = 250

/** Milliseconds until `done` says so. Throws after `limitMs`, with what was waited for. */
export async function timeUntil(
  what: string,
  done: () => boolean | Promise<boolean>,
  limitMs: number = recoverMs,
): Promise<number> {
  const from = performance.now()
  while (!(await done())) {
    if (performance.now() - from > limitMs) throw new Error(`${what} took too long`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return performance.now() - from
}
