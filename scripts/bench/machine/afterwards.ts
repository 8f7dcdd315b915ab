/** Nothing a benchmark starts or lays down outlives it, however it ends; only `kill -9` leaves it no time. */
import { constants } from 'node:os'

const undoings = new Set<() => void>()

/** Has `undo` done when this process ends, unless what is returned is called first. An exit waits for nothing. */
export function atExit(undo: () => void): () => void {
  undoings.add(undo)
  return () => {
    undoings.delete(undo)
  }
}

/** Ends tidily on exit, on an uncaught error and on the signals that ask a program to stop. */
export function endTidily(): void {
  process.once('exit', () => {
    // The last first: a server goes before the folder it writes in.
    for (const undo of [...undoings].reverse()) attempt(undo)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      process.exit(128 + constants.signals[signal])
    })
}

/** One that fails keeps none of the others from being done. */
function attempt(undo: () => void): void {
  try {
    undo()
  } catch (error) {
    console.error(error)
  }
}
