/** Where the log goes: a line that cannot be written is lost and counted, and never stops what it is about. */
import { writeSync } from 'node:fs'
import type { DestinationStream } from 'pino'
import { logTexts } from '../base/log-texts.ts'

interface Output {
  /** Writes what is left of a line; gives how many bytes went. Throws what the system says. */
  readonly write: (bytes: Uint8Array) => number
  /** Gives a reader that is behind the time to read. */
  readonly pause: () => void
  /** Epoch ms. */
  readonly now: () => number
}

export interface LastingOutput extends DestinationStream {
  /** How many lines were lost since it was made. */
  readonly lost: () => number
}

/** Standard output, written at once: what was logged before a crash is there. */
export const standardOutput = (): LastingOutput =>
  lastingOutput({
    write: (bytes) => writeSync(1, bytes),
    pause: () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    },
    // eslint-disable-next-line no-restricted-properties -- a line of log has the time at which it was written
    now: Date.now,
  })

const pauseMs = 10
/** A reader that is behind is waited for this often; while lines are being lost, not at all. */
const patience = 50

/**
 * A full disk, a reader that is gone or stands still: the gateway goes on. The first line that is written again is
 * followed by one that tells how many were lost.
 */
export function lastingOutput({ write, pause, now }: Output): LastingOutput {
  let lost = 0
  let total = 0
  let isHalf = false
  const tried = (line: string): boolean => {
    // What went of a line that was cut off stays a line of its own.
    let left: Uint8Array = Buffer.from(isHalf ? `\n${line}` : line)
    const { length } = left
    for (let pauses = lost > 0 ? patience : 0; left.length > 0;) {
      try {
        left = left.subarray(write(left))
      } catch (error) {
        if (pauses >= patience || !isBehind(error)) {
          isHalf ||= left.length < length
          return false
        }
        pauses += 1
        pause()
      }
    }
    isHalf = false
    return true
  }
  return {
    write: (line) => {
      if (!tried(line)) {
        lost += 1
        total += 1
      } else if (lost > 0 && tried(lostLine(lost, now()))) lost = 0
    },
    lost: () => total,
  }
}

const isBehind = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EAGAIN'

const lostLine = (aantal: number, at: number): string =>
  `${JSON.stringify({ level: 'error', tijd: new Date(at).toISOString(), aantal, melding: logTexts.linesLost })}\n`
