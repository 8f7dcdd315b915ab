/** Decides, records durably (ours alone), forwards and passes on the answer. */
import { apacheProxy } from '../peers/apache.ts'
import { caddyProxy } from '../peers/caddy.ts'
import { get, startAll } from '../compare/comparison.ts'
import type { BenchCandidate, Comparison } from '../compare/comparison.ts'
import type { BenchGround } from '../ground/ground.ts'
import { haproxyProxy } from '../peers/haproxy.ts'
import { nginxAsking, nginxProxy, passOn, upstreamBlock } from '../peers/nginx.ts'
import { startProgram, startSluisTarget } from '../compare/targets.ts'

/** The peers that forward without asking anyone. */
export const proxies = (ground: BenchGround): readonly BenchCandidate[] =>
  [nginxProxy, haproxyProxy, caddyProxy, apacheProxy].map((peer) => peer(ground))

/** Node with the same durable record and nothing else; it has no more to say on a machine than that. */
const floor = (ground: BenchGround): BenchCandidate => ({
  naam: 'the floor: bare Node, recording',
  start: () =>
    startProgram(ground, 'floor/floor-service', {
      naam: 'the floor: bare Node, recording',
      env: { SLUIS_BENCH_UPSTREAM: `http://127.0.0.1:${String(ground.upstreamPort)}` },
    }),
})

const forwardTo =
  (path: string) =>
  async (ground: BenchGround): Promise<Comparison> => ({
    ...(await startAll([
      { naam: 'sluis', start: () => startSluisTarget(ground) },
      floor(ground),
      nginxAsking(ground, 'nginx + auth_request + Node + proxy', {
        question: '/forward',
        http: upstreamBlock('behind', ground.upstreamPort),
        then: passOn,
      }),
      nginxAsking(ground, 'the same, with what is decided recorded', {
        question: '/recorded',
        http: upstreamBlock('behind', ground.upstreamPort),
        then: passOn,
      }),
      ...proxies(ground),
    ])),
    // The proxies alone let in every practice; nobody lets in a client without a certificate.
    mustRefuse: [undefined],
    load: ({ portaalPort }) => ({ port: portaalPort, ...get(ground, path, 'indiener') }),
  })

export const benchForward = forwardTo('/machtigingenportaal/aanvragen')
export const forwardLarge = forwardTo('/machtigingenportaal/large')
