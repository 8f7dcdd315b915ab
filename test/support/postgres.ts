import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../../scripts/crash/free-port.ts'
import { childrenOf } from '../../scripts/crash/own-postgres.ts'
import { reachable } from './reachable.ts'

/** A PostgreSQL server that this process started: of a whole run, or of one test for which it comes and goes. */
export interface PostgresServer {
  /** URL without a database. */
  readonly url: string
  stop(): Promise<void>
  start(): Promise<void>
  /** Has all its processes stand still; gives what sets them going again. */
  freeze(): () => void
  /** Stops it for good, with its files. */
  remove(): Promise<void>
}

/** Starts one in a temporary folder, on a free port of this machine. */
export async function startPostgres(): Promise<PostgresServer> {
  const script = reachable(join(import.meta.dirname, 'postgres-server.mjs'))
  const port = String(await freePort())
  const child = spawn(process.execPath, [script.path, port], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true)
      throw new Error('the PostgreSQL server of the tests did not start, or is gone')
    return line.value
  }
  const [first = '', url = ''] = (await next()).split(' ')
  let pid = Number(first)
  const tell = (text: string): Promise<string> => {
    child.stdin.write(`${text}\n`)
    return next()
  }
  return {
    url,
    stop: async () => {
      await tell('stop')
    },
    start: async () => {
      pid = Number(await tell('start'))
    },
    freeze: () => {
      const all = [pid, ...childrenOf(pid)]
      for (const one of all) process.kill(one, 'SIGSTOP')
      return () => {
        for (const one of all) process.kill(one, 'SIGCONT')
      }
    },
    remove: async () => {
      const exited = once(child, 'exit')
      child.stdin.end()
      await exited
      script.remove()
    },
  }
}
