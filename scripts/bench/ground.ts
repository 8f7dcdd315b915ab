/** What all benchmarks stand on: certificates, policy with a quota that is not what is measured, an upstream. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layGround } from '../crash/ground.ts'
import type { Ground } from '../crash/ground.ts'
import { cores, freePort, launch, listening } from './processes.ts'
import type { Running } from './processes.ts'
import type { Load } from './generator.ts'

export interface BenchGround extends Ground {
  readonly upstreamPort: number
  stop(): Promise<void>
}

/** With nginx as the upstream: it answers faster than what stands before it. */
export async function layBenchGround(): Promise<BenchGround> {
  const upstreamPort = await freePort()
  const upstream = `http://127.0.0.1:${String(upstreamPort)}`
  const ground = await layGround({ upstream, postgres: undefined })
  raiseQuota(join(ground.dir, 'policy/diensten/machtigingenportaal.yaml'))
  const running = await startUpstream(ground.dir, upstreamPort)
  return {
    ...ground,
    upstreamPort,
    stop: async () => {
      await running.stop()
      ground.remove()
    },
  }
}

function raiseQuota(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace('aantal: 1000000', 'aantal: 100000000'))
}

async function startUpstream(dir: string, port: number): Promise<Running> {
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
  return running
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
