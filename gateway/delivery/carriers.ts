/** How what is for a dienst is delivered: posted to its upstream, by the policy of the moment of the attempt. */
import { randomUUID } from 'node:crypto'
import type { AuditEvent } from '../audit/event.ts'
import { ownEvent } from '../audit/retention.ts'
import type { Upstreams } from '../forward/upstream.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { AfleveringRow, Settlement } from '../store/aflevering.ts'
import type { Carrier, CourierParts } from './courier.ts'
import { postMelding } from './post.ts'

export interface CarrierParts {
  readonly dienst: (naam: string) => Dienst | undefined
  readonly upstreams: Pick<Upstreams, 'poolFor'>
  /** Epoch milliseconds. */
  readonly now: () => number
}

export const carriersOf = (parts: CarrierParts): CourierParts['carriers'] => ({
  melding: toUpstream(parts, ({ upstream }) => upstream.instroom),
  overdracht: toUpstream(parts, ({ upstream }) => upstream.overdracht),
})

/** A dienst, or its path, that is not in the policy now may be put back: what is for it waits. */
const toUpstream = (
  { dienst: find, upstreams, now }: CarrierParts,
  pathOf: (dienst: Dienst) => string | undefined,
): Carrier => ({
  termijnMs: (doel) => find(doel)?.upstream.termijnMs ?? 0,
  send: async ({ id, doel, attempts }, body) => {
    const dienst = find(doel)
    const path = dienst && pathOf(dienst)
    if (dienst === undefined || path === undefined) return { kind: 'later', code: 'SL501' }
    return postMelding({ pool: upstreams.poolFor(dienst), path, id, body, attempts, at: now() })
  },
  event: (row, settlement) => eventOf(row, settlement, now()),
})

function eventOf(row: AfleveringRow, settlement: Settlement, at: number): AuditEvent {
  const isDone = settlement.kind === 'afgeleverd'
  const toelichting = `poging ${String(row.attempts)}${isDone ? '' : `: ${settlement.code}`}`
  const event = ownEvent(
    { at, id: randomUUID() },
    {
      gebeurtenis: isDone ? 'afgeleverd' : 'aflevering-mislukt',
      actie: 'E',
      object: { soort: row.soort === 'melding' ? 'instroom' : 'aflevering', id: row.id },
      toelichting,
    },
  )
  return { ...event, dienst: row.doel }
}
