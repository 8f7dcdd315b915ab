import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that any system gives to a connection or to who asks for port 0 (Linux 32768 and up, others 49152
 * and up: RFC 6335, 6): between here and its use, none of those takes it.
 */
const lowest = 10_000
/** Each worker of Jest has ports of its own, so that two of them never choose the same at the same moment. */
const each = 1_000
const places = 20
const mine = lowest + each * (Number(process.env['JEST_WORKER_ID'] ?? 0) % places)
let given = randomInt(each)

/** A port of the loopback address that nobody had a moment ago, for a program that must be told one; each time another. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < each; tried += 1) {
    given = (given + 1) % each
    const port = mine + given
    if (await isFree(port)) return port
  }
  throw new Error(`no port of ${String(mine)} to ${String(mine + each - 1)} is free`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
