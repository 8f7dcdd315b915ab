/** What was changed in Gebruikersbeheer, by whom and when, in the database. */
import type { Knex } from 'knex'
import type { AgbCode } from '../../identity/agb-code.ts'
import type {
  BeheerChange,
  BeheerStore,
  HistoryRow,
  HouderValue,
  LastChange,
  NotedPerson,
  Removal,
} from '../../store/beheer.ts'
import { answering } from '../../store/reading.ts'
import { allOf, nummerIn } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import { doorOfRow, houderIn, jsonOf, soortOf } from './columns.ts'
import { reviewSoort } from './review.ts'

type Part = Pick<BeheerStore, 'since' | 'savedTogether' | 'lastChanges' | 'history' | 'removals'>

export const historyStore = (reader: Knex): Part => ({
  since: (agbCode, version) => answering(() => changesAfter(reader, agbCode, version)),
  savedTogether: (agbCode, groep) => answering(() => savedTogether(reader, agbCode, groep)),
  lastChanges: (agbCode, only) => answering(() => lastChanges(reader, agbCode, only)),
  history: (agbCode, before, limit) => answering(() => readHistory(reader, agbCode, before, limit)),
  removals: (agbCode) => answering(() => removalsOf(reader, agbCode)),
})

/** The rows that a change adds, one for each of its steps. */
export function fromHistory({ agbCode, version, at, door, stappen }: BeheerChange) {
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
    gebruikersnummer: nummerIn(row),
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
    value: houderIn(row).value,
    at: Number(row['at']),
    door: doorOfRow(row),
  }))
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
    van: van as readonly NotedPerson[],
    naar: naar as readonly NotedPerson[],
  }
}
