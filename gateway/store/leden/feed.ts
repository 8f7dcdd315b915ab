/** What changed of organisations, members and meldcodes, read to be put in force. */
import type { Knex } from 'knex'
import type { Database } from '../database.ts'
import { inForceColumns, toLidInForce, toMeldcode } from './rows.ts'
import type {
  ActiefChanges,
  ActieveAanmelding,
  LedenChanges,
  LedenFeed,
  LedenMark,
} from './changes.ts'
import { readCounter } from './counter.ts'
import { answering } from '../reading.ts'
import { agbIn, allOf, firstOf, textOf } from '../rows.ts'
import type { Stored } from '../rows.ts'

export const makeLedenFeed = ({ reader }: Database): LedenFeed => ({
  changes: (since) => answering(() => changesSince(reader, since)),
})

/** The counter first: a change that comes between is read again the next time. */
async function changesSince(db: Knex, since: LedenMark): Promise<LedenChanges | undefined> {
  const mark = { counter: await readCounter(db), version: await registerVersion(db) }
  if (mark.counter === since.counter && mark.version === since.version) return undefined
  const changed = (table: string) => db(table).where('counter', '>', since.counter)
  const leden = await allOf(changed('lidmaatschap').select(inForceColumns))
  const meldcodes = await allOf(changed('meldcode'))
  return {
    mark,
    leden: leden.map(toLidInForce),
    meldcodes: meldcodes.map(toMeldcode),
    actief: await activeSince(db, since, mark),
  }
}

/** After more changes than this all there are is read. */
const mostChanges = 500

/** Another register says otherwise of all of them. */
async function activeSince(db: Knex, since: LedenMark, mark: LedenMark): Promise<ActiefChanges> {
  if (mark.version !== since.version || since.counter <= 0) return readActive(db, mark, undefined)
  // Not `distinct`: for that SQLite goes through all there are, in order of code.
  const changed = await allOf(
    db('aanmelding')
      .where('counter', '>', since.counter)
      .orderBy('counter')
      .select('agb_code')
      .limit(mostChanges + 1),
  )
  const codes = [...new Set(changed.map((row) => agbIn(row)))]
  if (changed.length > mostChanges) return readActive(db, mark, undefined)
  return codes.length === 0 ? { codes, rows: [] } : readActive(db, mark, codes)
}

const registerVersion = async (db: Knex): Promise<string> =>
  textOf(await firstOf(db('register_version').where('id', 1).first()), 'version') ?? ''

async function readActive(
  db: Knex,
  { version }: LedenMark,
  codes: ActiefChanges['codes'],
): Promise<ActiefChanges> {
  const query = db('aanmelding')
    .leftJoin('register_entry', (join) => {
      join
        .on('register_entry.agb_code', 'aanmelding.agb_code')
        .andOn('register_entry.version', db.raw('?', [version]))
    })
    .where('staat', 'actief')
    .orderBy(['aanmelding.agb_code', 'dienst'])
    .select('aanmelding.*', db.raw('coalesce(register_entry.einde, register_einde) as einde'))
  if (codes !== undefined) void query.whereIn('aanmelding.agb_code', [...codes])
  return { codes, rows: (await allOf(query)).map(toActief) }
}

const toActief = (row: Stored): ActieveAanmelding => ({
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  naam: textOf(row, 'naam') ?? String(row['agb_code']),
  soort: (textOf(row, 'soort') ?? 'praktijk') as ActieveAanmelding['soort'],
  activeAt: Number(row['active_at']),
  einde: textOf(row, 'einde') ?? null,
})
