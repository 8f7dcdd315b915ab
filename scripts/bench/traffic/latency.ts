/**
 * What passing through adds at half load: requests at fixed moments, half as many a second as the gateway can
 * serve, and the time of each from when it was due.
 */
import { get, startAll } from '../compare/comparison.ts'
import type { Comparison } from '../compare/comparison.ts'
import type { BenchGround } from '../ground/ground.ts'
import { nginxAsking, nginxProxy, passOn, upstreamBlock } from '../peers/nginx.ts'
import { generate } from '../load/generate.ts'
import { startSluisTarget } from '../compare/targets.ts'
import type { BenchTarget } from '../compare/targets.ts'

const path = '/machtigingenportaal/aanvragen'
const warmUpMs = 4_000
const measureMs = 2_000

export async function latency(ground: BenchGround): Promise<Comparison> {
  const started = await startAll([
    nginxProxy(ground),
    { naam: 'sluis', start: () => startSluisTarget(ground) },
    nginxAsking(ground, 'nginx + auth_request + Node + proxy', {
      question: '/forward',
      http: upstreamBlock('behind', ground.upstreamPort),
      then: passOn,
    }),
  ])
  const sluis = started.targets.find(({ naam }) => naam === 'sluis')
  const rate = sluis === undefined ? 1_000 : Math.floor((await most(ground, sluis)) / 2)
  return {
    ...started,
    mustRefuse: [undefined],
    load: ({ portaalPort }) => ({
      ...get(ground, path, 'indiener'),
      port: portaalPort,
      connections: 64,
      rate,
    }),
    note: `${String(rate)} requests a second: half of what the gateway serves here`,
  }
}

/** Requests a second that a warm target serves at most. */
export async function most(ground: BenchGround, { portaalPort }: BenchTarget): Promise<number> {
  const load = { ...get(ground, path, 'indiener'), port: portaalPort, seed: 'most' }
  await generate({ ...load, durationMs: warmUpMs })
  const { answers, seconds } = await generate({ ...load, durationMs: measureMs })
  return answers / seconds
}
