/** The built gateway as a child process: started, and killed without a chance to do anything about it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'
import type { Ground } from './ground.ts'

export const sluisProgram = join(packageRoot, 'dist/scripts/sluis.js')

export interface GatewayProcess {
  readonly pid: number
  /** The ports its listeners took. */
  readonly ports: { readonly instroom: number; readonly portaal: number; readonly beheer: number }
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
}

/** The environment of a child: the ground's, and of ours only what a program needs to run. */
export const childEnv = ({ env }: Ground): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  ...env,
})

/** Starts it and waits until all listeners accept. Rejects with what it wrote when it stops instead. */
export async function startGateway(ground: Ground): Promise<GatewayProcess> {
  const child = spawnGateway(ground)
  const kill = killer(child)
  const written: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      written.push(chunk.toString())
      const ports = portsIn(written.join(''))
      if (ports !== undefined) resolve({ pid: child.pid ?? 0, ports, kill })
    })
    child.once('exit', () => {
      reject(new Error(`the gateway did not start:\n${written.join('')}`))
    })
  })
}

/** Starts it and kills it at some moment of its start. */
export async function killWhileStarting(ground: Ground, afterMs: number): Promise<void> {
  const child = spawnGateway(ground)
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  await killer(child)()
}

const spawnGateway = (ground: Ground): ChildProcess =>
  spawn(process.execPath, [sluisProgram, 'serve'], {
    cwd: ground.dir,
    env: childEnv(ground),
    stdio: ['ignore', 'pipe', 'pipe'],
  })

function killer(child: ChildProcess): () => Promise<void> {
  const gone = once(child, 'exit')
  return async () => {
    child.kill('SIGKILL')
    await gone
  }
}

function portsIn(text: string): GatewayProcess['ports'] | undefined {
  const ready = /^sluis: gereed instroom=\S+:(\d+) portaal=\S+:(\d+) beheer=\S+:(\d+)$/m.exec(text)
  if (ready === null) return undefined
  const [instroom, portaal, beheer] = ready.slice(1).map(Number)
  return { instroom: instroom ?? 0, portaal: portaal ?? 0, beheer: beheer ?? 0 }
}
