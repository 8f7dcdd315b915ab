/** One organisation and its members in the eyes of the service desk; its leaked link is replaced here. */
import { parseAgbCode } from '../identity/agb-code.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { findInstantie } from '../decision/policy.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { replaceLink } from '../leden/desk-link.ts'
import { hasLeden } from '../leden/managing.ts'
import type { DienstMetLeden } from '../leden/managing.ts'
import { organisatiePage } from './pages/toegang-pages.tsx'
import { organisatiePath } from './paths.ts'
import type { AanmeldingRow } from '../store/leden/aanmelding.ts'
import { aanmeldingStaat } from './toegang.ts'
import { deskGuard } from './voorstel.ts'

interface Place {
  readonly agbCode: AgbCode
  readonly organisatie: string
  readonly dienst: DienstMetLeden
}

function dienstIn({ params }: Visit, { policy }: AllowedDienst): DienstMetLeden | undefined {
  const dienst = policy.diensten.get(params['dienst'] ?? '')
  return dienst !== undefined && hasLeden(dienst) ? dienst : undefined
}

function placeOf(visit: Visit, allowed: AllowedDienst): Place | undefined {
  const dienst = dienstIn(visit, allowed)
  const instantie = findInstantie(allowed.policy, visit.params['agbCode'] ?? '')
  if (dienst === undefined || instantie === undefined) return undefined
  return { agbCode: instantie.agbCode, organisatie: instantie.naam, dienst }
}

/** Of an organisation that registered itself: it is an instantie only once its mailbox confirmed. */
function registeredPlace(
  dienst: DienstMetLeden,
  row: AanmeldingRow | undefined,
): Place | undefined {
  return row && { agbCode: row.agbCode, organisatie: row.naam ?? row.agbCode, dienst }
}

const objectOf = ({ agbCode }: Place) => ({ soort: 'organisatie', id: agbCode }) as const

/** `GET /servicedesk/toegang/:agbCode/:dienst`. */
export async function showOrganisatie(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const dienst = dienstIn(visit, allowed)
  const agb = parseAgbCode(visit.params['agbCode'] ?? '')
  if (dienst === undefined || agb === undefined) return { barred: 'SL512' }
  const { aanmeldingen, leden } = gateway.organisaties
  const rows = await aanmeldingen.list({ agbCode: agb, dienst: dienst.naam, limit: 100 })
  const row = rows.find(({ staat }) => staat === 'actief') ?? rows.at(-1)
  const known = placeOf(visit, allowed)
  const place = known ?? registeredPlace(dienst, row)
  if (place === undefined) return { barred: 'SL512' }
  const { agbCode, organisatie } = place
  const html = organisatiePage(frameOf(gateway, visit), {
    ...{ agbCode, naam: organisatie, dienst: dienst.naam, titel: dienst.titel },
    guard: deskGuard(gateway, allowed),
    staat: row && aanmeldingStaat(row, allowed.at),
    leden: await leden.leden(agbCode, dienst.naam),
    heeftLink: known !== undefined && dienst.leden.link,
    isVervangen: visit.target?.query === '?vervangen',
  })
  const told = { object: objectOf(place), toelichting: `leden van ${dienst.naam}` }
  return { answer: page(html), told }
}

/** `POST /servicedesk/toegang/:agbCode/:dienst`: the old link ends, the managers get the new one. */
export function changeOrganisatie(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  form: FormValues,
): Promise<Outcome> {
  const place = placeOf(visit, allowed)
  if (place?.dienst.leden.link !== true || oneOf(form, 'actie') !== 'vervang')
    return Promise.resolve({ barred: 'SL512' })
  const { agbCode, dienst } = place
  return Promise.resolve(
    changing<string>({
      told: { object: objectOf(place) },
      make: (audit) => replaceLink(gateway, gateway.organisaties.leden, place, audit).then(String),
      outcomeOf: () => ({ told: { toelichting: `uitnodigingslink van ${dienst.naam} vervangen` } }),
      answerOf: () => {
        gateway.deliveries.accepted()
        return seeOther(`${organisatiePath(agbCode, dienst.naam)}?vervangen`)
      },
    }),
  )
}
