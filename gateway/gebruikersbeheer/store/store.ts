/** Gebruikersbeheer in the database. A change, its history, its audit row and the counter are one transaction. */
import type { Knex } from 'knex'
import { each } from '../../store/batch.ts'
import type {
  BeheerChange,
  BeheerChanges,
  BeheerStore,
  SaveResult,
  StoredHouder,
  StoredPractice,
} from '../../store/beheer.ts'
import { gebruikersnummersIn, notedNumber } from '../../identity/gebruikersnummer.ts'
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import { houderIn, jsonOf } from './columns.ts'
import { bytesOf, see, seenOf } from './seen.ts'
import { reviewStore } from './review.ts'
import { conceptStore, endConcept } from './concept.ts'
import { geweigerdStore } from './geweigerd.ts'
import { meldingStore, tellSaved } from './melding.ts'
import { noteGiven, vraagStore } from './vraag.ts'
import { listenFor, notify } from '../../store/notices.ts'
import { answering } from '../../store/reading.ts'
import { agbIn, allOf, firstOf, insertRows } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import { fromHistory, historyStore } from './history.ts'

/** What is told of a change: that there is one. */
const channel = 'sluis_beheer'

/** `url` is that of the database. */
export function makeBeheerStore(
  { engine, reader }: Database,
  queue: CommitQueue,
  url: string,
): BeheerStore {
  const tells = engine === 'postgres'
  const save = each(saverOf(engine))
  return {
    changes: (since) => answering(() => changesSince(reader, since)),
    save: (change, audit) => queue.commit(save, change, audit),
    ...historyStore(reader),
    ...conceptStore(reader, queue),
    ...meldingStore(reader, queue),
    ...vraagStore(reader, queue),
    ...geweigerdStore(reader, queue),
    ...reviewStore(reader, queue),
    see: (seen) => queue.commit(see, seen),
    seenBytes: (agbCode, nummers) => answering(() => bytesOf(reader, agbCode, nummers)),
    seen: (agbCode) => answering(() => seenOf(reader, agbCode)),
    listen: (ears) => (tells ? listenFor({ ...ears, url, channel }) : undefined),
  }
}

const changesAtOnce = 500

/**
 * Read in this order, so that what is shown is never older than the version it is shown under: a change that
 * comes between is seen again the next time, and a save on the older version is refused.
 */
export async function changesSince(db: Knex, since: number): Promise<BeheerChanges | undefined> {
  const row = await firstOf(db('beheer_counter').where('id', 1).first())
  const counter = Number(row?.['counter'] ?? 0)
  if (counter === since) return undefined
  const changed = await allOf(db('beheer_practice').where('counter', '>', since))
  const houders = new Map<string, StoredHouder[]>()
  for (let from = 0; from < changed.length; from += changesAtOnce) {
    const codes = changed.slice(from, from + changesAtOnce).map((one) => agbIn(one))
    for (const houder of await allOf(db('beheer_houder').whereIn('agb_code', codes))) {
      const agbCode = agbIn(houder)
      houders.set(agbCode, [...(houders.get(agbCode) ?? []), houderIn(houder)])
    }
  }
  const practices = changed.map((one) => toPractice(one, houders.get(agbIn(one)) ?? []))
  return { counter, practices }
}

/**
 * The counter first: its row is locked until the commit, so changes of all processes come one after the
 * other, and no process sees a counter whose change it cannot see.
 */
async function saveOne(db: Knex, change: BeheerChange): Promise<SaveResult> {
  const { agbCode, version, at, stappen } = change
  if (!(await somebodyIsLeft(db, change))) return { kind: 'niemand' }
  const [row] = await allOf(
    db('beheer_counter').where('id', 1).increment('counter', 1).returning('counter'),
  )
  const counter = Number(row?.['counter'])
  if (version === 0)
    await db('beheer_practice')
      .insert({ agb_code: agbCode, version: 0, changed_at: at, counter })
      .onConflict('agb_code')
      .ignore()
  const changed = await db('beheer_practice')
    .where({ agb_code: agbCode, version })
    .update({
      version: version + stappen.length,
      changed_at: at,
      counter,
      ...contactColumns(change),
    })
  if (changed !== 1) return { kind: 'verouderd' }
  await saveHouders(db, change)
  await insertRows(db, 'beheer_history', fromHistory(change))
  await tellSaved(db, change)
  await endConcept(db, change)
  await noteGiven(db, change)
  return { kind: 'opgeslagen' }
}

/**
 * Judged here, beside the version: what was seen may be pruned or replaced since the form was judged. Who is chosen and
 * who is blocked cannot have changed, or the version would have.
 */
async function somebodyIsLeft(
  db: Knex,
  { agbCode, at, overBlijvers }: BeheerChange,
): Promise<boolean> {
  if (overBlijvers === undefined) return true
  const seen = await bytesOf(db, agbCode, overBlijvers)
  return seen.some(({ validTo }) => at < validTo)
}

/** Makes a change inside a transaction. */
export type Saver = (db: Knex, change: BeheerChange) => Promise<SaveResult>

/** With an engine that can tell other processes, it does. */
export const saverOf = (engine: Database['engine']): Saver =>
  engine === 'postgres' ? saveAndTell : saveOne

const saveAndTell: Saver = async (db, change) => {
  const result = await saveOne(db, change)
  if (result.kind === 'opgeslagen') await notify(db, channel)
  return result
}

function contactColumns({ stappen }: BeheerChange): Readonly<Record<string, string>> {
  const last = stappen.findLast(({ soort }) => soort === 'contactpersonen')
  if (last?.soort !== 'contactpersonen') return {}
  return {
    contactpersonen: JSON.stringify(last.naar.map(({ gebruikersnummer }) => gebruikersnummer)),
    contactpersonen_basis: JSON.stringify(last.basis),
  }
}

async function saveHouders(db: Knex, { agbCode, version, stappen }: BeheerChange): Promise<void> {
  const rows = stappen.flatMap((what, index) => {
    const value = what.soort === 'houder' ? (what.naar ?? what.van) : null
    if (value === null) return []
    return [
      {
        agb_code: agbCode,
        soort: value.soort,
        gebruikersnummer: value.gebruikersnummer,
        naam: value.naam,
        autorisaties: JSON.stringify(value.autorisaties),
        tot: value.tot === undefined ? null : JSON.stringify(value.tot),
        ip_adressen: JSON.stringify(value.ipAdressen),
        geblokkeerd: value.geblokkeerd ? 1 : 0,
        removed: what.naar === null ? 1 : 0,
        version: version + index + 1,
      },
    ]
  })
  if (rows.length === 0) return
  const kept = Object.keys(rows[0] ?? {}).slice(3)
  const set = kept.map((column) => `${column} = excluded.${column}`).join(', ')
  const clash = 'on conflict (agb_code, soort, gebruikersnummer) do update set'
  await insertRows(db, 'beheer_houder', rows, `${clash} ${set}`)
}

function toPractice(row: Stored, houders: readonly StoredHouder[]): StoredPractice {
  const gekozen = jsonOf(row, 'contactpersonen') as readonly string[] | null
  const basis = (jsonOf(row, 'contactpersonen_basis') ?? []) as readonly string[]
  return {
    agbCode: agbIn(row),
    version: Number(row['version']),
    changedAt: Number(row['changed_at']),
    houders,
    contactpersonen:
      gekozen === null
        ? undefined
        : { gekozen: gebruikersnummersIn(gekozen), basis: basis.map(notedNumber) },
  }
}
