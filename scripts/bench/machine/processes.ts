/** Processes on a core of their own, and what they cost. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, extname, join } from 'node:path'
import { atExit } from './afterwards.ts'
import { sameClock } from '../../crash/same-clock.ts'

/** Of the machine's cores: the server's, and that of everything else. */
export const cores = { server: '0', others: '1' } as const

export interface RunningProcess {
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
  /** For its standard input. */
  readonly input?: string
}

/** What was launched and has not been stopped. */
const launched = new Set<RunningProcess>()

/** In a process group of its own, so that its workers end with it, also when this process ends. */
export function launch({ command, core, cwd, env, input = '' }: Launch): RunningProcess {
  const child = spawn('taskset', ['-c', core, ...command], {
    cwd,
    env: { PATH: process.env['PATH'], ...sameClock, ...env },
    stdio: 'pipe',
    detached: true,
  })
  child.stdin.end(input)
  const killed = atExit(() => {
    killGroup(child)
  })
  let written = ''
  const ended = once(child, 'exit')
  child.stdout.on('data', (chunk: Buffer) => (written = (written + chunk.toString()).slice(-4000)))
  child.stderr.on('data', (chunk: Buffer) => (written = (written + chunk.toString()).slice(-4000)))
  const running = {
    child,
    output: () => written,
    stop: async () => {
      await terminate(child, ended)
      killed()
      launched.delete(running)
    },
  }
  launched.add(running)
  return running
}

/** Stops all that was launched, also what nobody holds because something after it failed to start. */
export async function stopEverything(): Promise<void> {
  await Promise.all([...launched].map((running) => running.stop()))
}

/** A server that does not end by itself is killed, and so is what it leaves behind. */
async function terminate(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const patience = setTimeout(() => {
    killGroup(child)
  }, 10_000)
  child.kill('SIGTERM')
  await ended
  clearTimeout(patience)
  killGroup(child)
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}

/** Where one of these programs is installed, by the search path; undefined: nowhere. */
export const installed = (programs: readonly string[]): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => programs.map((program) => join(folder, program)))
    .find((file) => existsSync(file))

/** One of our own programs, by its room and name, built or not. */
export const own = (program: string): string =>
  join(import.meta.dirname, '..', `${program}${extname(import.meta.filename)}`)

/** Waits until something listens; rejects with what the process wrote when it has ended. */
export async function listening(port: number, running: RunningProcess): Promise<void> {
  for (let tries = 0; tries < 1800; tries++) {
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

const ownSeconds = (pid: number): number => secondsAt(String(pid), 11)

/** CPU seconds of the children of this process that have ended. */
export const endedSeconds = (): number => secondsAt('self', 13)

/** User and system time, beginning at that field after the name. A hundredth of a second is Linux's unit here. */
function secondsAt(pid: string, at: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[at]) + Number(fields[at + 1])) / 100
  } catch {
    return 0
  }
}

export interface OutputOptions {
  /** For its standard input. */
  readonly input?: string
  readonly core?: string
  /** Not to show what it writes on its standard error. */
  readonly quiet?: boolean
}

/** What a program wrote on its standard output. Rejects when it fails. */
export async function output(
  command: readonly string[],
  { input = '', core = cores.others, quiet = false }: OutputOptions = {},
): Promise<string> {
  const child = spawn('taskset', ['-c', core, ...command])
  const over = atExit(() => {
    child.kill('SIGKILL')
  })
  let written = ''
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()))
  if (quiet) child.stderr.resume()
  else child.stderr.pipe(process.stderr)
  child.stdin.end(input)
  await once(child, 'close')
  over()
  if (child.exitCode !== 0) throw new Error(`${command.join(' ')} failed: ${written}`)
  return written
}
