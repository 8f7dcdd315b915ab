/** How a load or a diff is timed, and how a policy is loaded for it. */
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { InstantieCache } from '../../../gateway/policy/instanties/load-instanties.ts'
import { loadPolicy } from '../../../gateway/policy/load.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { formatProblem } from '../../../gateway/decision/problem.ts'
import { now } from './registers.ts'

interface Timed<T> {
  readonly value: T
  readonly seconds: number
  /** The longest that anything else had to wait meanwhile. */
  readonly blockedMs: number
}

export async function timed<T>(run: () => Promise<T>): Promise<Timed<T>> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  const value = await run()
  const seconds = (performance.now() - began) / 1000
  await new Promise((resolve) => setTimeout(resolve, 5))
  delay.disable()
  return { value, seconds, blockedMs: delay.max / 1e6 }
}

export async function load(dir: string, cache: InstantieCache): Promise<PolicySet> {
  const loaded = await loadPolicy(join(dir, 'policy'), { now, cache })
  if ('set' in loaded) return loaded.set
  throw new Error(loaded.problems.slice(0, 5).map(formatProblem).join('\n'))
}
