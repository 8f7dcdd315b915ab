/** What is shown of a waiting instroom: opened from its seal for this page only. */
import { openSealed } from '../secrets/seal.ts'
import type { InstroomSummary } from './pages/instromen-page.tsx'
import type { InstroomRow } from '../store/store.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Judged } from '../http/exchange/judged.ts'

/** The summary; of a message that cannot be opened only what the row says. The page masks the BSN. */
export function summaryOf(gateway: Gateway, { set }: Judged, row: InstroomRow): InstroomSummary {
  const { verzekerde, verstrekking } = messageOf(gateway, row)
  return {
    id: row.id,
    dienstTitel: set.policy.diensten.get(row.dienst)?.titel ?? row.dienst,
    referentie: row.referentie,
    bsn: verzekerde?.bsn ?? '',
    geboortedatum: verzekerde?.geboortedatum ?? '',
    prestatiecode: verstrekking?.prestatiecode ?? '',
    // Free text may hold anything about a person; the form shows it to who opens it.
    toelichting: undefined,
  }
}

/** The parts of a message that are shown; it was checked against its schema when it was posted. */
interface ShownMessage {
  readonly verzekerde?: { readonly bsn: string; readonly geboortedatum: string }
  readonly verstrekking?: { readonly prestatiecode: string }
}

function messageOf({ keyring }: Gateway, { id, sealed }: InstroomRow): ShownMessage {
  const content = sealed === null ? undefined : openSealed({ keyring, use: 'message' }, id, sealed)
  if (content === undefined) return {}
  const { bericht } = JSON.parse(content.toString()) as { readonly bericht: string }
  return JSON.parse(bericht) as ShownMessage
}
