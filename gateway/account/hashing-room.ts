/**
 * Room for hashing passwords: scrypt runs on the threads that also read files, so two run at once, one waits for
 * each client address, and a queue that is full is told at once (SL503). Certificate requests then go on.
 */
import { Refusal } from '../errors.ts'

export interface HashingRoom {
  /** Runs `work` when there is room; rejects with SL503 when there is not. `address`: the client's. */
  run<T>(address: string, work: () => Promise<T>): Promise<T>
}

export interface RoomLimits {
  readonly atOnce: number
  /** Most that wait, all addresses together. */
  readonly waiting: number
}

const limits: RoomLimits = { atOnce: 2, waiting: 20 }

interface Waiter {
  readonly address: string
  readonly go: () => void
}

export function hashingRoom({ atOnce, waiting: most }: RoomLimits = limits): HashingRoom {
  const waiting: Waiter[] = []
  let running = 0
  const enter = (address: string): Promise<void> | undefined => {
    if (running < atOnce) {
      running++
      return undefined
    }
    if (waiting.length >= most || waiting.some((waiter) => waiter.address === address))
      throw new Refusal('SL503', { retryAfterSeconds: 2 })
    return new Promise((resolve) => waiting.push({ address, go: resolve }))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) running--
    else next.go()
  }
  return {
    run: async (address, work) => {
      await enter(address)
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
