/** What a person may do with the waiting instromen of the practice, and how many wait for him. */
import { askedToOpen } from '../../decision/asked.ts'
import { decide } from '../../decision/decide.ts'
import type { Dienst } from '../../decision/dienst.ts'
import { toUse } from './allow.ts'
import type { Allowed, AllowedDienst, Asking } from './allow.ts'
import type { Gateway } from '../exchange/gateway.ts'
import type { Judged } from '../exchange/judged.ts'

/** What opening an instroom of a dienst asks. */
export const toOpen = (dienst: Dienst): Asking<AllowedDienst> => toUse(askedToOpen(dienst))

const codeFor = ({ set, question }: Judged, naam: string) => {
  const dienst = set.policy.diensten.get(naam)
  if (dienst?.instroom === undefined) return 'SL203'
  return decide({ ...question, asked: askedToOpen(dienst) }, set.policy).code
}

/** Whether a person may open instromen of a dienst. */
export const mayOpen = (judged: Judged, dienst: string): boolean => codeFor(judged, dienst) === null

/** Whether a person may see that they wait: who holds any autorisatie for the dienst. */
export const maySee = (judged: Judged, dienst: string): boolean => {
  const code = codeFor(judged, dienst)
  return code === null || code === 'SL205'
}

/** How many instromen wait that this person may open. */
export async function waitingFor(
  gateway: Gateway,
  { judged, policy, identity, at }: Allowed,
): Promise<number> {
  const names = [...policy.diensten.keys()].filter((naam) => mayOpen(judged, naam))
  if (names.length === 0) return 0
  const counts = await gateway.store.instromen.waitingCounts(identity.agbCode, at)
  return names.reduce((sum, naam) => sum + (counts.get(naam) ?? 0), 0)
}
