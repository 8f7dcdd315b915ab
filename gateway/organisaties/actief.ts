/** What follows when an organisation becomes active: it is in force, and has its link. */
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import { ownLink } from '../leden/link.ts'
import type { AanmeldingRow } from '../store/leden/aanmelding.ts'

export async function startOrganisatie(
  gateway: Gateway,
  visit: Visit,
  { agbCode, dienst, naam, door }: AanmeldingRow,
): Promise<void> {
  await putInForce(gateway, visit, 'organisaties')
  const { leden } = gateway.policies.current().policy.diensten.get(dienst) ?? {}
  if (leden?.link !== true) return
  const of = { agbCode, dienst, naam: naam ?? agbCode }
  const row = ownLink(gateway, of, { at: gateway.now(), door })
  await gateway.toegang.store.nieuweLink(row, { mails: [], vervangt: true })
}
