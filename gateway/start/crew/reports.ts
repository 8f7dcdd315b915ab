/** Asks every worker what it has to tell operators. */
import { readyMembers, sendOrder } from './member.ts'
import type { CrewState, Member } from './member.ts'
import type { WorkerReport } from './worker-messages.ts'

const reportMs = 2_000

export async function reports(state: CrewState): Promise<readonly WorkerReport[]> {
  const asked = await Promise.all(readyMembers(state).map((member) => ask(state, member)))
  return asked.flatMap((report) => report ?? [])
}

function ask(state: CrewState, member: Member): Promise<WorkerReport | undefined> {
  const nr = (state.asked += 1)
  return new Promise((resolve) => {
    const done = (report: WorkerReport | undefined): void => {
      clearTimeout(timer)
      state.questions.delete(nr)
      resolve(report)
    }
    const timer = setTimeout(done, reportMs, undefined)
    state.questions.set(nr, done)
    sendOrder(member, { order: 'report', nr })
  })
}
