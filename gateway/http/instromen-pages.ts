/**
 * The waiting instromen of a practice: who may see them may open the link, who may open one may withdraw it,
 * and a contact person may free one that a colleague opened and left.
 */
import { Refusal } from '../errors.ts'
import { refusalOfWithdrawal } from '../instroom/life.ts'
import { startToken } from '../instroom/token.ts'
import { instromenPage } from '../pages/instromen-page.tsx'
import type { OpenedInstroom, WaitingInstroom } from '../pages/instromen-page.tsx'
import { paths } from '../pages/paths.ts'
import { instromenTexts } from '../pages/texts.ts'
import { askedToOpen } from '../policy/asked.ts'
import { contactpersonenOf, findHouder } from '../policy/policy.ts'
import type { Dienst } from '../policy/policy.ts'
import type { Asked } from '../policy/question.ts'
import type { InstroomRow } from '../store/store.ts'
import { page } from './answer.ts'
import type { Answer } from './answer.ts'
import { canBeFreed } from './advice-facts.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { summaryOf } from './instroom-summary.ts'
import { identityOf, judge, requireAllowed, withReference } from './judge.ts'
import type { Judged } from './judged.ts'
import { guardOf, oneOf, readOwnForm } from './own-form.ts'
import { frameOf } from './page-frame.ts'
import { askedBeheer } from './practice.ts'
import { eventOf } from './record.ts'
import type { RouteTable } from './route-table.ts'
import { mayOpen, maySee } from './waiting.ts'

const purpose = 'klaargezet'
/** As many as one audit row can name. */
const mostShown = 50
/** How long an opened instroom that did not arrive can be freed; its link is over by then. */
const openedForMs = 24 * 60 * 60 * 1000

/** The addresses of the waiting instromen. */
export const instromenRoutes = (gateway: Gateway): readonly RouteTable[] => [
  { path: paths.instromen, GET: (exchange) => list(gateway, exchange) },
  { path: paths.intrekken, POST: (exchange) => withdraw(gateway, exchange) },
  { path: paths.vrijgeven, POST: (exchange) => release(gateway, exchange) },
]

const askedAnyone: Asked = { dienst: undefined, autorisatie: undefined }

async function list(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  Object.assign(exchange.trail, {
    gebeurtenis: 'pagina-bekijken',
    actie: 'R',
    object: { soort: 'pad', id: paths.instromen },
  })
  const judged = await enterList(gateway, exchange)
  const { at } = judged.question
  const { agbCode } = identityOf(judged)
  const isContact = isContactpersoon(judged)
  const { instromen } = gateway.store
  const waiting = (await instromen.waiting(agbCode, at, mostShown)).filter(
    ({ dienst }) => isContact || maySee(judged, dienst),
  )
  const opened = isContact ? await instromen.opened(agbCode, at - openedForMs, mostShown) : []
  const left = opened.filter((row) => canBeFreed(row, at))
  // Which persons were looked at (NEN 7513 7.4): by instroom, whose rows name the pseudonym.
  const toelichting = `instromen: ${[...waiting, ...left].map(({ id }) => id).join(' ')}`
  await gateway.store.audit.write({ ...eventOf(exchange, judged), toelichting })
  exchange.trail.recorded = true
  return page(
    instromenPage(frameOf(gateway, exchange), {
      now: at,
      guard: guardOf(gateway, judged, { purpose, versie: '' }),
      waiting: waiting.map((row) => waitingView(gateway, judged, row)),
      opened: isContact ? left.map((row) => openedView(gateway, judged, row)) : undefined,
      notice: noticeOf(exchange),
    }),
  )
}

/** Who holds nothing for any dienst with instromen, and is no contact person, has nothing to look for here. */
async function enterList(gateway: Gateway, exchange: Exchange): Promise<Judged> {
  const judged = await judge(gateway, exchange, { asked: askedAnyone })
  requireAllowed(gateway, exchange, judged)
  const diensten = [...judged.set.policy.diensten.values()].filter(({ instroom }) => instroom)
  const identity = judged.question.presented?.leaf.identity
  const own = judged.set.policy.instanties.get(identity?.agbCode ?? '')?.diensten
  // Of a dienst that the practice uses, or the refusal would tell of one that it does not.
  const first = diensten.find(({ naam }) => own?.has(naam)) ?? diensten[0]
  if (first === undefined || isContactpersoon(judged)) return judged
  if (diensten.some(({ naam }) => maySee(judged, naam))) return judged
  const refused = await judge(gateway, exchange, { asked: askedToOpen(first) })
  requireAllowed(gateway, exchange, refused)
  return refused
}

function isContactpersoon({ set, question }: Judged): boolean {
  const identity = question.presented?.leaf.identity
  const instantie = set.policy.instanties.get(identity?.agbCode ?? '')
  if (identity?.soort !== 'persoonlijk' || instantie === undefined) return false
  return contactpersonenOf(set.policy, instantie).includes(identity.gebruikersnummer)
}

function noticeOf({ target }: Exchange): keyof typeof instromenTexts.notices | undefined {
  const name = new URLSearchParams(target?.query ?? '').get('melding') ?? ''
  return Object.hasOwn(instromenTexts.notices, name)
    ? (name as keyof typeof instromenTexts.notices)
    : undefined
}

function waitingView(gateway: Gateway, judged: Judged, row: InstroomRow): WaitingInstroom {
  const may = mayOpen(judged, row.dienst)
  const keys = gateway.keyring.byId(row.keyId)
  return {
    ...summaryOf(gateway, judged, row),
    validUntil: row.validUntil,
    startPath: may && keys !== undefined ? `/start/${startToken(keys, row.id)}` : undefined,
    mayWithdraw: may || isContactpersoon(judged),
  }
}

function openedView(gateway: Gateway, judged: Judged, row: InstroomRow): OpenedInstroom {
  const { policy } = judged.set
  const gebruikersnummer = row.openedBy ?? ''
  const instantie = policy.instanties.get(row.agbCode)
  const houder =
    instantie && findHouder(policy, instantie, { soort: 'persoonlijk', gebruikersnummer })
  return {
    ...summaryOf(gateway, judged, row),
    openedBy: { gebruikersnummer, naam: houder?.naam },
    openedAt: row.openedAt ?? 0,
  }
}

/** `POST /start/intrekken`: throws a waiting instroom away. */
async function withdraw(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  Object.assign(exchange.trail, { gebeurtenis: 'instroom-intrekken', actie: 'D' })
  const { row, judged } = await readOwn(gateway, exchange, askedAnyone)
  const allowed = isContactpersoon(judged)
    ? judged
    : await judge(gateway, exchange, {
        asked: askedToOpen(dienstOf(judged, row)),
        reference: null,
      })
  requireAllowed(gateway, exchange, allowed)
  const { at } = allowed.question
  const outcome = (after: InstroomRow): Judged => {
    const code = refusalOfWithdrawal(after, at)
    return code === undefined ? allowed : withReference(allowed, code)
  }
  const after = await gateway.store.instromen.withdraw(row.id, at, (result) =>
    eventOf(exchange, outcome(result)),
  )
  exchange.trail.recorded = true
  return toList(after.withdrawnAt === null ? 'verlopen' : 'ingetrokken')
}

/** `POST /start/vrijgeven`: a contact person frees what a colleague opened and left. */
async function release(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  Object.assign(exchange.trail, { gebeurtenis: 'instroom-vrijgeven', actie: 'U' })
  const { row, judged } = await readOwn(gateway, exchange, askedBeheer)
  const { at } = judged.question
  if (!canBeFreed(row, at)) {
    await gateway.store.audit.write({
      ...eventOf(exchange, judged),
      toelichting: 'niet vrijgegeven',
    })
    exchange.trail.recorded = true
    return toList('verlopen')
  }
  const after = await gateway.store.instromen.release(row.id, at, (result) => ({
    ...eventOf(exchange, judged),
    wijziging: { van: row.openedBy, naar: result.openedBy },
  }))
  exchange.trail.recorded = true
  return toList(after.openedBy === null ? 'vrijgegeven' : 'verlopen')
}

const toList = (melding: keyof typeof instromenTexts.notices): Answer => ({
  status: 303,
  headers: { location: `${paths.instromen}?melding=${melding}` },
})

/** The instroom a form names, when it is of the practice of who asks; to others it is unknown (SL401). */
async function readOwn(
  gateway: Gateway,
  exchange: Exchange,
  asked: Asked,
): Promise<{ readonly row: InstroomRow; readonly judged: Judged }> {
  const form = await readOwnForm(gateway, exchange, { asked, purpose, fields: ['instroom'] })
  const id = oneOf(form, 'instroom')
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  const found = isId ? await gateway.store.instromen.find(id) : undefined
  const asker = await judge(gateway, exchange, { asked })
  requireAllowed(gateway, exchange, asker)
  const row = found?.agbCode === identityOf(asker).agbCode ? found : undefined
  const reference = row === undefined ? 'SL401' : null
  const judged = await judge(gateway, exchange, { asked, reference })
  requireAllowed(gateway, exchange, judged)
  if (row === undefined) throw new Refusal('SL401')
  exchange.trail.object = { soort: 'instroom', id: row.id, persoon: row.persoon }
  return { row, judged }
}

/** The dienst of an instroom; one that left the policy has nothing that anyone may do. */
function dienstOf({ set }: Judged, row: InstroomRow): Dienst {
  const dienst = set.policy.diensten.get(row.dienst)
  if (dienst === undefined) throw new Refusal('SL203')
  return dienst
}
