/** The built gateway as a child process: started, and killed without a chance to do anything about it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'
import type { Ground } from './ground.ts'
import { sameClock } from './same-clock.ts'

export const sluisProgram = join(packageRoot, 'dist/scripts/sluis.js')

/** The ports its listeners took. */
export interface CrashPorts {
  readonly instroom: number
  readonly portaal: number
  readonly beheer: number
}

export interface GatewayProcess {
  readonly pid: number
  readonly ports: CrashPorts
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM; how it ended: its exit code or the signal. */
  stop(): Promise<string>
  /** How it ended, once it has. */
  ended(): string | undefined
  /** What it wrote last. */
  written(): string
}

/** The environment of a child: the ground's, and of ours only what a program needs to run. */
export const childEnv = ({ env }: Ground): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  ...sameClock,
  ...env,
})

/** Starts it and waits until all listeners accept. Rejects with what it wrote when it stops instead. */
export async function startGateway(ground: Ground): Promise<GatewayProcess> {
  const child = spawnGateway(ground)
  let written = ''
  const ends = endingsOf(child)
  const write = (chunk: Buffer): void => {
    written = (written + chunk.toString()).slice(-keptOutput)
  }
  child.stderr?.on('data', write)
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      write(chunk)
      const ports = portsIn(written)
      if (ports !== undefined)
        resolve({ pid: child.pid ?? 0, ports, written: () => written, ...ends })
    })
    child.once('exit', () => {
      reject(new Error(`the gateway did not start:\n${written}`))
    })
  })
}

/** Of what a gateway writes, the last characters are kept, to tell why it ended. */
const keptOutput = 4_000

/** Starts it and kills it at some moment of its start. */
export async function killWhileStarting(ground: Ground, afterMs: number): Promise<void> {
  const child = spawnGateway(ground)
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  await endingsOf(child).kill()
}

function spawnGateway(ground: Ground): ChildProcess {
  const child = spawn(process.execPath, [sluisProgram, 'serve'], {
    cwd: ground.dir,
    env: childEnv(ground),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // However this process ends: no gateway outlives it.
  const atExit = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', atExit)
  child.once('exit', () => process.off('exit', atExit))
  return child
}

function endingsOf(child: ChildProcess): Pick<GatewayProcess, 'kill' | 'stop' | 'ended'> {
  let end: string | undefined
  const gone = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    end = String(signal ?? code)
    return end
  })
  const by = (signal: NodeJS.Signals): Promise<string> => {
    child.kill(signal)
    return gone
  }
  return {
    kill: async () => {
      await by('SIGKILL')
    },
    stop: () => by('SIGTERM'),
    ended: () => end,
  }
}

function portsIn(text: string): CrashPorts | undefined {
  const ready = /^sluis: gereed instroom=\S+:(\d+) portaal=\S+:(\d+) beheer=\S+:(\d+)$/m.exec(text)
  if (ready === null) return undefined
  const [instroom, portaal, beheer] = ready.slice(1).map(Number)
  return { instroom: instroom ?? 0, portaal: portaal ?? 0, beheer: beheer ?? 0 }
}
