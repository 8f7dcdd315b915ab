/** Takes a message durably, with its audit row. */
import { startAll } from './comparison.ts'
import type { Comparison } from './comparison.ts'
import { asClient, instroomBody } from './ground.ts'
import type { BenchGround } from './ground.ts'
import { mustRefuse } from './gate.ts'
import { passOn, upstreamBlock } from './nginx.ts'
import { startNginx, startProgram, startSluisTarget, together } from './targets.ts'
import type { Target } from './targets.ts'

export async function instroom(ground: BenchGround): Promise<Comparison> {
  const naam = 'nginx + Node service'
  return {
    ...(await startAll([
      { naam: 'sluis', start: () => startSluisTarget(ground) },
      { naam, programs: ['nginx'], start: () => nodeBehindNginx(ground, naam) },
    ])),
    mustRefuse,
    load: ({ port }) => ({
      port,
      ...asClient(ground, 'systeem'),
      method: 'POST',
      path: '/v1/instroom/machtigingenportaal',
      body: instroomBody,
      connections: 128,
    }),
  }
}

/** A service that does the same durable write with the same batching. */
async function nodeBehindNginx(ground: BenchGround, naam: string): Promise<Target> {
  const service = await startProgram(ground, 'instroom-service', 'instroom service')
  const front = await startNginx(ground, naam, {
    http: upstreamBlock('behind', service.port),
    locations: `location / { ${passOn} proxy_set_header X-Subject $ssl_client_s_dn; proxy_set_header X-Fingerprint $ssl_client_fingerprint; }`,
  })
  return together(front, service)
}
