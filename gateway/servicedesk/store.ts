/** What the service desk looks up and does, in the database. */
import type { Knex } from 'knex'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, instroomRowOf, toKept } from '../store/rows.ts'
import type { SeenPlace, ServicedeskStore } from '../store/servicedesk.ts'
import type { InstroomRow } from '../store/store.ts'
import { refusalStore } from './store-refusals.ts'
import { voorstelStore } from './store-voorstel.ts'

export function makeServicedeskStore(database: Database, queue: CommitQueue): ServicedeskStore {
  const { reader } = database
  return {
    ...refusalStore(database),
    ...voorstelStore(database, queue),
    seenAt: (nummer) => answering(() => seenAt(reader, nummer)),
    byReferentie: (diensten, referentie) =>
      answering(() => byReferentie(reader, diensten, referentie)),
  }
}

async function seenAt(db: Knex, gebruikersnummer: Gebruikersnummer): Promise<readonly SeenPlace[]> {
  const rows = await allOf(
    db('certificaat_gezien')
      .where('gebruikersnummer', gebruikersnummer)
      .orderBy(['agb_code', 'soort'])
      .limit(50)
      .select('agb_code', 'soort'),
  )
  return rows.map((row) => ({
    agbCode: agbIn(row),
    soort: row['soort'] === 'systeem' ? 'systeem' : 'persoonlijk',
  }))
}

/**
 * A referentie is unique per dienst and practice, and there is an index for that order only: this steps from one
 * practice to the next in it, so that its cost is that of the practices and not of the instromen.
 */
const stepping = `
with recursive praktijk(agb) as (
  select min(agb_code) from instroom where dienst = ?
  union all
  select (select min(agb_code) from instroom where dienst = ? and agb_code > praktijk.agb)
  from praktijk where praktijk.agb is not null
)
select instroom.* from praktijk
join instroom on instroom.dienst = ? and instroom.agb_code = praktijk.agb and instroom.referentie = ?
order by instroom.created_at desc limit 20`

async function byReferentie(
  db: Knex,
  diensten: readonly string[],
  referentie: string,
): Promise<readonly InstroomRow[]> {
  const found: InstroomRow[] = []
  for (const dienst of diensten) {
    const query = db.raw(stepping, [dienst, dienst, dienst, toKept(referentie)])
    found.push(...(await allOf(query)).map(instroomRowOf))
  }
  return found.sort((one, other) => other.createdAt - one.createdAt).slice(0, 20)
}
