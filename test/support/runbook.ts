/** A guide's commands, done as an operator would: in a shell, on the gateway of a test. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'
import type { TestGateway } from './running.ts'

const programs = ['sluis', 'curl', 'journalctl', 'psql', 'df', 'sudo', 'openssl', 'grep']

/** The commands of each `###` below a `##` heading: the lines of its sh blocks, and what the text names by its program. */
export function runbooksOf(guide: string, heading: string): ReadonlyMap<string, readonly string[]> {
  const [, below = ''] = guide.split(`\n## ${heading}\n`)
  const [chapter = ''] = below.split(/\n## /)
  return new Map(
    chapter
      .split(/\n### /)
      .slice(1)
      .map((text) => [text.split('\n', 1)[0] ?? '', commandsOf(text)]),
  )
}

const commandsOf = (text: string): readonly string[] => {
  const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block)
  const lines = blocks.flatMap((block) => block.trim().split('\n'))
  const named = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)]
    .map(([, command = '']) => command)
    .filter((command) => programs.includes(command.split(' ')[0] ?? '') && command.includes(' '))
  return [...lines, ...named].map((line) => line.trim())
}

/** What a machine with an installation has, and a test has not. */
const stands: Readonly<Record<string, string>> = {
  sluis: `exec '${process.execPath}' '${join(packageRoot, 'dist/scripts/sluis.js')}' "$@"`,
  sudo: 'while [ "${1#-}" != "$1" ]; do shift; done; exec "$@"',
  journalctl: 'cat "$SLUIS_TEST_LOG"',
}

/** How a command of the guide ended. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  /** Both streams. */
  readonly text: string
}

/** Runs a line in a folder that keeps what earlier lines wrote; `fill` puts what is here in place of what is written. */
export type Operator = (
  line: string,
  fill?: Readonly<Record<string, string>>,
  env?: Readonly<Record<string, string>>,
) => Promise<Ran>

/** Somebody at a shell of the machine of `gateway`, with its environment. */
export function operatorOf(gateway: TestGateway): Operator {
  const [bin, cwd] = [join(gateway.dir, 'bin'), join(gateway.dir, 'werkmap')]
  for (const folder of [bin, cwd]) mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(stands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const log = join(gateway.dir, 'sluis.log')
  return async (line, fill = {}, more = {}) => {
    writeFileSync(log, gateway.log.join(''))
    const PATH = `${bin}:${process.env['PATH'] ?? ''}`
    const env = { ...gateway.env, ...portsOf(gateway), PATH, SLUIS_TEST_LOG: log, ...more }
    return ended(spawn('sh', ['-c', placed(line, { ...fill, ...placesOf(gateway) })], { cwd, env }))
  }
}

const placed = (line: string, places: Readonly<Record<string, string>>): string =>
  Object.entries(places).reduce((text, [written, here]) => text.replaceAll(written, here), line)

/** Where what the guide names is here. */
const placesOf = ({ dir, sluis }: TestGateway): Readonly<Record<string, string>> => ({
  '/etc/sluis/policy': join(dir, 'policy'),
  '/var/lib/sluis': join(dir, 'data'),
  'http://127.0.0.1:9090': sluis.addresses.beheer,
  '--owner=sluis --group=sluis ': '',
})

const portsOf = ({ sluis: { addresses } }: TestGateway): Readonly<Record<string, string>> => ({
  SLUIS_INSTROOM_PORT: new URL(addresses.instroom).port,
  SLUIS_PORTAAL_PORT: new URL(addresses.portaal).port,
  SLUIS_BEHEER_PORT: new URL(addresses.beheer).port,
})

async function ended(child: ReturnType<typeof spawn>): Promise<Ran> {
  let [stdout, text] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    text += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? 1, stdout, text }
}
