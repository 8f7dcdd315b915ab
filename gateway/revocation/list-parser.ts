/** Reads lists without holding up requests: small ones here, large ones one after another in a thread. */
import { errorMessage } from '../base/thrown.ts'
import { Worker } from 'node:worker_threads'
import { compiledFile } from '../package-root.ts'
import { parseCrl } from './parse-crl.ts'
import type { ParsedCrl, SigningCa } from './parse-crl.ts'
import type { ParseJob } from './parse-worker.ts'

export interface ListParser {
  /** Reads a list; takes `bytes` over, which the caller must not use any more. */
  parse(bytes: Uint8Array, cas: readonly SigningCa[]): Promise<ParsedCrl>
  /** Ends the thread that is running; what still waits is answered with a problem. */
  close(): Promise<void>
}

/** Below this many octets a list is read at once (about 1,500 entries, a few milliseconds). */
const smallBytes = 64 * 1024

/**
 * A parser. `workerFile`: the compiled `parse-worker.js`; by default the one beside this module, or, when
 * this module runs from its TypeScript source (tests), the one that `npm run build` made in `dist/`.
 */
export function createListParser(workerFile: string = compiledWorker()): ListParser {
  let queue: Promise<unknown> = Promise.resolve()
  let running: Worker | undefined
  let closed = false

  /** One thread per large list: its memory is returned when it is done, and only one is alive at a time. */
  const inThread = (bytes: Uint8Array, cas: readonly SigningCa[]): Promise<ParsedCrl> =>
    new Promise((resolve) => {
      if (closed) {
        resolve(stopped)
        return
      }
      const worker = startWorker(workerFile)
      if ('problem' in worker) {
        resolve(worker)
        return
      }
      running = worker
      const finish = (parsed: ParsedCrl): void => {
        running = undefined
        resolve(parsed)
        void worker.terminate()
      }
      worker.once('message', finish)
      worker.once('error', (error) => {
        finish(unreadNow(error))
      })
      worker.once('exit', () => {
        finish(stopped)
      })
      const own = ownBuffer(bytes)
      worker.postMessage({ bytes: own, cas } satisfies ParseJob, [own.buffer])
    })

  return {
    parse: (bytes, cas) => {
      if (bytes.length < smallBytes) return Promise.resolve(parseCrl(bytes, cas))
      const parsed = queue.then(() => inThread(bytes, cas))
      queue = parsed
      return parsed
    },
    close: async () => {
      closed = true
      await running?.terminate()
    },
  }
}

const stopped: ParsedCrl = { problem: 'het lezen van de lijst is afgebroken', opnieuw: true }

/** A thread ends on an error for want of memory or descriptors, never over what a list holds. */
const unreadNow = (error: unknown) => ({
  problem: `de lijst kon niet worden gelezen: ${errorMessage(error)}`,
  opnieuw: true as const,
})

function startWorker(file: string): Worker | ReturnType<typeof unreadNow> {
  try {
    return new Worker(file)
  } catch (error) {
    return unreadNow(error)
  }
}

/** The bytes in a buffer of their own: a pooled one cannot be moved to another thread. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
  return whole ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}

const compiledWorker = (): string => compiledFile(import.meta.dirname, 'revocation/parse-worker.js')
