/** Invitations in the database. One of an address ends those before it, with their links. */
import type { Knex } from 'knex'
import { queueAfleveringen } from '../delivery/store.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { doerIn } from '../store/doer.ts'
import { nextCounter } from '../store/leden/counter.ts'
import { ofPlace } from '../store/leden/rows.ts'
import type { LedenStore, UitnodigingRow } from '../store/leden/leden.ts'
import type { NewLid } from '../store/leden/lid.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, firstOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import { liveLinks } from '../toegang/store/link.ts'

type Part = Pick<LedenStore, 'nodigUit' | 'trekIn' | 'uitnodiging' | 'uitnodigingen'>

export const uitnodigingStore = ({ reader }: Database, queue: CommitQueue): Part => ({
  nodigUit: (row, audit, mails = []) => queue.commit(nodigUit, { row, mails }, audit),
  trekIn: (what, audit) => queue.commit(trekIn, what, audit),
  uitnodiging: (id) => answering(() => findUitnodiging(reader, id)),
  uitnodigingen: (what) => answering(() => uitnodigingenOf(reader, what)),
})

/** Within another change's transaction. False: it is not open any more. */
export async function takeUitnodiging(
  db: Knex,
  { uitnodiging, at: now }: NewLid,
): Promise<boolean> {
  if (uitnodiging === undefined) return true
  const taken = await db('uitnodiging')
    .where({ id: uitnodiging, staat: 'uitgenodigd' })
    .where('valid_until', '>', now)
    .update({ staat: 'aanvaard', changed_at: now })
  return taken === 1
}

interface Invite {
  readonly row: UitnodigingRow
  readonly mails: readonly NewAflevering[]
}

const nodigUit = each<Invite, readonly string[]>(async (db, { row, mails }) => {
  const counter = await nextCounter(db)
  const open = { ...ofPlace(row), adres_mac: row.adresMac, staat: 'uitgenodigd' }
  const ended = await allOf(db('uitnodiging').where(open).select('id'))
  await db('uitnodiging').where(open).update({ staat: 'ingetrokken', changed_at: row.createdAt })
  await endLinks(db, row, row.createdAt)
  await db('uitnodiging').insert(fromUitnodiging(row))
  await db('leden_history').insert({
    ...ofPlace(row),
    counter,
    at: row.createdAt,
    nummer: null,
    door: row.door,
    wat: JSON.stringify({ van: null, naar: { staat: row.staat, rollen: [row.rol] } }),
  })
  await queueAfleveringen(db, mails)
  return ended.map(({ id }) => String(id))
})

const trekIn = each<{ readonly id: string; readonly at: number }, boolean>(
  async (db, { id, at: now }) => {
    const changed = await db('uitnodiging')
      .where({ id, staat: 'uitgenodigd' })
      .update({ staat: 'ingetrokken', changed_at: now })
    const row = await findUitnodiging(db, id)
    if (changed === 1 && row !== undefined) await endLinks(db, row, now)
    return changed === 1
  },
)

/** The links that open invitations of an address were sent with are of no use any more. */
const endLinks = async (db: Knex, { adresMac, ...place }: UitnodigingRow, now: number) => {
  await liveLinks(db)
    .where({ ...ofPlace(place), soort: 'uitnodiging', adres_mac: adresMac })
    .update({ revoked_at: now })
}

async function findUitnodiging(db: Knex, id: string): Promise<UitnodigingRow | undefined> {
  const row = await firstOf(db('uitnodiging').where('id', id).first())
  return row === undefined ? undefined : toUitnodiging(row)
}

async function uitnodigingenOf(
  db: Knex,
  { since, limit, ...place }: Parameters<LedenStore['uitnodigingen']>[0],
): Promise<readonly UitnodigingRow[]> {
  const rows = await allOf(
    db('uitnodiging')
      .where(ofPlace(place))
      .where('created_at', '>=', since)
      .orderBy('created_at', 'desc')
      .limit(limit),
  )
  return rows.map(toUitnodiging)
}

const fromUitnodiging = (row: UitnodigingRow) => ({
  ...ofPlace(row),
  id: row.id,
  staat: row.staat,
  rol: row.rol,
  door: row.door,
  adres_mac: row.adresMac,
  sealed: row.sealed,
  created_at: row.createdAt,
  changed_at: row.changedAt,
  valid_until: row.validUntil,
})

const toUitnodiging = (row: Stored): UitnodigingRow => ({
  id: String(row['id']),
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  staat: String(row['staat']),
  rol: String(row['rol']),
  door: doerIn(row),
  adresMac: String(row['adres_mac']),
  sealed: Buffer.isBuffer(row['sealed']) ? row['sealed'] : Buffer.alloc(0),
  createdAt: Number(row['created_at']),
  changedAt: Number(row['changed_at']),
  validUntil: Number(row['valid_until']),
})
