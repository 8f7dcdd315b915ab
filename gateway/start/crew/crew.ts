/**
 * The workers as the first process sees them. One starts alone, because what it cannot start with none can;
 * then the others. One that dies is replaced at once; one that dies soon after its start, a little later each
 * time. Nothing that was acknowledged is lost with a worker: an answer leaves only after its commit.
 */
import type { Problems } from '../prepare/prepare.ts'
import type { ListenerAddresses, WorkerReport } from './worker-messages.ts'
import { readyMembers, sendOrder, startMember } from './member.ts'
import type { CrewOptions, CrewState } from './member.ts'
import { reports } from './reports.ts'

export interface Crew {
  /** Resolves when all workers accept, or with every problem of one that cannot start. */
  start(): Promise<{ readonly addresses: ListenerAddresses } | Problems>
  /** What each worker tells, of those that answer in time. */
  reports(): Promise<readonly WorkerReport[]>
  counts(): { readonly wanted: number; readonly ready: number; readonly replaced: number }
  reload(): void
  /** Lets every worker finish its requests; false when one did not end well. */
  stop(): Promise<boolean>
}

export function makeCrew(options: CrewOptions): Crew {
  const state: CrewState = {
    ...options,
    members: new Set(),
    questions: new Map(),
    goneWriters: new Set(),
    addresses: undefined,
    ports: undefined,
    started: false,
    stopping: false,
    clean: true,
    failures: 0,
    replaced: 0,
    asked: 0,
  }
  return {
    start: () => start(state),
    reports: () => reports(state),
    counts: () => ({
      wanted: state.size,
      ready: readyMembers(state).length,
      replaced: state.replaced,
    }),
    reload: () => {
      for (const member of state.members) sendOrder(member, { order: 'reload' })
    },
    stop: () => stop(state),
  }
}

async function start(
  state: CrewState,
): Promise<{ readonly addresses: ListenerAddresses } | Problems> {
  const first = await startMember(state)
  const others =
    'problems' in first ? [] : Array.from({ length: state.size - 1 }, () => startMember(state))
  const failed = [first, ...(await Promise.all(others))].find((one) => 'problems' in one)
  if (failed !== undefined && 'problems' in failed) {
    // Whoever stopped it meanwhile knows why.
    const problems = state.stopping ? [] : failed.problems
    await stop(state)
    return { problems }
  }
  state.started = true
  return first
}

async function stop(state: CrewState): Promise<boolean> {
  state.stopping = true
  const ended = [...state.members].map(
    ({ worker }) =>
      new Promise<void>((resolve) =>
        worker.once('exit', () => {
          resolve()
        }),
      ),
  )
  state.clean = true
  for (const member of state.members) sendOrder(member, { order: 'stop' })
  await Promise.all(ended)
  return state.clean
}
