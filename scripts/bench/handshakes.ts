/** Full mutual handshakes, TLS 1.3, P-256, identity read and judged, one request each. */
import { get, startAll } from './comparison.ts'
import type { Comparison } from './comparison.ts'
import { gatePeers, mustRefuse, ourGate } from './gate.ts'
import type { BenchGround } from './ground.ts'
import { handshakeGenerator } from './handshake-generator.ts'

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
