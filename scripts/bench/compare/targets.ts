/** What is measured: the built gateway, and what a user would build instead, each on the server's core. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../crash/free-port.ts'
import { sluisProgram } from '../../crash/gateway-process.ts'
import type { BenchGround } from '../ground/ground.ts'
import { cores, launch, listening, own } from '../machine/processes.ts'
import type { RunningProcess } from '../machine/processes.ts'

/** A server under measurement. */
export interface BenchTarget {
  readonly naam: string
  /** Of the instroom listener, or of the only one. */
  readonly port: number
  readonly portaalPort: number
  /** Processes whose CPU is its cost. */
  readonly pids: readonly number[]
  stop(): Promise<void>
}

export interface SluisOptions {
  readonly naam?: string
  readonly core?: string
  readonly env?: Readonly<Record<string, string>>
}

/** The gateway as it is run, with its database in the ground's folder. */
export async function startSluisTarget(
  ground: BenchGround,
  { naam = 'sluis', core = cores.server, env = {} }: SluisOptions = {},
): Promise<BenchTarget> {
  const [port, portaalPort] = [await freePort(), await freePort()]
  const running = launch({
    command: [process.execPath, sluisProgram, 'serve'],
    core,
    cwd: ground.dir,
    env: {
      ...ground.env,
      SLUIS_INSTROOM_PORT: String(port),
      SLUIS_PORTAAL_PORT: String(portaalPort),
      SLUIS_LOG_LEVEL: 'warn',
      ...env,
    },
  })
  await listening(port, running)
  await ready(running)
  return { naam, port, portaalPort, ...processOf(running) }
}

async function ready(running: RunningProcess): Promise<void> {
  for (let tries = 0; tries < 1800 && !running.output().includes('sluis: gereed'); tries++)
    await new Promise((resolve) => setTimeout(resolve, 100))
}

const processOf = (running: RunningProcess): Pick<BenchTarget, 'pids' | 'stop'> => ({
  pids: [running.child.pid ?? 0],
  stop: () => running.stop(),
})

/** One of our own programs that listens on the port it is given and is configured by the ground. */
export async function startProgram(
  ground: BenchGround,
  program: string,
  { naam, env = {} }: Pick<SluisOptions, 'env'> & { readonly naam: string },
): Promise<BenchTarget> {
  const port = await freePort()
  const running = launch({
    command: [process.execPath, own(program), String(port)],
    core: cores.server,
    cwd: ground.dir,
    env: { ...ground.env, SLUIS_INSTROOM_PORT: String(port), ...env },
  })
  await listening(port, running)
  return { naam, port, portaalPort: port, ...processOf(running) }
}

/** nginx with mutual TLS like ours; `locations` is what it does with a request. */
export function startNginx(
  ground: BenchGround,
  naam: string,
  parts: { readonly http?: string; readonly locations: string },
): Promise<BenchTarget> {
  return startPeer(ground, naam, {
    extension: 'nginx.conf',
    configuration: (port) => nginxConfiguration(ground.dir, port, parts),
    command: (file) => ['nginx', '-c', file],
  })
}

/** Tickets off, as ours; one worker, as it has one core. */
const nginxConfiguration = (
  dir: string,
  port: number,
  { http = '', locations }: { readonly http?: string; readonly locations: string },
): string => `daemon off; worker_processes 1; pid ${dir}/nginx-${String(port)}.pid;
error_log stderr crit;
events { worker_connections 8192; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 1h; client_max_body_size 8m;
 client_body_buffer_size 2m; ${http}
 server { listen 127.0.0.1:${String(port)} ssl;
  ssl_certificate ${dir}/certs-dev/server.pem; ssl_certificate_key ${dir}/certs-dev/server.key;
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_tickets off; ssl_session_cache off;
  ssl_client_certificate ${dir}/peers-ca.pem; ssl_crl ${dir}/peers-crl.pem;
  ssl_verify_client on; ssl_verify_depth 3;
  ${locations}
 } }
`

/** Two targets as one: nginx and the service it asks. */
export const together = (front: BenchTarget, behind: BenchTarget): BenchTarget => ({
  ...front,
  pids: [...front.pids, ...behind.pids],
  stop: async () => {
    await front.stop()
    await behind.stop()
  },
})

/** A server that is told by a file what to do. */
export interface BenchPeer {
  /** How its file's name ends. */
  readonly extension: string
  readonly configuration: (port: number) => string
  readonly command: (file: string) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A peer on the server's core, on a port of its own. */
export async function startPeer(
  ground: BenchGround,
  naam: string,
  { extension, configuration, command, env = {} }: BenchPeer,
): Promise<BenchTarget> {
  const port = await freePort()
  const file = join(ground.dir, `${String(port)}.${extension}`)
  writeFileSync(file, configuration(port))
  const running = launch({ command: command(file), core: cores.server, cwd: ground.dir, env })
  await listening(port, running)
  return { naam, port, portaalPort: port, ...processOf(running) }
}
