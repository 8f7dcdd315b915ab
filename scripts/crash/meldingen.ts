/**
 * Meldingen in a crash run: posted without a person who opens anything, delivered by the gateway alone. Each that was
 * acknowledged must reach the upstream under one key, with the same bytes however often, and be told as delivered.
 */
import type { AuditEvent } from '../../gateway/audit/event.ts'
import type { Database } from '../../gateway/store/database.ts'
import { allOf } from '../../gateway/store/rows.ts'
import type { CrashLife } from './acts.ts'
import type { Books } from './account.ts'
import { jsonOfText, note, outcomeOf } from './ledger.ts'
import type { CrashKnown, Ledger, CrashPractice } from './ledger.ts'
import { meldingPath } from './upstream.ts'
import type { CrashReceived } from './upstream.ts'

/** The practice of the example policy whose own system delivers. */
export const deWerf: CrashPractice = { agbCode: '01000007', systeem: 'systeem-melden', persons: [] }

const path = '/v1/instroom/incident-melden'

/** Posts a new one, or one that was posted before: what came of that may be unknown. */
export async function meld(life: CrashLife): Promise<void> {
  const { ledger, random } = life
  const again = ledger.meldingen.length > 0 && random.chance(0.3)
  const known = again ? random.pick(ledger.meldingen.slice(-40)) : newMelding(life)
  if (!again) ledger.meldingen.push(known)
  const before = known.id
  const seen = await life.clients.send({
    listener: 'instroom',
    client: deWerf.systeem,
    method: 'POST',
    path,
    body: known.message,
  })
  note(ledger, {
    ...{ round: life.round, act: 'melden', agbCode: deWerf.agbCode, seen, known },
    path: undefined,
    mark: undefined,
  })
  const { instroomId } = jsonOfText(seen.text)
  if (typeof instroomId === 'string') known.id = instroomId
  const fault = (what: string) =>
    ledger.findings.push(`round ${String(life.round)}: ${known.referentie} ${what}`)
  if (before !== undefined && known.id !== before) fault('has another id than before')
  if (before !== undefined && seen.status === 201) fault('that was acknowledged was made anew')
  if (![0, 200, 201, 503].includes(seen.status))
    fault(`got an answer it must not get: ${outcomeOf(seen)}`)
}

function newMelding(life: CrashLife): CrashKnown {
  const referentie = `M-${String(life.round)}-${String(life.nextNumber())}`
  const incident = { datum: '2026-11-28', soort: 'val', omschrijving: `Melding ${referentie}` }
  return {
    referentie,
    practice: deWerf,
    message: JSON.stringify({ referentie, instantie: { agbCode: deWerf.agbCode }, incident }),
    ...{ id: undefined, startUrl: undefined, created: 0, opened: undefined },
    ...{ openTried: false, withdrawn: false, withdrawTried: false },
  }
}

const isMelding = (one: CrashReceived): boolean => one.path === meldingPath

/** What the upstream received: each under the key of its own, with what was posted, byte for byte the same. */
export function accountMeldingen(
  { meldingen }: Ledger,
  { instromen }: Books,
  received: readonly CrashReceived[],
  say: (what: string) => void,
): void {
  const first = new Map<string, string>()
  /** Whether something is as it was the first time. */
  const isSame = (name: string, value: string): boolean => {
    if (!first.has(name)) first.set(name, value)
    return first.get(name) === value
  }
  const posted = new Map(meldingen.map(({ referentie, message }) => [referentie, message]))
  for (const { idempotencyKey: key = '', body } of received.filter(isMelding)) {
    const { instroomId, bericht } = jsonOfText(body)
    const referentie = String((bericht as { readonly referentie?: unknown } | null)?.referentie)
    const faults = [
      [instroomId === key, `is of ${String(instroomId)}`],
      [posted.get(referentie) === JSON.stringify(bericht), 'is not what was posted'],
      [instromen.has(key), 'is not in the store'],
      [isSame(`body ${key}`, body), 'came with other bytes'],
      [isSame(`key ${referentie}`, key), 'came under another key before'],
    ] as const
    for (const [isRight, what] of faults)
      if (!isRight) say(`melding ${referentie} under ${key} ${what}`)
  }
}

/** Longer than a claim that a killed gateway left. */
const finishMs = 30_000

interface Queued {
  readonly id: string
  readonly isDone: boolean
  readonly isDead: boolean
}

/** The end: every melding reaches the upstream, as if the hours until the next attempt had passed. */
export async function finishMeldingen(
  { ledger }: Pick<CrashLife, 'ledger'>,
  database: Database,
): Promise<void> {
  const until = Date.now() + finishMs
  for (;;) {
    await makeDue(database)
    const left = (await queued(database)).filter(({ isDone, isDead }) => !isDone && !isDead)
    if (left.length === 0) return
    if (Date.now() > until) {
      ledger.findings.push(`${String(left.length)} meldingen do not come to an end`)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** One row at a time: all in one statement, and a gateway that settles several waits for us while we wait for it. */
async function makeDue({ reader, writer }: Database): Promise<void> {
  const isWaiting = (db: Database['reader']) =>
    db('aflevering').whereNotNull('next_at').whereNull('lease_by')
  for (const id of await isWaiting(reader).pluck<string[]>('id'))
    await isWaiting(writer).where({ id }).update({ next_at: Date.now() })
}

/** Nothing that was acknowledged is lost or dead; nothing is told as delivered that the upstream never had. */
export async function closeMeldingen(
  { meldingen }: Ledger,
  database: Database,
  {
    received,
    audit,
  }: { readonly received: readonly CrashReceived[]; readonly audit: Books['audit'] },
  say: (what: string) => void,
): Promise<void> {
  const rows = new Map((await queued(database)).map((row) => [row.id, row]))
  const had = new Set(received.filter(isMelding).map(({ idempotencyKey }) => idempotencyKey))
  const told = new Set(deliveredIn(audit))
  checkTaken(meldingen, takenIn(received), say)
  for (const { id, referentie } of meldingen) {
    if (id === undefined) continue
    const row = rows.get(id)
    if (row === undefined) say(`melding ${referentie} (${id}) was acknowledged and is not queued`)
    else if (!row.isDone) say(`melding ${referentie} (${id}) was not delivered`)
  }
  for (const { id, isDone } of rows.values()) {
    if (isDone && !had.has(id)) say(`melding ${id} is told as delivered and never was`)
    if (isDone && !told.has(id)) say(`melding ${id} was delivered and has no audit row of it`)
  }
}

/** Each that was acknowledged once, under its own key; one whose acknowledgement was lost at most once. */
function checkTaken(
  meldingen: Ledger['meldingen'],
  taken: ReadonlyMap<string, readonly string[]>,
  say: (what: string) => void,
): void {
  for (const { id, referentie } of meldingen) {
    const keys = taken.get(referentie) ?? []
    const right = id === undefined ? keys.length <= 1 : keys.length === 1 && keys[0] === id
    if (!right) say(`melding ${referentie} (${id ?? 'unknown'}) was taken under: ${keys.join()}`)
  }
}

/** By referentie the keys under which the upstream took it for good. */
function takenIn(received: readonly CrashReceived[]): ReadonlyMap<string, readonly string[]> {
  const taken = new Map<string, string[]>()
  for (const { accepted, body, idempotencyKey } of received.filter(isMelding)) {
    if (!accepted) continue
    const { bericht } = jsonOfText(body)
    const referentie = String((bericht as { readonly referentie?: unknown } | null)?.referentie)
    taken.set(referentie, [...(taken.get(referentie) ?? []), idempotencyKey ?? ''])
  }
  return taken
}

const deliveredIn = (audit: Books['audit']): readonly string[] =>
  [...audit.values()]
    .flat()
    .filter(({ gebeurtenis }: AuditEvent) => gebeurtenis === 'afgeleverd')
    .map(({ object }) => object?.id ?? '')

const queued = async ({ reader }: Database): Promise<readonly Queued[]> =>
  (await allOf(reader('aflevering').select('id', 'done_at', 'dead_at'))).map((row) => ({
    id: String(row['id']),
    isDone: row['done_at'] !== null,
    isDead: row['dead_at'] !== null,
  }))
