import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '../../scripts/crash/free-port.ts'
import { reachable } from './reachable.ts'

/** A PostgreSQL server that this process started. */
export interface PostgresServer {
  /** URL without a database. */
  readonly url: string
  stop(): Promise<void>
}

/** Starts a server in a temporary folder, on a free port of this machine. */
export async function startPostgres(): Promise<PostgresServer> {
  const script = reachable(join(import.meta.dirname, 'postgres-server.mjs'))
  const port = String(await freePort())
  const child = spawn(process.execPath, [script.path, port], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const started = once(child.stdout, 'data')
  const [first] = (await Promise.race([started, exited])) as readonly unknown[]
  if (!Buffer.isBuffer(first)) throw new Error('the PostgreSQL server of the tests did not start')
  return {
    url: first.toString().trim(),
    stop: async () => {
      child.stdin.end()
      await exited
      script.remove()
    },
  }
}
