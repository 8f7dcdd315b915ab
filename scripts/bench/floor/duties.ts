/**
 * What each duty of the gateway costs: the floor, then the floor with one duty more each time, done by the gateway's own
 * code (duties-service.ts), and at last the gateway itself. Read the CPU of each beside that of the one before it.
 */
import { get } from '../compare/comparison.ts'
import type { Comparison } from '../compare/comparison.ts'
import { duties } from './duty.ts'
import type { BenchGround } from '../ground/ground.ts'
import { startProgram, startSluisTarget } from '../compare/targets.ts'
import type { BenchTarget } from '../compare/targets.ts'

export async function dutiesBench(ground: BenchGround): Promise<Comparison> {
  const targets: BenchTarget[] = []
  for (const [place, duty] of duties.entries())
    targets.push(
      await startProgram(ground, 'floor/duties-service', { naam: duty, env: of(ground, place) }),
    )
  targets.push(await startSluisTarget(ground, { naam: 'sluis: and all the rest' }))
  return {
    targets,
    notInstalled: [],
    // Before it decides it lets in every practice; none lets in a client without a certificate.
    mustRefuse: [undefined],
    load: ({ portaalPort }) => ({
      port: portaalPort,
      ...get(ground, '/machtigingenportaal/aanvragen', 'indiener'),
    }),
  }
}

const of = ({ dir, upstreamPort }: BenchGround, place: number): Record<string, string> => ({
  SLUIS_BENCH_DUTIES: String(place),
  SLUIS_BENCH_UPSTREAM: `http://127.0.0.1:${String(upstreamPort)}`,
  SLUIS_DATABASE: `sqlite:${dir}/duties-${String(place)}.db`,
})
