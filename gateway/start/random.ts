/** Randomness in small pieces: each draw from the system costs as much as a piece takes to use. */
import type { RandomHex } from '../forward/trace.ts'

const poolBytes = 1024

/** Draws from `randomBytes` a kilobyte at a time. A byte is given once, and to this process alone. */
export function drawBytes(randomBytes: (size: number) => Buffer): (size: number) => Buffer {
  let pool: Buffer = Buffer.alloc(0)
  let at = 0
  return (size) => {
    if (size > poolBytes) return randomBytes(size)
    if (at + size > pool.length) {
      pool = randomBytes(poolBytes)
      at = 0
    }
    at += size
    return pool.subarray(at - size, at)
  }
}

/** Fresh random bytes as lower-case hex. */
export const drawHex =
  (draw: (size: number) => Buffer): RandomHex =>
  (bytes) =>
    draw(bytes).toString('hex')
