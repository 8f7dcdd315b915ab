/** What a package, and the audit, are told of an instroom. */
import type { InstroomState } from './life.ts'
import type { Instroom } from './read.ts'
import { startToken } from '../secrets/start-token.ts'
import type { InstroomRow, NewInstroom } from '../store/store.ts'
import type { Told } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { withoutBsn } from '../http/record/recorded-path.ts'

/** How an instroom is named in the audit. */
export const objectOf = ({ id, persoon }: Pick<InstroomRow, 'id' | 'persoon'>) =>
  ({ soort: 'instroom', id, ...(persoon !== '' && { persoon }) }) as const

export function toldOfInstroom(row: NewInstroom, { softwarepakket }: Instroom): Told {
  const object = objectOf(row)
  if (softwarepakket === undefined) return { object }
  const name = `${softwarepakket.naam ?? ''} ${softwarepakket.versie ?? ''}`.trim()
  return { object, softwarepakket: withoutBsn(name) }
}

/** What a package is told of its instroom. A link stays the same for as long as its instroom is kept. */
export function statusOfInstroom(
  gateway: Gateway,
  row: Pick<InstroomRow | NewInstroom, 'id' | 'keyId' | 'validUntil' | 'medewerker'>,
  status: InstroomState,
): Record<string, unknown> {
  const keys = gateway.keyring.byId(row.keyId)
  const token = keys === undefined ? undefined : startToken(keys, row.id)
  // Who has an account signs in there; a certificate opens on the portaal.
  const base = row.medewerker == null ? gateway.portalUrl : gateway.toegang.url
  return {
    instroomId: row.id,
    status,
    ...(token !== undefined && { startUrl: `${base}/start/${token}` }),
    geldigTot: new Date(row.validUntil).toISOString(),
  }
}
