/** The service desk in the database. A proposal and the change it comes to are one transaction. */
import { setImmediate } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import type { AuditRow } from '../audit/chain.ts'
import { saverOf } from '../gebruikersbeheer/store.ts'
import type { Saver } from '../gebruikersbeheer/store.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, firstOf, textOf, toAuditRow, instroomRowOf, toKept } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import type {
  Afloop,
  AskedRefusals,
  Confirmed,
  ConfirmResult,
  Ending,
  NewVoorstel,
  Reden,
  SeenPlace,
  ServicedeskStore,
  Voorstel,
} from '../store/servicedesk.ts'
import type { InstroomRow } from '../store/store.ts'

const table = 'servicedesk_voorstel'
const mostWaiting = 50

export function makeServicedeskStore(
  { engine, reader }: Database,
  queue: CommitQueue,
): ServicedeskStore {
  const confirm = each(confirmBy(saverOf(engine)))
  return {
    seenAt: (nummer) => answering(() => seenAt(reader, nummer)),
    byReferentie: (diensten, referentie) =>
      answering(() => byReferentie(reader, diensten, referentie)),
    refusals: (asked) => answering(() => refusals(reader, asked)),
    ofRequest: (verzoek, since) => answering(() => ofRequest(reader, verzoek, since)),
    propose: (voorstel, audit) => queue.commit(propose, voorstel, audit),
    waiting: (at) => answering(() => waiting(reader, at)),
    find: (id) => answering(() => find(reader, id)),
    end: (ending, audit) => queue.commit(end, ending, audit),
    confirm: (confirmed, audit) => queue.commit(confirm, confirmed, audit),
  }
}

async function seenAt(db: Knex, gebruikersnummer: string): Promise<readonly SeenPlace[]> {
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

const refusals = (
  db: Knex,
  { agbCode, gebruikersnummer, since, limit }: AskedRefusals,
): Promise<readonly AuditRow[]> =>
  newest(db, {
    agbCode,
    since,
    limit,
    parts: 10,
    texts: [
      '"uitkomst":"geweigerd"',
      ...(gebruikersnummer === undefined ? [] : [`"gebruikersnummer":"${gebruikersnummer}"`]),
    ],
  })

const ofRequest = (db: Knex, verzoek: string, since: number): Promise<readonly AuditRow[]> =>
  newest(db, { since, limit: 10, parts: 400, texts: [`"verzoek":${JSON.stringify(verzoek)}`] })

interface Search {
  readonly agbCode?: AgbCode
  readonly since: number
  readonly limit: number
  /** How many parts are looked through at most. */
  readonly parts: number
  /** What a line holds; no wildcards. */
  readonly texts: readonly string[]
}

const partSize = 5_000

/** The newest rows whose line holds these texts. In parts: others get their turn in between. */
async function newest(db: Knex, search: Search): Promise<readonly AuditRow[]> {
  const found: AuditRow[] = []
  let before: Stored | undefined
  for (let part = 0; part < search.parts && found.length < search.limit; part += 1) {
    const here = (): Knex.QueryBuilder => partOf(db, search, before)
    const query = db.with('deel', here().select('*').limit(partSize)).from('deel')
    for (const text of search.texts) void query.whereLike('line', `%${text}%`)
    const rows = await allOf(query.orderBy(newestFirst).limit(search.limit - found.length))
    found.push(...rows.map(toAuditRow))
    before = await firstOf(
      here()
        .select('tijd', 'writer', 'nr')
        .offset(partSize - 1)
        .first(),
    )
    if (before === undefined) break
    await setImmediate()
  }
  return found
}

const newestFirst = ['tijd', 'writer', 'nr'].map((column) => ({ column, order: 'desc' as const }))

function partOf(db: Knex, { agbCode, since }: Search, before: Stored | undefined) {
  const query = db('audit').where('tijd', '>=', since).orderBy(newestFirst)
  if (agbCode !== undefined) void query.where('agb_code', agbCode)
  if (before !== undefined) {
    const place = ['tijd', 'writer', 'nr'].map((column) => String(before[column]))
    void query.whereRaw('(tijd, writer, nr) < (cast(? as bigint), ?, cast(? as bigint))', place)
  }
  return query
}

const propose = each<NewVoorstel, boolean>(async (db, voorstel) => {
  const { agbCode, at } = voorstel
  // Nobody came to it in time: it makes room.
  await db(table)
    .where({ agb_code: agbCode, afloop: null })
    .where('geldig_tot', '<=', at)
    .update({ afloop: 'verlopen', afgerond_at: at })
  const made = await allOf(
    db(table)
      .insert(fromVoorstel(voorstel))
      .onConflict(db.raw('(agb_code) where afloop is null'))
      .ignore()
      .returning('id'),
  )
  return made.length === 1
})

const fromVoorstel = ({
  id,
  agbCode,
  persoon,
  reden,
  kenmerk,
  door,
  at,
  geldigTot,
}: NewVoorstel) => ({
  id,
  agb_code: agbCode,
  gebruikersnummer: persoon.gebruikersnummer,
  naam: persoon.naam,
  reden,
  kenmerk,
  door: door.gebruikersnummer,
  door_naam: door.naam,
  door_agb: door.agbCode,
  door_certificaat: door.certificaat,
  at,
  geldig_tot: geldigTot,
})

async function waiting(db: Knex, at: number): Promise<readonly Voorstel[]> {
  const rows = await allOf(
    db(table).whereNull('afloop').where('geldig_tot', '>', at).orderBy('at').limit(mostWaiting),
  )
  return rows.map(toVoorstel)
}

async function find(db: Knex, id: string): Promise<Voorstel | undefined> {
  const row = await firstOf(db(table).where('id', id).first())
  return row && toVoorstel(row)
}

const end = each<Ending, boolean>(async (db, { id, afloop, door, at }) => {
  const ended = await allOf(
    db(table)
      .where({ id, afloop: null })
      .where('geldig_tot', '>', at)
      .update(ending(afloop, door, at))
      .returning('id'),
  )
  return ended.length === 1
})

const ending = (
  afloop: Afloop,
  { gebruikersnummer, naam }: Ending['door'],
  at: number,
): Readonly<Record<string, string | number | null>> => ({
  afloop,
  afgerond_at: at,
  afgerond_door: gebruikersnummer,
  afgerond_naam: naam,
})

/** Ended first, which locks the row, and taken back when the change could not be made. */
const confirmBy =
  (save: Saver) =>
  async (db: Knex, { id, door, at, change }: Confirmed): Promise<ConfirmResult> => {
    const ended = await allOf(
      db(table)
        .where({ id, afloop: null })
        .where('geldig_tot', '>', at)
        .update(ending('bevestigd', door, at))
        .returning('*'),
    )
    const [row] = ended
    if (row === undefined) return 'niet-open'
    const own =
      row['door'] === door.gebruikersnummer || row['door_certificaat'] === door.certificaat
    const kind = own ? 'zelfde-persoon' : (await save(db, change)).kind
    if (kind !== 'opgeslagen') await db(table).where('id', id).update(stillOpen)
    return kind
  }

const stillOpen = { afloop: null, afgerond_at: null, afgerond_door: null, afgerond_naam: null }

const toVoorstel = (row: Stored): Voorstel => ({
  id: String(row['id']),
  agbCode: agbIn(row),
  persoon: {
    gebruikersnummer: String(row['gebruikersnummer']),
    naam: textOf(row, 'naam') ?? null,
  },
  reden: redenOf(row['reden']),
  kenmerk: String(row['kenmerk']),
  door: {
    gebruikersnummer: String(row['door']),
    naam: textOf(row, 'door_naam') ?? null,
    agbCode: agbIn(row, 'door_agb'),
    certificaat: String(row['door_certificaat']),
  },
  at: Number(row['at']),
  geldigTot: Number(row['geldig_tot']),
  einde: eindeOf(row),
})

const redenOf = (value: unknown): Reden =>
  value === 'vertrokken' || value === 'afwezig' ? value : 'certificaat'

function eindeOf(row: Stored): Voorstel['einde'] {
  const afloop = textOf(row, 'afloop')
  if (afloop !== 'bevestigd' && afloop !== 'afgewezen' && afloop !== 'ingetrokken') return undefined
  const door = {
    gebruikersnummer: String(row['afgerond_door']),
    naam: textOf(row, 'afgerond_naam') ?? null,
  }
  return { afloop, at: Number(row['afgerond_at']), door }
}
