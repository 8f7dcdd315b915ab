/** An aanmelding of who asks, found by the id in the address. */
import type { AllowedSignIn, Barred } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { AanmeldingRow } from '../store/leden/aanmelding.ts'
import { hasAanmelden } from './admitted.ts'
import type { DienstMetAanmelden } from './admitted.ts'
import { staatAt } from './life.ts'
import type { AanmeldingStaat } from './life.ts'

export interface Own {
  readonly allowed: AllowedSignIn
  readonly row: AanmeldingRow
  readonly staat: AanmeldingStaat
  readonly dienst: DienstMetAanmelden
  readonly agbCode: AgbCode
}

/** Somebody else's is not told of. */
export async function findOwnAanmelding(
  gateway: Gateway,
  { params }: Visit,
  allowed: AllowedSignIn,
): Promise<Own | Barred> {
  const row = await gateway.organisaties.aanmeldingen.find(params['id'] ?? '')
  const dienst = row && allowed.policy.diensten.get(row.dienst)
  const agbCode = row && parseAgbCode(row.agbCode)
  if (row?.door !== allowed.identity.gebruikersnummer || agbCode === undefined)
    return { barred: 'SL401' }
  if (!hasAanmelden(dienst)) return { barred: 'SL401' }
  const life = { staat: row.staat as AanmeldingStaat, validUntil: row.validUntil }
  return { allowed, row, staat: staatAt(life, allowed.at), dienst, agbCode }
}

/** Its data may still be chosen. */
export const isOpen = ({ staat }: Own): boolean =>
  staat === 'begonnen' || staat === 'bevestiging-gevraagd'
