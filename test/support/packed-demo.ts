/** The demo from the package that `npm pack` makes, in an empty folder, with the packages it ships with and no other. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'
import { freePort } from '../../scripts/crash/free-port.ts'
import { sameClock } from '../../scripts/crash/same-clock.ts'
import { waitFor } from './serving.ts'

export interface PackedDemo {
  /** The folder it was started in, empty before that. */
  readonly dir: string
  /** Every file of the package. */
  readonly packed: readonly string[]
  /** The address of toegang. */
  readonly toegang: string
  readonly postvak: string
  /** Runs lines of a guide, with `sluis` and `npx sluis` as commands and the ports that this demo has. */
  readonly shell: (lines: string) => Ran
  /** As Ctrl-C does; gives the exit code. */
  readonly stop: () => Promise<number | null>
  readonly remove: () => void
}

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Packs, unpacks and starts it; ready when the last line of what to try is there. */
export async function startPackedDemo(): Promise<PackedDemo> {
  const scratch = mkdtempSync(join(tmpdir(), 'sluis-pakket-'))
  const packed = unpack(scratch)
  const home = join(scratch, 'package')
  await choosePorts(join(home, 'policy/diensten'))
  const dir = join(scratch, 'leeg')
  mkdirSync(dir)
  const ports = { instroom: await freePort(), portaal: await freePort(), beheer: await freePort() }
  const env = { PATH: process.env['PATH'], ...sameClock, ...environmentOf(ports) }
  const program = join(home, 'dist/scripts/sluis.js')
  const demo = launchDemo(program, { cwd: dir, env })
  const told = await demo.ready.catch(async (error: unknown) => {
    await demo.stop()
    throw error
  })
  const toegang = /toegang=https:\/\/127\.0\.0\.1:(\d+)/.exec(told.stdout)?.[1] ?? ''
  const usual = { 8443: ports.instroom, 9443: ports.portaal, 9090: ports.beheer, 7443: toegang }
  return {
    ...{ dir, packed, toegang: `https://localhost:${toegang}`, stop: demo.stop },
    postvak: /Postvak: (http:\S+)/.exec(told.stderr)?.[1] ?? '',
    shell: (lines) => shellIn({ cwd: dir, env }, scriptOf(program, withPorts(lines, usual))),
    remove: () => {
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}

/** Gives the files of the package, which is then in `package/`; beside it are the packages it names. */
function unpack(scratch: string): readonly string[] {
  const options = ['--ignore-scripts', '--silent', '--pack-destination', scratch]
  const [name = ''] = execFileSync('npm', ['pack', ...options], { cwd: packageRoot })
    .toString()
    .trim()
    .split('\n')
  execFileSync('tar', ['-xzf', join(scratch, name), '-C', scratch])
  const home = join(scratch, 'package')
  const packed = readdirSync(home, { recursive: true, encoding: 'utf8' })
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  for (const dependency of Object.keys(dependencies)) {
    const place = join(home, 'node_modules', dependency)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(packageRoot, 'node_modules', dependency), place)
  }
  return packed
}

/** Another demo may run on this machine: the diensten behind this one get ports of their own. */
async function choosePorts(diensten: string): Promise<void> {
  for (const name of readdirSync(diensten).filter((one) => one.endsWith('.yaml'))) {
    const file = join(diensten, name)
    const port = String(await freePort())
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(/(url: http:\/\/127\.0\.0\.1:)\d+/, `$1${port}`))
  }
}

const environmentOf = (ports: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [`SLUIS_${name.toUpperCase()}_PORT`, String(port)]),
  )

interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

function launchDemo(program: string, { cwd, env }: Place) {
  const child = spawn(process.execPath, [program, 'demo'], { cwd, env, stdio: 'pipe' })
  const told = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (told.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (told.stderr += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
  })
  const isReady = (): boolean => told.stderr.includes('Ctrl-C') && told.stdout.includes('gereed')
  const ready = waitFor(() => {
    if (child.exitCode !== null) throw new Error(`sluis demo stopped: ${told.stdout}${told.stderr}`)
    return isReady() ? told : undefined
  }, 240_000)
  const stop = (): Promise<number | null> => {
    child.kill('SIGINT')
    return ended
  }
  return { ready, stop }
}

const withPorts = (lines: string, usual: Readonly<Record<number, number | string>>): string =>
  Object.entries(usual).reduce(
    (all, [port, own]) => all.replaceAll(`localhost:${port}`, `localhost:${String(own)}`),
    lines,
  )

/** A line that says so ends with another exit code than 0; what a reader copies from an answer is in `startUrl`. */
function scriptOf(program: string, lines: string): string {
  const expecting = lines.replace(
    /^(.*?) *# (?:.*\b)?(?:afsluitcode|exit code) (\d).*$/gm,
    'status=0; $1 || status=$?; [ "$status" = $2 ]',
  )
  return `set -eu
trap 'echo "failed: $BASH_COMMAND" >&2' ERR
sluis() { '${process.execPath}' '${program}' "$@"; }
npx() { shift; sluis "$@"; }
${expecting}`
}

function shellIn({ cwd, env }: Place, script: string): Ran {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { status, stdout: stdout.toString(), stderr: stderr.toString() }
}
