/** Gebruikersbeheer in the database. A change, its history, its audit row and the counter are one transaction. */
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import { each } from '../store/batch.ts'
import type {
  BeheerChange,
  BeheerChanges,
  BeheerStore,
  HistoryRow,
  HouderValue,
  LastChange,
  PersonValue,
  Removal,
  SaveResult,
  StoredHouder,
  StoredPractice,
} from '../store/beheer.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { doorOfRow, jsonOf, soortOf } from './columns.ts'
import { bytesOf, see, seenOf } from './store-seen.ts'
import { reviewSoort, reviewStore } from './store-review.ts'
import { conceptStore, endConcept } from './store-concept.ts'
import { geweigerdStore } from './store-geweigerd.ts'
import { meldingStore, tellSaved } from './store-melding.ts'
import { noteGiven, vraagStore } from './store-vraag.ts'
import { listenFor, notify } from '../store/notices.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, firstOf, insertRows, textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'

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
    since: (agbCode, version) => answering(() => changesAfter(reader, agbCode, version)),
    savedTogether: (agbCode, groep) => answering(() => savedTogether(reader, agbCode, groep)),
    lastChanges: (agbCode, only) => answering(() => lastChanges(reader, agbCode, only)),
    ...conceptStore(reader, queue),
    ...meldingStore(reader, queue),
    ...vraagStore(reader, queue),
    ...geweigerdStore(reader, queue),
    ...reviewStore(reader, queue),
    history: (agbCode, before, limit) =>
      answering(() => readHistory(reader, agbCode, before, limit)),
    removals: (agbCode) => answering(() => removalsOf(reader, agbCode)),
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
      houders.set(agbCode, [...(houders.get(agbCode) ?? []), toHouder(houder)])
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

function fromHistory({ agbCode, version, at, door, stappen }: BeheerChange) {
  const groep = stappen.length === 1 ? null : version + stappen.length
  return stappen.map((what, index) => {
    const houder = what.soort === 'houder' ? (what.naar ?? what.van) : null
    return {
      agb_code: agbCode,
      version: version + index + 1,
      groep,
      at,
      door: door.gebruikersnummer,
      door_naam: door.naam,
      soort: houder?.soort ?? null,
      gebruikersnummer: houder?.gebruikersnummer ?? null,
      van: JSON.stringify(what.van),
      naar: JSON.stringify(what.naar),
    }
  })
}

const mostSince = 10_000

async function changesAfter(
  db: Knex,
  agbCode: AgbCode,
  version: number,
): Promise<readonly HistoryRow[]> {
  const query = db('beheer_history').where('agb_code', agbCode).where('version', '>', version)
  return (await allOf(query.orderBy('version').limit(mostSince))).map(toHistory)
}

async function savedTogether(
  db: Knex,
  agbCode: AgbCode,
  groep: number,
): Promise<readonly HistoryRow[]> {
  const rows = await allOf(
    db('beheer_history')
      .where('agb_code', agbCode)
      .whereRaw('(version = ? or groep = ?)', [groep, groep])
      .orderBy('version'),
  )
  return rows.map(toHistory).filter((row) => row.groep === groep)
}

/** The version of a holder is that of the change that touched it last. */
const withChange = (db: Knex, agbCode: AgbCode) =>
  db('beheer_houder')
    .join('beheer_history', {
      'beheer_history.agb_code': 'beheer_houder.agb_code',
      'beheer_history.version': 'beheer_houder.version',
    })
    .where({ 'beheer_houder.agb_code': agbCode })

async function lastChanges(
  db: Knex,
  agbCode: AgbCode,
  only: Parameters<BeheerStore['lastChanges']>[1],
): Promise<readonly LastChange[]> {
  const query = withChange(db, agbCode)
  if (only !== undefined)
    void query.where({
      'beheer_houder.soort': only.soort,
      'beheer_houder.gebruikersnummer': only.gebruikersnummer,
    })
  const columns = ['beheer_houder.soort', 'beheer_houder.gebruikersnummer']
  return (await allOf(query.select(...columns, 'at', 'door', 'door_naam'))).map((row) => ({
    soort: soortOf(row),
    gebruikersnummer: String(row['gebruikersnummer']),
    at: Number(row['at']),
    door: doorOfRow(row),
  }))
}

export async function readHistory(
  db: Knex,
  agbCode: AgbCode,
  before: number | undefined,
  limit: number,
): Promise<readonly HistoryRow[]> {
  const query = db('beheer_history').where('agb_code', agbCode).orderBy('version', 'desc')
  if (before !== undefined) void query.where('version', '<', before)
  return (await allOf(query.limit(limit))).map(toHistory)
}

const mostRemovals = 1_000

async function removalsOf(db: Knex, agbCode: AgbCode): Promise<readonly Removal[]> {
  const rows = await allOf(
    withChange(db, agbCode)
      .where('removed', 1)
      .orderBy('beheer_houder.version', 'desc')
      .limit(mostRemovals)
      .select('beheer_houder.*', 'at', 'door', 'door_naam'),
  )
  return rows.map((row) => ({
    value: toHouder(row).value,
    at: Number(row['at']),
    door: doorOfRow(row),
  }))
}

const toHouder = (row: Stored): StoredHouder => ({
  removed: Number(row['removed']) === 1,
  value: {
    soort: soortOf(row),
    gebruikersnummer: String(row['gebruikersnummer']),
    naam: textOf(row, 'naam') ?? null,
    autorisaties: jsonOf(row, 'autorisaties') as HouderValue['autorisaties'],
    ...(textOf(row, 'tot') !== undefined && {
      tot: jsonOf(row, 'tot') as NonNullable<HouderValue['tot']>,
    }),
    ipAdressen: jsonOf(row, 'ip_adressen') as readonly string[],
    geblokkeerd: Number(row['geblokkeerd']) === 1,
  },
})

function toPractice(row: Stored, houders: readonly StoredHouder[]): StoredPractice {
  const gekozen = jsonOf(row, 'contactpersonen') as readonly string[] | null
  const basis = (jsonOf(row, 'contactpersonen_basis') ?? []) as readonly string[]
  return {
    agbCode: agbIn(row),
    version: Number(row['version']),
    changedAt: Number(row['changed_at']),
    houders,
    contactpersonen: gekozen === null ? undefined : { gekozen, basis },
  }
}

function toHistory(row: Stored): HistoryRow {
  return {
    version: Number(row['version']),
    groep: Number(row['groep'] ?? row['version']),
    at: Number(row['at']),
    door: doorOfRow(row),
    what: whatOf(row),
  }
}

function whatOf(row: Stored): HistoryRow['what'] {
  if (row['soort'] === reviewSoort) return { soort: 'jaarcontrole' }
  const [van, naar] = [jsonOf(row, 'van'), jsonOf(row, 'naar')]
  if (row['gebruikersnummer'] !== null)
    return { soort: 'houder', van: van as HouderValue | null, naar: naar as HouderValue | null }
  return {
    soort: 'contactpersonen',
    van: van as readonly PersonValue[],
    naar: naar as readonly PersonValue[],
  }
}
