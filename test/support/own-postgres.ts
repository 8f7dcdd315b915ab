import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../../scripts/crash/free-port.ts'
import { reachable } from './reachable.ts'

/** A PostgreSQL server of one test, that comes and goes. */
export interface OwnPostgres {
  readonly url: string
  stop(): Promise<void>
  start(): Promise<void>
  /** Has all its processes stand still; gives what sets them going again. */
  freeze(): () => void
  remove(): Promise<void>
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const script = reachable(join(import.meta.dirname, 'own-postgres.mjs'))
  const port = String(await freePort())
  const child = spawn(process.execPath, [script.path, port], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true) throw new Error('the PostgreSQL server of a test is gone')
    return line.value
  }
  const [first = '', url = ''] = (await next()).split(' ')
  let pid = first
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
      pid = await tell('start')
    },
    freeze: () => {
      const all = [pid, ...childrenOf(pid)].map(Number)
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

const childrenOf = (pid: string): readonly string[] =>
  execFileSync('pgrep', ['-P', pid], { encoding: 'utf8' }).trim().split('\n')
