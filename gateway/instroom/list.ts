/**
 * The waiting instromen of a practice: who may see them may open the link, who may open one may withdraw it,
 * and a contact person may free one that a colleague opened and left.
 */
import { refusalOfWithdrawal } from './life.ts'
import { startToken } from '../secrets/start-token.ts'
import { instromenPage } from './pages/instromen-page.tsx'
import type { OpenedInstroom, WaitingInstroom } from './pages/instromen-page.tsx'
import { paths } from '../pages/paths.ts'
import { instromenTexts } from '../pages/texts.ts'
import { askedToOpen } from '../decision/asked.ts'
import { findInstantie, findHouder, isContactpersoon } from '../decision/policy.ts'
import type { InstroomRow } from '../store/store.ts'
import { aContactpersoon, anyone, toUse } from '../http/judge/allow.ts'
import type { AllowedInstantie, Asking, Barred } from '../http/judge/allow.ts'
import { page } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import { canBeFreed } from '../http/answer/advice-facts.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { objectOf } from './told.ts'
import { summaryOf } from './summary.ts'
import { publicLocation } from './start.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf, readOwnForm } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { Again, Reading, Unfit } from '../http/perform.ts'
import { mayOpen, maySee, toOpen } from '../http/judge/waiting.ts'

const purpose = 'klaargezet'
/** As many as one audit row can name. */
const mostShown = 50
/** How long an opened instroom that did not arrive can be freed; its link is over by then. */
const openedForMs = 24 * 60 * 60 * 1000

/** Who holds nothing for any dienst with instromen, and is no contact person, has nothing to look for here. */
export function readList(
  _gateway: Gateway,
  _visit: Visit,
  asker: AllowedInstantie,
): Reading<AllowedInstantie, undefined> {
  const stays = { allowed: asker, input: undefined }
  const diensten = [...asker.policy.diensten.values()].filter(({ instroom }) => instroom)
  const own = asker.instantie.diensten
  // Of a dienst that the practice uses, or the refusal would tell of one that it does not.
  const first = diensten.find(({ naam }) => own.has(naam)) ?? diensten[0]
  if (first === undefined || isContactOf(asker)) return stays
  if (diensten.some(({ naam }) => maySee(asker.judged, naam))) return stays
  return { asking: toOpen(first), input: undefined }
}

/** `GET /start`: what waits, what this person opened, and for contact persons who opened the rest. */
export async function listInstromen(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedInstantie,
): Promise<Outcome> {
  const { at, judged } = allowed
  const { agbCode } = allowed.identity
  const isContact = isContactOf(allowed)
  const { instromen } = gateway.store
  const waiting = (await instromen.waiting(agbCode, at, mostShown)).filter(
    ({ dienst }) => isContact || maySee(judged, dienst),
  )
  const since = at - openedForMs
  const opened = isContact ? await instromen.opened(agbCode, since, mostShown) : []
  const { gebruikersnummer } = allowed.identity
  const own = await instromen.opened(agbCode, since, mostShown, gebruikersnummer)
  const html = instromenPage(frameOf(gateway, visit), {
    now: at,
    guard: guardOf(gateway, allowed, { purpose, versie: '' }),
    waiting: waiting.map((row) => waitingView(gateway, allowed, row)),
    own: own
      .filter(({ withdrawnAt }) => withdrawnAt === null)
      .map((row) => ({
        ...openedView(gateway, allowed, row),
        href: hrefOf(gateway, allowed, row),
      })),
    opened: isContact ? opened.map((row) => openedView(gateway, allowed, row)) : undefined,
    notice: noticeOf(visit),
  })
  // Which persons were looked at (NEN 7513 7.4): by instroom, whose rows name the pseudonym.
  const shown = [...waiting, ...opened, ...own].filter(({ sealed }) => sealed !== null)
  const toelichting = `instromen: ${[...new Set(shown.map(({ id }) => id))].join(' ')}`
  const object = { soort: 'pad', id: paths.instromen } as const
  return { answer: page(html), told: { object, toelichting } }
}

const isContactOf = ({ policy, instantie, identity }: AllowedInstantie): boolean =>
  isContactpersoon(policy, instantie, identity)

function noticeOf({ target }: Visit): keyof typeof instromenTexts.notices | undefined {
  const name = new URLSearchParams(target?.query ?? '').get('melding') ?? ''
  return Object.hasOwn(instromenTexts.notices, name)
    ? (name as keyof typeof instromenTexts.notices)
    : undefined
}

function waitingView(
  gateway: Gateway,
  allowed: AllowedInstantie,
  row: InstroomRow,
): WaitingInstroom {
  const may = mayOpen(allowed.judged, row.dienst)
  return {
    ...summaryOf(gateway, allowed.judged, row),
    validUntil: row.validUntil,
    startPath: may ? startPathOf(gateway, row) : undefined,
    mayWithdraw: may || isContactOf(allowed),
  }
}

function openedView(
  gateway: Gateway,
  { policy, instantie, judged }: AllowedInstantie,
  row: InstroomRow,
): OpenedInstroom {
  const gebruikersnummer = row.openedBy ?? ''
  const houder = findHouder(policy, instantie, { soort: 'persoonlijk', gebruikersnummer })
  return {
    ...summaryOf(gateway, judged, row),
    openedBy: { gebruikersnummer, naam: houder?.naam },
    openedAt: row.openedAt ?? 0,
    hasArrived: row.deliveredAt !== null,
    mayRelease: canBeFreed(row, judged.question.at),
  }
}

/** Where this person goes on: at the form, or by the link while the dienst has it not. */
function hrefOf(
  gateway: Gateway,
  { judged, policy }: AllowedInstantie,
  row: InstroomRow,
): string | undefined {
  const dienst = policy.diensten.get(row.dienst)
  if (dienst === undefined || !mayOpen(judged, row.dienst)) return undefined
  if (row.location !== null) return publicLocation(gateway, dienst, row.location)
  return startPathOf(gateway, row)
}

function startPathOf({ keyring }: Gateway, { keyId, id }: InstroomRow): string | undefined {
  const keys = keyring.byId(keyId)
  return keys && `/start/${startToken(keys, id)}`
}

/** The instroom a form would withdraw: its practice's contact person may, and who may open it. */
export async function readWithdrawn(
  gateway: Gateway,
  visit: Visit,
  asker: AllowedInstantie,
): Promise<Reading<AllowedInstantie, InstroomRow>> {
  const read = await readOwn(gateway, visit, asker, anyone)
  if (!('input' in read)) return read
  const { diensten } = gateway.policies.current().policy
  const dienst = diensten.get(read.input.dienst)
  const asking = toUse(askedToOpen(dienst ?? { naam: read.input.dienst, instroom: undefined }))
  return isContactNow(gateway, asker) ? read : { ...read, asking }
}

/** By the policy of now: the form has been waited for. */
function isContactNow({ policies }: Gateway, { identity }: AllowedInstantie): boolean {
  const { policy } = policies.current()
  return isContactpersoon(policy, findInstantie(policy, identity.agbCode), identity)
}

/** `POST /start/intrekken`: throws a waiting instroom away. */
export const withdrawWaiting = (
  gateway: Gateway,
  _visit: Visit,
  { at }: AllowedInstantie,
  row: InstroomRow,
): Outcome =>
  changing<InstroomRow>({
    make: (audit) => gateway.store.instromen.withdraw(row.id, at, audit),
    outcomeOf: (after) => ({ reference: refusalOfWithdrawal(after, at) }),
    answersRefused: true,
    answerOf: (after) => toList(after.withdrawnAt === null ? 'verlopen' : 'ingetrokken'),
  })

/** The instroom a form would free. */
export const readReleased = (
  gateway: Gateway,
  visit: Visit,
  asker: AllowedInstantie,
): Promise<Reading<AllowedInstantie, InstroomRow>> =>
  readOwn(gateway, visit, asker, aContactpersoon)

/** `POST /start/vrijgeven`: a contact person frees what a colleague opened and left. */
export function releaseOpened(
  gateway: Gateway,
  _visit: Visit,
  { at }: AllowedInstantie,
  row: InstroomRow,
): Outcome {
  if (!canBeFreed(row, at))
    return { answer: toList('verlopen'), told: { toelichting: 'niet vrijgegeven' } }
  return changing<InstroomRow>({
    make: (audit) => gateway.store.instromen.release(row.id, at, audit),
    outcomeOf: (after) => ({ told: { wijziging: { van: row.openedBy, naar: after.openedBy } } }),
    answerOf: (after) => toList(after.openedBy === null ? 'vrijgegeven' : 'verlopen'),
  })
}

const toList = (melding: keyof typeof instromenTexts.notices): Answer => ({
  status: 303,
  headers: { location: `${paths.instromen}?melding=${melding}` },
})

/** The instroom a form names, when it is of the practice of who asks; to others it is unknown (SL401). */
async function readOwn(
  gateway: Gateway,
  visit: Visit,
  asker: AllowedInstantie,
  asking: Asking<AllowedInstantie>,
): Promise<Again<AllowedInstantie, InstroomRow> | Unfit | Barred> {
  const read = await readOwnForm(gateway, visit, asker, { asking, purpose, fields: ['instroom'] })
  if (!('form' in read)) return read
  const id = oneOf(read.form, 'instroom')
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  const row = isId ? await gateway.store.instromen.find(id) : undefined
  if (row?.agbCode !== asker.identity.agbCode) return { asking, found: { reference: 'SL401' } }
  return { asking, found: { reference: null }, told: { object: objectOf(row) }, input: row }
}
