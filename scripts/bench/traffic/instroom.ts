/** Takes a message durably, with its audit row. */
import { startAll } from '../compare/comparison.ts'
import type { BenchCandidate, Comparison } from '../compare/comparison.ts'
import { asClient, instroomBody } from '../ground/ground.ts'
import type { BenchGround } from '../ground/ground.ts'
import { mustRefuse } from './gate.ts'
import { passOn, upstreamBlock } from '../peers/nginx.ts'
import { slowDisk } from '../machine/slow-disk.ts'
import { startNginx, startProgram, startSluisTarget, together } from '../compare/targets.ts'
import type { BenchTarget } from '../compare/targets.ts'

/** Connections of the load: enough that a batch is waited for by those of the next. */
const connections = 128

export const instroom = (ground: BenchGround): Promise<Comparison> => comparisonOn(ground, {})

/** The same on a disk that takes 4 ms for a flush, and what a commit for every request does there. */
export async function instroomSlowDisk(ground: BenchGround): Promise<Comparison> {
  const env = slowDisk(ground.dir)
  if (env === undefined) throw new Error('a slow disk takes a C compiler (cc)')
  return comparisonOn(ground, env, [
    { naam: oneByOne, start: () => startSluisTarget(ground, { naam: oneByOne, env }) },
  ])
}

/** One connection waits for each answer: every request has a commit of its own. */
const oneByOne = 'sluis, a commit for every request'

async function comparisonOn(
  ground: BenchGround,
  env: Readonly<Record<string, string>>,
  more: readonly BenchCandidate[] = [],
): Promise<Comparison> {
  const naam = 'nginx + Node service'
  return {
    ...(await startAll([
      { naam: 'sluis', start: () => startSluisTarget(ground, { env }) },
      { naam, programs: ['nginx'], start: () => nodeBehindNginx(ground, naam, env) },
      ...more,
    ])),
    mustRefuse,
    load: (target) => ({
      port: target.port,
      ...asClient(ground, 'systeem'),
      method: 'POST',
      path: '/v1/instroom/machtigingenportaal',
      body: instroomBody,
      connections: target.naam === oneByOne ? 1 : connections,
    }),
  }
}

/** A service that does the same durable write with the same batching. */
async function nodeBehindNginx(
  ground: BenchGround,
  naam: string,
  env: Readonly<Record<string, string>>,
): Promise<BenchTarget> {
  const service = await startProgram(ground, 'peers/instroom-service', {
    naam: 'instroom service',
    env,
  })
  const front = await startNginx(ground, naam, {
    http: upstreamBlock('behind', service.port),
    locations: `location / { ${passOn} proxy_set_header X-Subject $ssl_client_s_dn; proxy_set_header X-Fingerprint $ssl_client_fingerprint; }`,
  })
  return together(front, service)
}
