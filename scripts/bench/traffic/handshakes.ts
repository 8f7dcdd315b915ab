/** Full mutual handshakes, TLS 1.3, P-256, identity read and judged, one request each. */
import { get, startAll } from '../compare/comparison.ts'
import type { Comparison } from '../compare/comparison.ts'
import { gatePeers, mustRefuse, ourGate } from './gate.ts'
import type { BenchGround } from '../ground/ground.ts'
import { handshakeGenerator } from '../load/handshake-generator.ts'

export async function handshakes(ground: BenchGround): Promise<Comparison> {
  return {
    ...(await startAll([ourGate(ground), ...gatePeers(ground)])),
    mustRefuse,
    note: `generator: ${handshakeGenerator()}`,
    load: ({ port }) => ({
      port,
      ...get(ground, '/gate', 'systeem'),
      connections: 8,
      handshakes: true,
    }),
  }
}
