/** A software package asks after an instroom that it posted, or withdraws it (contract 5.1). */
import { refusalOfMeldingWithdrawal } from '../delivery/life.ts'
import { toldOfMelding } from '../delivery/melding.ts'
import { refusalOfWithdrawal, stateOf } from './life.ts'
import { askedToPost } from '../decision/asked.ts'
import type { AfleveringRow } from '../store/aflevering.ts'
import type { InstroomRow } from '../store/store.ts'
import { toInstroom } from '../http/judge/allow.ts'
import type { AllowedInstroom } from '../http/judge/allow.ts'
import { json } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import type { Reading } from '../http/perform.ts'
import { objectOf, statusOfInstroom } from './told.ts'

/** Finds the instroom an address names, when the practice that asks has posted it; to others it is unknown. */
export async function findOwn(
  gateway: Gateway,
  { params: { instroomId = '' } }: Visit,
  { dienst, identity }: AllowedInstroom,
): Promise<Reading<AllowedInstroom, Own>> {
  const asking = toInstroom(askedToPost(dienst))
  const row = await gateway.store.instromen.find(instroomId)
  if (row?.agbCode !== identity.agbCode || row.dienst !== dienst.naam)
    return { asking, found: { reference: 'SL401' } }
  // What still has its content waits for an employee.
  const aflevering =
    row.sealed === null ? await gateway.store.afleveringen.find(instroomId) : undefined
  const input = { row, aflevering }
  return { asking, found: { reference: null }, told: { object: objectOf(row) }, input }
}

/** An instroom; with its delivery, when no employee opens it. */
interface Own {
  readonly row: InstroomRow
  readonly aflevering?: AfleveringRow | undefined
}

/** `GET /v1/instroom/{dienst}/{instroomId}`: its state, to the practice that posted it. */
export const instroomStatus = (
  gateway: Gateway,
  _visit: Visit,
  { at }: AllowedInstroom,
  { row, aflevering }: Own,
): Outcome => ({
  answer: json(
    200,
    aflevering === undefined
      ? statusOfInstroom(gateway, row, stateOf(row, at))
      : toldOfMelding(aflevering),
  ),
})

/** `DELETE /v1/instroom/{dienst}/{instroomId}`: withdraws it as long as nobody opened it, or it was not sent. */
export const withdrawInstroom = (
  { store }: Gateway,
  _visit: Visit,
  { at }: AllowedInstroom,
  { row: { id }, aflevering }: Own,
): Outcome =>
  aflevering === undefined
    ? changing<InstroomRow>({
        make: (audit, take) => store.instromen.withdraw(id, at, audit, take),
        outcomeOf: (after) => ({ reference: refusalOfWithdrawal(after, at) }),
        answerOf: () => ({ status: 204 }),
      })
    : changing<AfleveringRow>({
        make: (audit, take) => store.afleveringen.withdraw(id, at, audit, take),
        outcomeOf: (after) => ({ reference: refusalOfMeldingWithdrawal(after) }),
        answerOf: () => ({ status: 204 }),
      })
