/** The work of hashing a password (scrypt, RFC 7914): here, or in threads of its own that step aside for requests. */
import { scrypt } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { compiledFile } from '../package-root.ts'

export interface Derivation {
  readonly password: string
  readonly salt: Uint8Array
  /** Octets of the outcome. */
  readonly size: number
  readonly options: {
    readonly N: number
    readonly r: number
    readonly p: number
    readonly maxmem: number
  }
}

export type Derive = (derivation: Derivation) => Promise<Buffer>

/** By the threads that also read files and look up names. */
export const deriveHere: Derive = ({ password, salt, size, options }) =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, size, options, (error, derived) => {
      if (error === null) resolve(derived)
      else reject(error)
    })
  })

export interface HashingThreads {
  readonly derive: Derive
  close(): Promise<void>
}

/**
 * Threads that are started as they are needed, and stay: as many as there is work at once. `file`: the compiled
 * `hashing-worker.js`. A thread that cannot be had keeps nobody out: then it is done here.
 */
export function hashingThreads(
  file: string = compiledFile(import.meta.dirname, 'account/hashing-worker.js'),
): HashingThreads {
  const all = new Set<Worker>()
  let idle: readonly Worker[] = []
  let closed = false
  const start = (): Worker => {
    const worker = new Worker(file)
    all.add(worker)
    // A password that is being looked at keeps no program from ending.
    worker.unref()
    worker.on('error', () => undefined)
    worker.once('exit', () => {
      all.delete(worker)
      idle = idle.filter((other) => other !== worker)
    })
    return worker
  }
  const take = (): Worker => {
    const [first, ...others] = idle
    idle = others
    return first ?? start()
  }
  return {
    derive: async (derivation) => {
      if (closed) return deriveHere(derivation)
      try {
        const worker = take()
        const derived = await askThread(worker, derivation)
        idle = [...idle, worker]
        return derived
      } catch {
        return deriveHere(derivation)
      }
    },
    close: async () => {
      closed = true
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

/** Rejects when the thread ends without an answer. */
function askThread(worker: Worker, derivation: Derivation): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      reject(new Error('the thread that hashes passwords has ended'))
    }
    worker.once('exit', ended)
    worker.once('message', (derived: Uint8Array) => {
      worker.off('exit', ended)
      resolve(Buffer.from(derived))
    })
    worker.postMessage(derivation)
  })
}
