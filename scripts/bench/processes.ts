/** Processes on a core of their own, and what they cost. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Load, Measured } from './generator.ts'

/** Of the machine's cores: the server's, and that of everything else. */
export const cores = { server: '0', others: '1' } as const

export interface Running {
  readonly child: ChildProcess
  /** What it wrote so far. */
  output(): string
  stop(): Promise<void>
}

export interface Launch {
  readonly command: readonly string[]
  readonly core: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export function launch({ command, core, cwd, env }: Launch): Running {
  const child = spawn('taskset', ['-c', core, ...command], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  const ended = once(child, 'exit')
  child.stdout.on('data', (chunk: Buffer) => (written = (written + chunk.toString()).slice(-4000)))
  child.stderr.on('data', (chunk: Buffer) => (written = (written + chunk.toString()).slice(-4000)))
  return {
    child,
    output: () => written,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** One of our own programs beside this file, built or not. */
export const own = (name: string): string =>
  join(import.meta.dirname, `${name}${extname(import.meta.filename)}`)

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })

/** Waits until something listens; rejects with what the process wrote when it has ended. */
export async function listening(port: number, running: Running): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (running.child.exitCode !== null) break
    if (await accepts(port)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`nothing listens on ${String(port)}: ${running.output()}`)
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => {
      resolve(false)
    })
  })

/** CPU seconds of a process and all below it. */
export function cpuSeconds(pid: number): number {
  return family(pid).reduce((sum, one) => sum + ownSeconds(one), 0)
}

/** Resident memory of a process and all below it, in bytes. */
export const residentBytes = (pid: number): number =>
  family(pid).reduce(
    (sum, one) => sum + field(`/proc/${String(one)}/status`, /VmRSS:\s+(\d+)/) * 1024,
    0,
  )

function family(pid: number): readonly number[] {
  const below = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && field(`/proc/${name}/stat`, /\) \S (\d+)/) === pid,
  )
  return [pid, ...below.flatMap((child) => family(Number(child)))]
}

function field(path: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** A hundredth of a second is Linux's unit here. */
function ownSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

/** Runs the generator on its core and gives what it measured. */
export async function generate(load: Load): Promise<Measured> {
  const child = spawn('taskset', ['-c', cores.others, process.execPath, own('generator')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let written = ''
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()))
  child.stdin.end(JSON.stringify(load))
  await once(child, 'close')
  return JSON.parse(written) as Measured
}
