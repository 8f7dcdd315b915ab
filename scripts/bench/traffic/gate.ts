/** Decides and answers a small JSON; nothing is recorded. */
import { apacheGate } from '../peers/apache.ts'
import { caddyGate } from '../peers/caddy.ts'
import { get, startAll } from '../compare/comparison.ts'
import type { BenchCandidate, Comparison } from '../compare/comparison.ts'
import type { BenchGround } from '../ground/ground.ts'
import { haproxyGate } from '../peers/haproxy.ts'
import { nginxAsking, nginxGate } from '../peers/nginx.ts'
import { startProgram } from '../compare/targets.ts'

const naam = 'sluis, the gate only'

/** Ours first: the others are divided by it. */
export const ourGate = (ground: BenchGround): BenchCandidate => ({
  naam,
  start: () => startProgram(ground, 'traffic/gate-service', { naam }),
})

/** The peers that decide on the subject by themselves. */
export const gatePeers = (ground: BenchGround): readonly BenchCandidate[] =>
  [nginxGate, haproxyGate, caddyGate, apacheGate].map((peer) => peer(ground))

/** Everyone answers the same to the same client, and turns away another practice. */
export const mustRefuse = [undefined, 'sl201-systeem-niet-aangesloten'] as const

export async function gate(ground: BenchGround): Promise<Comparison> {
  const answers = `default_type application/json; try_files /none @yes;`
  return {
    ...(await startAll([
      ourGate(ground),
      nginxAsking(ground, 'nginx + auth_request + Node', {
        question: '/gate',
        then: `${answers} } location @yes { return 200 '{"toegestaan":true}';`,
      }),
      ...gatePeers(ground),
    ])),
    mustRefuse,
    load: ({ port }) => ({ port, ...get(ground, '/gate', 'systeem') }),
  }
}
