/**
 * `GET /start/{token}`: an employee opens an instroom (contract 5.2). Binds it durably to this person, has it
 * delivered to the upstream once, and sends the browser to the form.
 */
import { refusalOfOpening } from './life.ts'
import { readToken } from '../secrets/start-token.ts'
import type { Decision } from '../decision/decide.ts'
import { askedToOpen } from '../decision/asked.ts'
import type { Dienst } from '../decision/policy.ts'
import type { InstroomRow } from '../store/store.ts'
import { aCertificate, toUse } from '../http/allow.ts'
import type { Allowed, AllowedDienst, Asking, Barred } from '../http/allow.ts'
import type { Answer } from '../http/answer.ts'
import { isPrefetch } from '../http/cross-site.ts'
import { deliverOnce } from './delivery.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { objectOf } from './post.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import type { Reading } from '../http/perform.ts'
import { judgePoster } from './poster.ts'

/** Anyone; but nothing may change because a browser fetches ahead. */
export const asksLink = (_gateway: Gateway, { request }: Visit): Asking<Allowed> | Barred =>
  isPrefetch(request) ? { barred: 'SL511' } : aCertificate

/** The instroom of a link. A forged token never reaches the store; another practice learns only that it is not theirs. */
export async function findLinked(
  gateway: Gateway,
  { params: { token = '' } }: Visit,
  { identity, at }: Allowed,
): Promise<Reading<AllowedDienst, Linked>> {
  const id = readToken(gateway.keyring, token)
  const row = id === undefined ? undefined : await gateway.store.instromen.find(id)
  if (row === undefined || (await isDirect(gateway, row))) return { barred: 'SL401' }
  const told = { object: objectOf(row) }
  if (row.agbCode !== identity.agbCode) return { barred: 'SL403', told }
  const known = { ...told, instroom: row }
  const { diensten } = gateway.policies.current().policy
  const dienst = diensten.get(row.dienst) ?? { naam: row.dienst, instroom: undefined }
  const asking = toUse(askedToOpen(dienst))
  const poster = await judgePoster(gateway, row)
  // Before anything is changed: it stays as it was, for nobody.
  if (refusalOfOpening(row, identity.gebruikersnummer, at, poster.allowed) === 'SL407') {
    const toelichting = `systeemcertificaat: ${poster.code ?? ''}`
    return { asking, found: { reference: 'SL407' }, told: { ...known, toelichting } }
  }
  return { asking, found: { reference: null }, told: known, input: { row, poster } }
}

/** What is delivered without a person has no link. */
const isDirect = async ({ store }: Gateway, { id, sealed }: InstroomRow): Promise<boolean> =>
  sealed === null && (await store.afleveringen.find(id)) !== undefined

/** The instroom of a link that may be opened. */
interface Linked {
  readonly row: InstroomRow
  /** What the systeemcertificaat that posted it would be told now. */
  readonly poster: Decision
}

/** Binds a waiting instroom to this person, or finds that it is theirs already. Durable before anything is delivered. */
export function openInstroom(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  { row, poster }: Linked,
): Outcome {
  const { gebruikersnummer } = allowed.identity
  const { at } = allowed
  const toForm = async (bound: InstroomRow): Promise<Answer> => {
    const location = await deliverOnce(gateway, visit, { row: bound, allowed })
    return { status: 303, headers: { location: publicLocation(gateway, allowed.dienst, location) } }
  }
  if (row.openedBy === gebruikersnummer && row.withdrawnAt === null)
    return { answer: () => toForm(row) }
  return changing<InstroomRow>({
    make: (audit, take) =>
      gateway.store.instromen.open(row.id, { gebruikersnummer, at }, audit, take),
    outcomeOf: (after) => ({
      reference: refusalOfOpening(after, gebruikersnummer, at, poster.allowed),
      instroom: after,
    }),
    answerOf: toForm,
  })
}

/** Where the browser is sent: the form's path, on the dienst's own host where it has one. */
export function publicLocation({ portalUrl }: Gateway, { host }: Dienst, location: string): string {
  if (host === undefined) return location
  const url = new URL(portalUrl)
  url.hostname = host
  return `${url.origin}${location}`
}
