/** `sluis serve` as a process of its own, built: what it prints, and its end. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:https'
import type { Agent } from 'node:https'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'
import type { Ground } from '../../scripts/crash/ground.ts'
import { clientContext } from './client-context.ts'
import { instroom } from './running.ts'
import { sameClock } from '../../scripts/crash/same-clock.ts'

export interface Serving {
  readonly child: ChildProcess
  readonly dir: string
  readonly ports: { readonly instroom: number; readonly portaal: number; readonly beheer: number }
  stdout(): string
  stderr(): string
  /** Sends a signal and gives the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts it; resolves when it says that it is ready, or rejects with what it wrote. */
export async function serve(
  ground: Ground,
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const run = launch(ground, env)
  const ready = waitFor(() => portsIn(run.stdout()), 90_000)
  const ports = await Promise.race([ready, run.ended.then(() => undefined)])
  if (ports === undefined) throw new Error(`sluis serve stopped: ${run.stdout()}${run.stderr()}`)
  return {
    ...run,
    dir: ground.dir,
    ports,
    end: (signal = 'SIGTERM') => {
      run.child.kill(signal)
      return run.ended
    },
  }
}

/** Starts it, whatever comes of it. */
export function launch(ground: Ground, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(packageRoot, 'dist/scripts/sluis.js'), 'serve'], {
    cwd: ground.dir,
    env: { PATH: process.env['PATH'], ...sameClock, ...ground.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, ended, stdout: () => written.stdout, stderr: () => written.stderr }
}

function portsIn(text: string): Serving['ports'] | undefined {
  const found = /^sluis: gereed instroom=\S+:(\d+) portaal=\S+:(\d+) beheer=\S+:(\d+)$/m.exec(text)
  if (found === null) return undefined
  return { instroom: Number(found[1]), portaal: Number(found[2]), beheer: Number(found[3]) }
}

/** Asks until there is something; rejects when that takes too long. */
export async function waitFor<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  ms = 30_000,
): Promise<T> {
  const until = Date.now() + ms
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    if (Date.now() > until) throw new Error('what was waited for did not come')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Posts an instroom over a connection of its own, or of an agent; the status, 0 when there was no answer. */
export function postOver(
  { dir, ports }: Pick<Serving, 'dir' | 'ports'>,
  referentie: string,
  { agent, client = 'systeem' }: { readonly agent?: Agent; readonly client?: string } = {},
): Promise<{ readonly status: number; readonly id: string; readonly text: string }> {
  return new Promise((resolve) => {
    const gone = (): void => {
      resolve({ status: 0, id: '', text: '' })
    }
    const post = request(
      {
        host: '127.0.0.1',
        port: ports.instroom,
        path: '/v1/instroom/machtigingenportaal',
        method: 'POST',
        agent: agent ?? false,
        servername: 'localhost',
        ...(agent === undefined && clientContext(dir, client)),
        headers: {
          host: `localhost:${String(ports.instroom)}`,
          'content-type': 'application/json',
        },
      },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('error', gone)
        response.on('end', () => {
          const { instroomId = '' } = JSON.parse(text) as { instroomId?: string }
          resolve({ status: response.statusCode ?? 0, id: instroomId, text })
        })
      },
    )
    post.on('error', gone)
    post.end(JSON.stringify(instroom(referentie)))
  })
}
