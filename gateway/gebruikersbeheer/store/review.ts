/** The yearly review in the database: a row of the history, with a version of its own, that changes no holder. */
import type { Knex } from 'knex'
import type { AgbCode } from '../../identity/agb-code.ts'
import { each } from '../../store/batch.ts'
import type { BeheerStore, Jaarcontrole, PersonValue, SaveResult } from '../../store/beheer.ts'
import type { CommitQueue } from '../../store/commit.ts'
import { answering } from '../../store/reading.ts'
import { allOf } from '../../store/rows.ts'
import { doorOfRow } from './columns.ts'

/** In the column of the kind of holder, which a change of the contact persons leaves empty. */
export const reviewSoort = 'jaarcontrole'

export const reviewStore = (
  reader: Knex,
  queue: CommitQueue,
): Pick<BeheerStore, 'signOff' | 'jaarcontroles'> => ({
  signOff: (signed, audit) => queue.commit(signOff, signed, audit),
  jaarcontroles: (agbCode) => answering(() => reviewsOf(reader, agbCode)),
})

interface Signed {
  readonly agbCode: AgbCode
  readonly version: number
  readonly at: number
  readonly door: PersonValue
}

/** The counter first, as with every change: its row is locked until the commit. */
const signOff = each<Signed, SaveResult>(async (db, { agbCode, version, at, door }) => {
  const [row] = await allOf(
    db('beheer_counter').where('id', 1).increment('counter', 1).returning('counter'),
  )
  const counter = Number(row?.['counter'])
  const practice = { agb_code: agbCode, version: 0, changed_at: at, counter }
  if (version === 0) await db('beheer_practice').insert(practice).onConflict('agb_code').ignore()
  const changed = await db('beheer_practice')
    .where({ agb_code: agbCode, version })
    .update({ version: version + 1, changed_at: at, counter })
  if (changed !== 1) return { kind: 'verouderd' }
  await db('beheer_history').insert(historyRow({ agbCode, version, at, door }))
  return { kind: 'opgeslagen' }
})

/** A release that does not know it yet reads the contact persons, unchanged. */
const historyRow = ({ agbCode, version, at, door }: Signed) => ({
  agb_code: agbCode,
  version: version + 1,
  groep: null,
  at,
  door: door.gebruikersnummer,
  door_naam: door.naam,
  soort: reviewSoort,
  gebruikersnummer: null,
  van: '[]',
  naar: '[]',
})

/** More years than anybody keeps. */
const mostReviews = 200

async function reviewsOf(db: Knex, agbCode: AgbCode): Promise<readonly Jaarcontrole[]> {
  const query = db('beheer_history').where({ agb_code: agbCode, soort: reviewSoort })
  const rows = await allOf(query.orderBy('version', 'desc').limit(mostReviews))
  return rows.map((row) => ({ at: Number(row['at']), door: doorOfRow(row) }))
}
