/** What is compared with what: servers that may be there, and those that are. */
import type { Plan } from './compare.ts'
import { asClient } from '../ground/ground.ts'
import type { BenchGround } from '../ground/ground.ts'
import type { Load } from '../load/generator.ts'
import { installed } from '../machine/processes.ts'
import type { BenchTarget } from './targets.ts'

/** A server that is measured where it is installed. */
export interface BenchCandidate {
  readonly naam: string
  /** The names its program may go by; none for our own. */
  readonly programs?: readonly string[]
  readonly start: (program: string) => Promise<BenchTarget>
}

/** A comparison, with its targets running. */
export interface Comparison extends Omit<Plan, 'rounds' | 'durationMs'> {
  /** Peers that are not on this machine: named, so that nobody takes them for beaten. */
  readonly notInstalled: readonly string[]
  /** Clients of certs-dev that every target must turn away; undefined: one without a certificate. */
  readonly mustRefuse: readonly (string | undefined)[]
  /** What a reader of the table should know. */
  readonly note?: string
}

/** Starts what is installed, in order. */
export async function startAll(
  candidates: readonly BenchCandidate[],
): Promise<Pick<Comparison, 'targets' | 'notInstalled'>> {
  const targets: BenchTarget[] = []
  const notInstalled: string[] = []
  for (const { naam, programs, start } of candidates) {
    const program = programs === undefined ? '' : installed(programs)
    if (program === undefined) notInstalled.push(naam)
    else targets.push(await start(program))
  }
  return { targets, notInstalled }
}

/** A GET over connections that stay open. */
export const get = (
  ground: BenchGround,
  path: string,
  client: 'systeem' | 'indiener',
): Omit<Load, 'port' | 'durationMs' | 'seed'> => ({
  ...asClient(ground, client),
  method: 'GET',
  path,
  connections: 32,
})
