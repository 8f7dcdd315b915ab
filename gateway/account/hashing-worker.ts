/**
 * A thread that hashes passwords, one at a time, below all else of this program: a third of a second of a core for each
 * must not stand in the way of a request.
 */
import { scryptSync } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { constants, getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import type { Derivation } from './derive.ts'

/** About a tenth of what this program's other threads get of a core that they want too (sched(7)). */
const lower = 10

/** Linux has a priority for each thread; elsewhere, or where it may not be set, it stays as it is. */
function stepAside(): void {
  try {
    const thread = Number(basename(readlinkSync('/proc/thread-self')))
    setPriority(thread, Math.min(constants.priority.PRIORITY_LOW, getPriority(thread) + lower))
  } catch {
    // Then it is a thread like the others.
  }
}

stepAside()
parentPort?.on('message', ({ password, salt, size, options }: Derivation) => {
  parentPort?.postMessage(scryptSync(password, salt, size, options))
})
