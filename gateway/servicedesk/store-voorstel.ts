/** Proposals of the service desk in the database. One and the change it comes to are one transaction. */
import type { Knex } from 'knex'
import { notedNumber } from '../identity/gebruikersnummer.ts'
import { saverOf } from '../gebruikersbeheer/store/store.ts'
import type { Saver } from '../gebruikersbeheer/store/store.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, fingerprintIn, firstOf, nummerIn, textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import type {
  Afloop,
  Confirmed,
  ConfirmResult,
  Ending,
  NewVoorstel,
  Reden,
  ServicedeskStore,
  Voorstel,
} from '../store/servicedesk.ts'

const table = 'servicedesk_voorstel'
const mostWaiting = 50

type Part = Pick<ServicedeskStore, 'propose' | 'waiting' | 'find' | 'end' | 'confirm'>

export function voorstelStore({ engine, reader }: Database, queue: CommitQueue): Part {
  const confirm = each(confirmBy(saverOf(engine)))
  return {
    propose: (voorstel, audit) => queue.commit(propose, voorstel, audit),
    waiting: (at) => answering(() => waiting(reader, at)),
    find: (id) => answering(() => find(reader, id)),
    end: (ending, audit) => queue.commit(end, ending, audit),
    confirm: (confirmed, audit) => queue.commit(confirm, confirmed, audit),
  }
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
    gebruikersnummer: nummerIn(row),
    naam: textOf(row, 'naam') ?? null,
  },
  reden: redenOf(row['reden']),
  kenmerk: String(row['kenmerk']),
  door: {
    gebruikersnummer: notedNumber(String(row['door'])),
    naam: textOf(row, 'door_naam') ?? null,
    agbCode: agbIn(row, 'door_agb'),
    certificaat: fingerprintIn(row, 'door_certificaat'),
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
    gebruikersnummer: notedNumber(String(row['afgerond_door'])),
    naam: textOf(row, 'afgerond_naam') ?? null,
  }
  return { afloop, at: Number(row['afgerond_at']), door }
}
