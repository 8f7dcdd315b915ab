/** The thread that reads large lists: one job in, one answer out, arrays moved instead of copied. */
import { parentPort } from 'node:worker_threads'
import { parseCrl } from './parse-crl.ts'
import type { SigningCa } from './parse-crl.ts'
import { buffersOf } from './serial-set.ts'

/** What the thread is asked. */
export interface ParseJob {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly cas: readonly SigningCa[]
}

parentPort?.on('message', ({ bytes, cas }: ParseJob) => {
  const parsed = parseCrl(bytes, cas)
  if ('problem' in parsed) {
    parentPort?.postMessage(parsed)
    return
  }
  const der = new Uint8Array(parsed.der)
  parentPort?.postMessage({ list: parsed.list, der }, [
    der.buffer,
    ...buffersOf(parsed.list.serials),
  ])
})
