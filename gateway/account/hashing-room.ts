/**
 * Room for hashing passwords: two at once, in threads that step aside, one waits for each client address, and a queue
 * that is full is told at once (SL503). Certificate requests then go on.
 */
import { Refusal } from '../errors.ts'
import { deriveHere } from './derive.ts'
import type { Derive } from './derive.ts'

export interface HashingRoom {
  /** Throws SL503 when there is no room now: before anything is read or counted for a try. */
  readonly demand: (address: string) => void
  /** Runs `work` when there is room; rejects with SL503 when there is not. `address`: the client's. */
  readonly run: <T>(address: string, work: (derive: Derive) => Promise<T>) => Promise<T>
}

interface RoomOptions {
  readonly atOnce?: number
  /** Most that wait, all addresses together. */
  readonly waiting?: number
  readonly derive?: Derive
}

interface Waiter {
  readonly address: string
  readonly go: () => void
}

export function hashingRoom({
  atOnce = 2,
  waiting: most = 20,
  derive = deriveHere,
}: RoomOptions = {}): HashingRoom {
  const waiting: Waiter[] = []
  let running = 0
  const demand = (address: string): void => {
    if (running < atOnce) return
    if (waiting.length >= most || waiting.some((waiter) => waiter.address === address))
      throw new Refusal('SL503', { retryAfterSeconds: 2 })
  }
  const enter = (address: string): Promise<void> | undefined => {
    demand(address)
    if (running < atOnce) {
      running++
      return undefined
    }
    return new Promise((resolve) => waiting.push({ address, go: resolve }))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) running--
    else next.go()
  }
  return {
    demand,
    run: async (address, work) => {
      await enter(address)
      try {
        return await work(derive)
      } finally {
        leave()
      }
    },
  }
}
