/** What all benchmarks stand on: certificates, policy with a quota that is not what is measured, an upstream. */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../crash/free-port.ts'
import { layGround } from '../../crash/ground.ts'
import type { Ground } from '../../crash/ground.ts'
import { atExit } from '../machine/afterwards.ts'
import { cores, launch, listening, stopEverything } from '../machine/processes.ts'
import type { Load } from '../load/generator.ts'

export interface BenchGround extends Ground {
  readonly upstreamPort: number
  /** Ends all that was launched and removes the folder. */
  stop(): Promise<void>
}

/** With nginx as the upstream: it answers faster than what stands before it. */
export async function layBenchGround(): Promise<BenchGround> {
  const upstreamPort = await freePort()
  const upstream = `http://127.0.0.1:${String(upstreamPort)}`
  const ground = await layGround({ upstream, postgres: undefined })
  const removed = atExit(() => {
    // Killed servers may still be writing.
    rmSync(ground.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  })
  // Servers that are started as root read their files as nobody; keys stay with their owner.
  chmodSync(ground.dir, 0o755)
  raiseQuota(join(ground.dir, 'policy/diensten/machtigingenportaal.yaml'))
  layTrust(ground)
  await startUpstream(ground.dir, upstreamPort)
  return {
    ...ground,
    upstreamPort,
    stop: async () => {
      await stopEverything()
      ground.remove()
      removed()
    },
  }
}

/** CA certificates and CRLs of everyone in one file each, which is how the peers want them. */
function layTrust({ dir }: Ground): void {
  const all = (names: readonly string[]): string =>
    names.map((name) => readFileSync(join(dir, 'certs-dev', name), 'utf8')).join('')
  const cas = ['root', 'ca-persoonlijk', 'ca-systeem']
  writeFileSync(join(dir, 'peers-ca.pem'), all(cas.map((name) => `${name}.pem`)))
  writeFileSync(join(dir, 'peers-crl.pem'), all(cas.map((name) => `${name}.crl.pem`)))
}

function raiseQuota(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace('aantal: 1000000', 'aantal: 100000000'))
}

async function startUpstream(dir: string, port: number): Promise<void> {
  const file = join(dir, 'upstream.conf')
  const large = join(dir, 'large')
  writeFileSync(large, Buffer.alloc(1_048_576, 'x'))
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${dir}/upstream.pid; error_log stderr crit;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 1h; client_max_body_size 8m;
 server { listen 127.0.0.1:${String(port)};
  location /machtigingenportaal/large { alias ${large}; default_type text/plain; }
  location / { default_type application/json; return 200 '{"ok":true,"formulier":"1"}'; } } }
`,
  )
  const running = launch({ command: ['nginx', '-c', file], core: cores.others })
  await listening(port, running)
}

/** The part of a load that says who asks. */
export const asClient = (
  { dir }: Ground,
  client: 'systeem' | 'indiener',
): Pick<Load, 'ca' | 'cert' | 'key'> => ({
  ca: join(dir, 'certs-dev/root.pem'),
  cert: join(dir, `certs-dev/clients/${client}.pem`),
  key: join(dir, `certs-dev/clients/${client}.key`),
})

/** A valid instroom of about 1.5 kB. */
export const instroomBody = JSON.stringify({
  referentie: 'BENCH-{n}',
  instantie: { agbCode: '12000001' },
  zorgverlener: { agbCode: '12100001' },
  verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
  verstrekking: {
    prestatiecodelijst: '010',
    prestatiecode: 'F492A',
    toelichting: 'x'.repeat(1_000),
  },
  softwarepakket: { naam: 'Demo HIS', versie: '4.2' },
})
