/**
 * `GET /start/{token}`: an employee opens an instroom (contract 5.2). Binds it durably to this person, has it
 * delivered to the upstream once, and sends the browser to the form.
 */
import { refusalOfOpening } from './life.ts'
import { readToken } from '../secrets/start-token.ts'
import type { Decision } from '../decision/decide.ts'
import { askedToOpen } from '../decision/asked.ts'
import { securedUntil } from '../decision/judge-aanmelding.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { InstroomRow } from '../store/store.ts'
import { aCertificate, signedIn, toUseByAny } from '../http/judge/allow.ts'
import type { AllowedAny, AllowedAnyDienst, Asking, Barred } from '../http/judge/allow.ts'
import type { Answer } from '../http/answer/answer.ts'
import { clickedAt } from '../http/sign-in/begun.ts'
import { matchRoute } from '../decision/match-route.ts'
import { readTarget } from '../wire/target.ts'
import { isPrefetch } from '../http/form/cross-site.ts'
import { deliverOnce } from './delivery.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import { originOf } from '../http/sign-in/doorgang.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { objectOf } from './told.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import type { Reading } from '../http/perform.ts'
import { isForAnother } from './named.ts'
import { judgePoster } from './poster.ts'

/** Anyone; but nothing may change because a browser fetches ahead. */
export const asksLink = (
  _gateway: Gateway,
  { listener, request }: Visit,
): Asking<AllowedAny> | Barred => {
  if (isPrefetch(request)) return { barred: 'SL511' }
  return listener === 'toegang' ? signedIn : aCertificate
}

/** The instroom of a link. A forged token never reaches the store; another practice learns only that it is not theirs. */
export async function findLinked(
  gateway: Gateway,
  visit: Visit,
  { identity, at }: AllowedAny,
): Promise<Reading<AllowedAnyDienst, Linked>> {
  const { token = '' } = visit.params
  const id = readToken(gateway.keyring, token)
  const row = id === undefined ? undefined : await gateway.store.instromen.find(id)
  if (row === undefined || (await isDirect(gateway, row))) return { barred: 'SL401' }
  const told = { object: objectOf(row) }
  if (row.agbCode !== identity.agbCode) return { barred: 'SL403', told }
  const { diensten } = gateway.policies.current().policy
  const dienst = diensten.get(row.dienst) ?? { naam: row.dienst, instroom: undefined }
  if (isForAnother(row, identity, dienst)) return { barred: 'SL406', told }
  const { gebruikersnummer } = identity
  return judgeLink(gateway, visit, { row, dienst, gebruikersnummer, at })
}

interface Found {
  readonly row: InstroomRow
  readonly dienst: Pick<Dienst, 'naam' | 'instroom'>
  readonly gebruikersnummer: string
  readonly at: number
}

/** What a link asks of its own practice. A machtiging comes after what the link itself is (contract part two, 14). */
async function judgeLink(
  gateway: Gateway,
  visit: Visit,
  { row, dienst, gebruikersnummer, at }: Found,
): Promise<Reading<AllowedAnyDienst, Linked>> {
  const known = { object: objectOf(row), instroom: row }
  const asked = askedToOpen(dienst)
  const poster = await judgePoster(gateway, row)
  const geklikt = clickOf(gateway, visit, row, at)
  const code = refusalOfOpening(row, gebruikersnummer, geklikt, poster.allowed)
  if (code === undefined || code === 'SL404') {
    const input = { row, poster, geklikt }
    return { asking: toUseByAny(asked), found: { reference: null }, told: known, input }
  }
  // Before anything is changed: it stays as it was, for nobody.
  const toelichting = `systeemcertificaat: ${poster.code ?? ''}`
  return {
    asking: toUseByAny({ ...asked, machtiging: undefined }),
    found: { reference: code },
    told: code === 'SL407' ? { ...known, toelichting } : known,
  }
}

/** The moment that its time is judged by: of the click, when somebody had to sign in first (contract part two, 14). */
function clickOf(gateway: Gateway, visit: Visit, row: InstroomRow, at: number): number {
  if (visit.listener !== 'toegang' || row.medewerker === null) return at
  return clickedAt(gateway, visit, { id: row.id, at }) ?? at
}

/** What is delivered without a person has no link. */
const isDirect = async ({ store }: Gateway, { id, sealed }: InstroomRow): Promise<boolean> =>
  sealed === null && (await store.afleveringen.find(id)) !== undefined

/** The instroom of a link that may be opened. */
interface Linked {
  readonly row: InstroomRow
  /** What the systeemcertificaat that posted it would be told now. */
  readonly poster: Decision
  /** When it was clicked. */
  readonly geklikt: number
}

/** Binds a waiting instroom to this person, or finds that it is theirs already. Durable before anything is delivered. */
export function openInstroom(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedAnyDienst,
  { row, poster, geklikt }: Linked,
): Outcome {
  const { gebruikersnummer } = allowed.identity
  const { at } = allowed
  const toForm = async (bound: InstroomRow): Promise<Answer> => {
    const location = await deliverOnce(gateway, visit, { row: bound, allowed })
    return { status: 303, headers: { location: toGo(gateway, visit, allowed, location) } }
  }
  if (row.openedBy === gebruikersnummer && row.withdrawnAt === null)
    return { answer: () => toForm(row) }
  return changing<InstroomRow>({
    make: (audit, take) =>
      gateway.store.instromen.open(row.id, { gebruikersnummer, at, geklikt }, audit, take),
    outcomeOf: (after) => ({
      reference: refusalOfOpening(after, gebruikersnummer, geklikt, poster.allowed),
      instroom: after,
    }),
    answerOf: toForm,
  })
}

/** On to the form; first to the lock, when only a secured session opens it. The link leads on from there. */
function toGo(gateway: Gateway, visit: Visit, allowed: AllowedAnyDienst, location: string): string {
  const { dienst, judged, at } = allowed
  if (visit.listener !== 'toegang') return publicLocation(gateway, dienst, location)
  const until = securedUntil(judged.question.aanmelding, dienst)
  if (isBehindLock(dienst, location) && !(until !== undefined && at < until))
    return `/beveiligde-sessie?${new URLSearchParams({ na: visit.target?.path ?? '/' }).toString()}`
  return dienst.host === undefined ? location : `${originOf(gateway, dienst.host)}${location}`
}

/** Whether the route of a form is for a secured session alone. */
function isBehindLock(dienst: Dienst, location: string): boolean {
  const target = readTarget(location)
  const found = target === 'SL515' ? undefined : matchRoute(dienst, 'GET', target.segments)
  return found !== undefined && 'route' in found && found.route.beveiligd === true
}

/** Where the browser is sent: the form's path, on the dienst's own host where it has one. */
export function publicLocation(
  { portalUrl }: Pick<Gateway, 'portalUrl'>,
  { host }: Dienst,
  location: string,
): string {
  if (host === undefined) return location
  const url = new URL(portalUrl)
  url.hostname = host
  return `${url.origin}${location}`
}
