/** How much room there is where the gateway writes: a full disk is SL505 for everyone, so it is told before. */
import { statfs } from 'node:fs/promises'

/** Room in the file system that holds `map`; bytes. */
export interface Room {
  readonly map: string
  readonly free: number
  readonly total: number
}

/** Below both of these there is too little. */
const leastShare = 0.1
const leastBytes = 1024 ** 3

/** What there is for who is not root; undefined where it cannot be asked. */
export async function roomIn(map: string): Promise<Room | undefined> {
  try {
    const { bavail, blocks, bsize } = await statfs(map)
    return { map, free: bavail * bsize, total: blocks * bsize }
  } catch {
    return undefined
  }
}

/** Dutch; undefined while there is enough. */
export function roomWarning({ map, free, total }: Room): string | undefined {
  if (free >= leastBytes || free >= total * leastShare) return undefined
  const megabytes = Math.floor(free / 1024 ** 2)
  return `op de schijf van ${map} is nog ${megabytes} MB vrij; is hij vol, dan krijgt elk verzoek SL505`
}
