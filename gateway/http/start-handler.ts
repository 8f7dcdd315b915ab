/**
 * `GET /start/{token}`: an employee opens an instroom (contract 5.2). Binds it durably to this person, has it
 * delivered to the upstream once, and sends the browser to the form.
 */
import { Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import { refusalOfOpening } from '../instroom/life.ts'
import { readToken } from '../instroom/token.ts'
import type { Decision } from '../policy/decide.ts'
import { askedToOpen } from '../policy/asked.ts'
import type { Asked } from '../policy/question.ts'
import type { InstroomRow } from '../store/store.ts'
import type { Answer } from './answer.ts'
import { isPrefetch } from './cross-site.ts'
import { deliverOnce } from './delivery.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import {
  countRequest,
  dienstOf,
  identityOf,
  judge,
  requireAllowed,
  takeOf,
  withReference,
} from './judge.ts'
import type { Judged } from './judged.ts'
import { judgePoster } from './poster.ts'
import { recordAllowed, eventOf } from './record.ts'

export async function openInstroom(
  gateway: Gateway,
  exchange: Exchange,
  token: string,
): Promise<Answer> {
  Object.assign(exchange.trail, { gebeurtenis: 'instroom-openen', actie: 'E' })
  const prefetch = isPrefetch(exchange.request) ? { barred: 'SL511' as const } : {}
  const presented = await judge(gateway, exchange, { asked: undefined, ...prefetch })
  requireAllowed(gateway, exchange, presented)

  const row = await findLinked(gateway, exchange, token)
  const asker = await judge(gateway, exchange, { asked: askedOf(gateway, row), reference: null })
  requireAllowed(gateway, exchange, asker)
  countRequest(exchange, asker)

  const poster = await judgePoster(gateway, row)
  const bound = await bind(gateway, exchange, { row, judged: asker, poster })
  const location = await deliverOnce(gateway, exchange, { row: bound, judged: asker })
  return { status: 303, headers: { location: publicLocation(gateway, asker, location) } }
}

/** The instroom of a link. A forged token never reaches the store; another practice learns only that it is not theirs. */
async function findLinked(
  gateway: Gateway,
  exchange: Exchange,
  token: string,
): Promise<InstroomRow> {
  const id = readToken(gateway.keyring, token)
  const row = id === undefined ? undefined : await findOpenable(gateway, id)
  if (row !== undefined)
    exchange.trail.object = { soort: 'instroom', id: row.id, persoon: row.persoon }
  const judged = await judge(gateway, exchange, { asked: undefined })
  requireAllowed(gateway, exchange, judged)
  const barred = row === undefined ? 'SL401' : foreignCode(row, judged)
  if (barred !== null)
    requireAllowed(gateway, exchange, await judge(gateway, exchange, { asked: undefined, barred }))
  if (row === undefined) throw new Refusal('SL401')
  exchange.trail.instroom = row
  return row
}

/** What is delivered without a person has no link. */
async function findOpenable(
  { store: { instromen, afleveringen } }: Gateway,
  id: string,
): Promise<InstroomRow | undefined> {
  const row = await instromen.find(id)
  const isDirect = row?.sealed === null && (await afleveringen.find(id)) !== undefined
  return isDirect ? undefined : row
}

const foreignCode = (row: InstroomRow, judged: Judged): Code | null =>
  row.agbCode === identityOf(judged).agbCode ? null : 'SL403'

function askedOf(gateway: Gateway, row: InstroomRow): Asked {
  const dienst = gateway.policies.current().policy.diensten.get(row.dienst)
  return askedToOpen(dienst ?? { naam: row.dienst, instroom: undefined })
}

interface Binding {
  readonly row: InstroomRow
  readonly judged: Judged
  /** What the systeemcertificaat that posted it would be told now. */
  readonly poster: Decision
}

/** Binds a waiting instroom to this person, or finds that it is theirs already. Durable before anything is delivered. */
async function bind(
  gateway: Gateway,
  exchange: Exchange,
  { row, judged, poster }: Binding,
): Promise<InstroomRow> {
  const { gebruikersnummer } = identityOf(judged)
  const { at } = judged.question
  const outcome = (after: InstroomRow): Judged => {
    const code = refusalOfOpening(after, gebruikersnummer, at, poster.allowed)
    return code === undefined ? judged : withReference(judged, code)
  }
  const now = outcome(row)
  if (now.decision.code === 'SL407') {
    // Before anything is changed: it stays as it was, for nobody.
    exchange.trail.judged = now
    exchange.trail.toelichting = `systeemcertificaat: ${poster.code ?? ''}`
    requireAllowed(gateway, exchange, now)
  }
  if (row.openedBy === gebruikersnummer && row.withdrawnAt === null) {
    await recordAllowed(gateway, exchange, judged)
    return row
  }
  const bound = await gateway.store.instromen.open(
    row.id,
    { gebruikersnummer, at },
    (after) => eventOf(exchange, outcome(after)),
    takeOf(exchange),
  )
  exchange.trail.recorded = true
  exchange.trail.instroom = bound
  exchange.trail.judged = outcome(bound)
  requireAllowed(gateway, exchange, exchange.trail.judged)
  return bound
}

/** Where the browser is sent: the form's path, on the dienst's own host where it has one. */
function publicLocation({ portalUrl }: Gateway, judged: Judged, location: string): string {
  const { host } = dienstOf(judged)
  if (host === undefined) return location
  const url = new URL(portalUrl)
  url.hostname = host
  return `${url.origin}${location}`
}
