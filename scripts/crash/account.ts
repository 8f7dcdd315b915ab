/**
 * Holds what clients and upstream saw against what is stored and recorded. Everything is looked up by the
 * request id that answer, forwarded request and audit row have in common.
 */
import type { AuditEvent, Gebeurtenis } from '../../gateway/audit/event.ts'
import type { InstroomRow } from '../../gateway/store/store.ts'
import { problemCodeOf, jsonOfText, outcomeOf } from './ledger.ts'
import type { CrashAct, AnsweredPost, CrashKnown, Ledger } from './ledger.ts'
import { deliveryPath, locationOf, meldingPath } from './upstream.ts'
import type { CrashReceived } from './upstream.ts'

/** What was found in the database: audit rows by request id, instromen by id. */
export interface Books {
  readonly audit: ReadonlyMap<string, readonly AuditEvent[]>
  readonly instromen: ReadonlyMap<string, InstroomRow>
}

/** What clients and upstream saw, of a round or of all of them. */
export interface Accounts {
  readonly answered: readonly AnsweredPost[]
  readonly received: readonly CrashReceived[]
}

const eventOf: Readonly<Record<CrashAct, Gebeurtenis>> = {
  post: 'instroom-aanbieden',
  melden: 'instroom-aanbieden',
  open: 'instroom-openen',
  withdraw: 'instroom-intrekken',
  status: 'instroom-status',
  get: 'dienst-gebruiken',
  submit: 'dienst-gebruiken',
}

/** Adds every discrepancy to the ledger's findings. */
export function account(ledger: Ledger, books: Books, { answered, received }: Accounts): void {
  const say = (what: string): void => {
    ledger.findings.push(what)
  }
  const byReferentie = new Map(ledger.instromen.map((known) => [known.referentie, known]))
  const byMark = new Map(received.map((one) => [one.mark, one]))
  for (const answer of answered) {
    checkAudit(answer, books, say)
    if (isSuccess(answer)) checkStored(answer, { books, byMark, say })
  }
  for (const one of received) {
    if (one.path === meldingPath) continue
    if (one.path === deliveryPath) checkDelivery(one, { books, byReferentie, say })
    else checkForwarded(one, books, say)
  }
  checkKeys(received, say)
  checkEnded(answered, received, say)
}

type Say = (what: string) => void

const isSuccess = ({ seen: { status } }: AnsweredPost): boolean =>
  (status >= 200 && status < 300) || status === 303

const naming = ({ round, act, known, mark, seen }: AnsweredPost): string =>
  `round ${String(round)}: ${act} ${known?.referentie ?? mark ?? ''} (${outcomeOf(seen)}, request ${seen.requestId})`

/** Every decision on a trusted certificate has its row; what was shed or could not be stored says so itself. */
function checkAudit(answer: AnsweredPost, { audit }: Books, say: Say): void {
  const { act, seen, agbCode } = answer
  if (seen.status === 503) return
  const rows = audit.get(seen.requestId) ?? []
  const row = rows.find(({ gebeurtenis }) => gebeurtenis === eventOf[act])
  if (row === undefined) {
    say(`${naming(answer)} has no audit row`)
    return
  }
  const code = seen.status >= 400 && seen.status < 500 ? problemCodeOf(seen) : null
  if (code !== undefined && row.code !== code)
    say(`${naming(answer)} has an audit row with ${String(row.code)}`)
  if (row.gebruiker?.agbCode !== agbCode) say(`${naming(answer)} has an audit row of another`)
}

interface Lookup {
  readonly books: Books
  readonly byMark: ReadonlyMap<string | undefined, CrashReceived>
  readonly say: Say
}

/** What was answered with success is in the store, or with the upstream. */
function checkStored(answer: AnsweredPost, lookup: Lookup): void {
  const { seen, mark } = answer
  const { books, byMark, say } = lookup
  if (mark !== undefined) {
    if (byMark.get(mark)?.requestId !== seen.requestId)
      say(`${naming(answer)} never reached the upstream`)
    return
  }
  const wanted = instroomOf(answer)
  // Cut off after its head, of an instroom that nobody knows the id of: the audit row is all there is.
  if (wanted === undefined) return
  const row = books.instromen.get(wanted)
  if (row === undefined) say(`${naming(answer)} is not in the store`)
  else checkRow(answer, row, say)
}

function checkRow(answer: AnsweredPost, row: InstroomRow, say: Say): void {
  const { act, known } = answer
  if (row.referentie !== known?.referentie)
    say(`${naming(answer)} is stored under ${row.referentie}`)
  if (act === 'open') checkOpened(answer, row, say)
  const waits = row.withdrawnAt === null || row.sealed !== null || row.openedAt !== null
  if (act === 'withdraw' && waits) say(`${naming(answer)} is not withdrawn in the store`)
}

function instroomOf({ seen, known }: AnsweredPost): string | undefined {
  const { instroomId } = jsonOfText(seen.text)
  return typeof instroomId === 'string' ? instroomId : known?.id
}

function checkOpened(answer: AnsweredPost, row: InstroomRow, say: Say): void {
  const { seen, known } = answer
  if (row.deliveredAt === null) say(`${naming(answer)} is not delivered in the store`)
  if (row.location !== seen.location) say(`${naming(answer)} is stored with another location`)
  if (row.sealed !== null) say(`${naming(answer)} still has its content`)
  if (known?.opened !== undefined && row.openedBy !== known.opened.gebruikersnummer)
    say(`${naming(answer)} is bound to ${String(row.openedBy)}`)
  if (row.location !== locationOf(row.id)) say(`${naming(answer)} leads to another instroom`)
}

interface DeliveryLookup {
  readonly books: Books
  readonly byReferentie: ReadonlyMap<string, CrashKnown>
  readonly say: Say
}

/** A delivery that the upstream received: recorded, under its own key, with the message as it was posted. */
function checkDelivery(one: CrashReceived, { books, byReferentie, say }: DeliveryLookup): void {
  const delivery = deliveryOf(one)
  const { instroomId, bericht } = delivery
  const stored = books.instromen.get(instroomId)
  const posted = byReferentie.get(stored?.referentie ?? '')
  const faults = [
    instroomId === one.idempotencyKey ? undefined : `is of instroom ${instroomId}`,
    wrongRecord(delivery, books.audit.get(one.requestId) ?? []),
    stored === undefined ? 'is not in the store' : wrongHolder(delivery, stored),
    posted?.message === bericht ? undefined : 'has another message than was posted',
  ]
  const name = `round ${String(one.round)}: delivery ${String(one.idempotencyKey)} (request ${one.requestId})`
  for (const fault of faults) if (fault !== undefined) say(`${name} ${fault}`)
}

function wrongHolder({ persoon }: Delivery, stored: InstroomRow): string | undefined {
  if (stored.withdrawnAt !== null) return 'is of a withdrawn instroom'
  const { openedBy } = stored
  return openedBy === persoon ? undefined : `went to ${persoon}, bound to ${String(openedBy)}`
}

function wrongRecord(
  { instroomId, persoon }: Delivery,
  rows: readonly AuditEvent[],
): string | undefined {
  const row = rows.find(
    ({ gebeurtenis, uitkomst }) => gebeurtenis === 'instroom-openen' && uitkomst === 'toegestaan',
  )
  if (row === undefined) return 'has no audit row'
  const isIts = row.object?.id === instroomId && row.gebruiker?.gebruikersnummer === persoon
  return isIts ? undefined : 'has an audit row of something else'
}

interface Delivery {
  readonly instroomId: string
  readonly referentie: string
  /** The message as JSON. */
  readonly bericht: string
  /** Gebruikersnummer. */
  readonly persoon: string
}

function deliveryOf({ body }: CrashReceived): Delivery {
  const { instroomId, bericht, persoon } = jsonOfText(body)
  const { referentie } = (bericht ?? {}) as { readonly referentie?: unknown }
  const { gebruikersnummer } = (persoon ?? {}) as { readonly gebruikersnummer?: unknown }
  return {
    instroomId: String(instroomId),
    referentie: String(referentie),
    bericht: JSON.stringify(bericht),
    persoon: String(gebruikersnummer),
  }
}

function checkForwarded(one: CrashReceived, { audit }: Books, say: Say): void {
  const row = audit
    .get(one.requestId)
    ?.find(({ gebeurtenis }) => gebeurtenis === 'dienst-gebruiken')
  if (row?.uitkomst !== 'toegestaan' || row.object?.id !== one.path)
    say(
      `round ${String(one.round)}: forwarded ${one.method} ${one.path} (request ${one.requestId}) has no audit row`,
    )
}

/** One key and one person for each instroom, one answer with success in each life, and no form sent twice. */
function checkKeys(received: readonly CrashReceived[], say: Say): void {
  const marks = received.flatMap(({ mark }) => mark ?? [])
  for (const mark of repeated(marks)) say(`${mark} was forwarded twice`)
  const deliveries = received
    .filter(({ path }) => path === deliveryPath)
    .map((one) => ({ ...one, ...deliveryOf(one) }))
  const ways = new Set(
    deliveries.map(
      (one) => `${one.referentie} under ${one.idempotencyKey ?? ''} to ${one.persoon}`,
    ),
  )
  for (const referentie of repeated([...ways].map((way) => way.split(' ', 1).join(''))))
    say(`${referentie} was delivered in more than one way`)
  const answered = deliveries.filter(
    ({ behaviour, life }) => behaviour === 'answer' && life !== undefined,
  )
  for (const what of repeated(
    answered.map((one) => `${one.referentie} in life ${String(one.life)}`),
  ))
    say(`${what} was delivered again after it was answered`)
}

/** Room for a delivery that was under way while another one ended, in milliseconds. */
const underWayMs = 1_000

/** Whoever was sent to the form was sent there after the delivery was on record: it is never made again. */
function checkEnded(
  answered: readonly AnsweredPost[],
  received: readonly CrashReceived[],
  say: Say,
): void {
  const ended = endsOf(answered)
  for (const { path, at, idempotencyKey = '', round } of received) {
    const end = ended.get(idempotencyKey) ?? Infinity
    if (path === deliveryPath && at > end + underWayMs)
      say(`round ${String(round)}: ${idempotencyKey} was delivered after its form was opened`)
  }
}

/** When somebody was first sent to the form of each instroom. */
function endsOf(answered: readonly AnsweredPost[]): ReadonlyMap<string, number> {
  const ended = new Map<string, number>()
  for (const { act, seen, known } of answered)
    if (act === 'open' && seen.status === 303 && known?.id !== undefined)
      ended.set(known.id, Math.min(seen.endedAt, ended.get(known.id) ?? Infinity))
  return ended
}

function repeated(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const name of names) (seen.has(name) ? twice : seen).add(name)
  return twice
}

/** From the store's side: nothing is there without the row of the decision that put it there. */
export function accountOfBooks({ audit, instromen }: Books, say: Say): void {
  const allowed = new Set(
    [...audit.values()]
      .flat()
      .filter(({ uitkomst }) => uitkomst === 'toegestaan')
      .map(({ gebeurtenis, object }) => `${gebeurtenis} ${object?.id ?? ''}`),
  )
  for (const row of instromen.values()) {
    const must: Gebeurtenis[] = ['instroom-aanbieden']
    if (row.openedAt !== null) must.push('instroom-openen')
    if (row.withdrawnAt !== null) must.push('instroom-intrekken')
    for (const event of must)
      if (!allowed.has(`${event} ${row.id}`))
        say(`${row.referentie} (${row.id}) is stored without an audit row ${event}`)
    if (row.openedAt !== null && row.withdrawnAt !== null)
      say(`${row.referentie} (${row.id}) is opened and withdrawn`)
  }
}
